"""What every page's frame shows: who is signed in, what they have not read, the menu, the demonstration's time."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import segno
from flask import Flask, g
from flask_babel import pgettext

from service import __version__
from service.actions.notifications.notices import unread_notices
from service.actions.review.lookups import business_time, list_periods, name_of_agency
from service.channels.registry import CHANNELS
from service.domain.bilingual import Bilingual
from service.domain.organization.access import Role
from service.domain.reporting.coming_words import coming_words
from service.domain.reporting.evidence import purpose_of
from service.domain.reporting.own_window import own_window_note
from service.domain.reporting.path_names import path_name
from service.domain.reporting.period import Period
from service.domain.reporting.report import NA
from service.libreoffice import find_office
from service.readers.formats import FORMATS
from service.storage.periods.periods import OpenedPeriod
from service.web.auth.sessions import signed_in
from service.web.request_context import context
from service.web.ui.help_topics import topic_here
from service.web.ui.i18n import _, figure, translate
from service.web.ui.scope import scope_name

_NOBODY: Mapping[str, Any] = {"person": None, "unit_name": "", "unread": 0, "menu": [], "demonstration_time": None}


def frame(app: Flask) -> None:
    """Give every page its frame."""
    app.context_processor(_shown)
    app.jinja_env.globals.update(
        qr=qr, stored=stored, scope_name=scope_name, opened_periods=opened_periods,
        intake_formats=FORMATS, delivery_channels=CHANNELS, purpose_of=purpose_of, path_name=path_name,
        find_office=find_office, own_window_note=own_window_note, coming_words=coming_words, report_of=report_of,
    )  # fmt: skip


def opened_periods() -> list[tuple[OpenedPeriod, Period]]:
    """Every opened period, the newest first."""
    return list_periods(context())[::-1]


def report_of(period: str) -> Bilingual:
    """What the report of a period is called: periods of several reports have the same titles."""
    return context().catalogue.for_period(period)[0].title


def stored(value: int | float | str | None) -> str:
    """A stored total, whose numbers are those of JSON, as a figure."""
    return "" if value is None else figure(NA if value == NA.value else Decimal(str(value)))


def qr(text: str) -> str:
    """A QR code as a picture in a data address."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=2)


def without_reader() -> None:
    """Let the pages of this request ask the database nothing: they do not know who reads them."""
    g.is_without_reader = True


def _shown() -> dict[str, Any]:
    is_without_reader = "is_without_reader" in g
    return {
        **(_NOBODY if is_without_reader else _of_reader()),
        "is_without_reader": is_without_reader,
        "province": translate(context().settings.province),
        "contact": context().settings.contact,
        "help_here": topic_here(),
        "version": __version__,
    }


def _of_reader() -> dict[str, Any]:
    signed = signed_in()
    person = signed.account if signed else None
    return {
        "person": person,
        "unit_name": name_of_agency(context(), person.agency) if person and person.agency else "",
        "unread": unread_notices(context(), person.id) if person else 0,
        "menu": _menu(person.role) if person else [],
        "demonstration_time": business_time(context()),
    }


def _menu(role: Role) -> list[tuple[str, str]]:
    entries = {
        "reports.mine": (_("Báo cáo của đơn vị"), {Role.OFFICER, Role.LEADER}),
        "board.newest": (_("Theo dõi"), {Role.HOME_AFFAIRS, Role.HOME_AFFAIRS_LEADER, Role.ADMIN, Role.AUDITOR}),
        "periods.show": (pgettext("nhiều", "Kỳ báo cáo"), {Role.HOME_AFFAIRS, Role.ADMIN}),
        "units.show": (pgettext("nhiều", "Đơn vị"), {Role.ADMIN}),
        "people.show": (_("Người dùng"), {Role.ADMIN}),
        "tokens.show": (_("Mã truy cập API"), {Role.ADMIN}),
        "mailbox.show": (_("Hộp thư"), {Role.ADMIN}),
        "system_log.show": (_("Nhật ký hệ thống"), {Role.ADMIN, Role.AUDITOR}),
    }
    return [(endpoint, label) for endpoint, (label, roles) in entries.items() if role in roles]
