"""Drafts of Sở Giao thông vận tải, and the people who write them."""

from __future__ import annotations

from collections.abc import Mapping

from service.actions.context import Context
from service.actions.intake.drafts import Saved, save_draft
from service.actions.intake.form_state import FormState, open_draft
from service.actions.periods.lifecycle import open_period
from service.demo import demo_payloads
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import FieldEdit, as_values
from tests.support.consolidations import TEMPLATE, real_payload
from tests.support.filings import hand_in_and_check
from tests.support.installation import OFFICER, PERIOD, at

UNIT = "SGTVT"
COLLEAGUE = Caller("Phạm Thị Dung", Role.OFFICER, UNIT)
STRANGER = Caller("Hoàng Văn Em", Role.OFFICER, "STC")
TONG, QUA_HAN, TEXT = "indicators.tthc.tong", "indicators.ho_so.qua_han", "narratives.II.6"
EXPLAINED = {"explanations.R06": "Hai thủ tục đang chuyển mức độ"}


def real_values() -> dict[str, str]:
    """The real report as it is typed, with its one warning explained: ready to be handed in."""
    return as_values(real_payload(), TEMPLATE) | EXPLAINED


def opened(context: Context, caller: Caller = OFFICER) -> FormState:
    """The draft as that person sees it."""
    return open_draft(context, caller, PERIOD, UNIT)


def write(context: Context, values: Mapping[str, str], caller: Caller = OFFICER, base: int | None = None) -> Saved:
    """Save what the person typed who had seen the version `base`, by default the present one."""
    seen = opened(context, caller).draft.version if base is None else base
    changes = [FieldEdit(path, value, seen) for path, value in values.items()]
    return save_draft(context, caller, PERIOD, UNIT, changes)


def file_previous(context: Context, period: str = "2023-H1") -> str:
    """Hand in and check what the demonstration has of the unit for an earlier period; the filing's id."""
    open_period(context, period)
    found = next(item for item in demo_payloads(context.catalogue) if (item.period, item.agency) == (period, UNIT))
    return hand_in_and_check(at(context, found.received_at), found.payload)
