"""What a closed period refuses by whatever way it is asked, also where a page or preview was opened before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from service.actions.context import Context
from service.actions.periods.lifecycle import (
    close_period,
    exclude,
    extend,
    set_deadline,
    set_obligation,
    set_signed_report,
    waive,
    withdraw_extension,
)
from service.actions.review.bulk import BulkAction, Plan, apply_plan, plan
from service.actions.review.decide import approve_submission, return_for_correction
from service.domain.errors import ConflictError
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM
from service.storage.events import events_of
from tests.support.installation import HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.province import put_valid
from tests.support.visitor import enlist

LATER = datetime(2023, 9, 25, 17, tzinfo=VIETNAM)
UNITS = {
    BulkAction.RETURN: "STC", BulkAction.ACCEPT: "STC", BulkAction.REMIND: "SGTVT", BulkAction.EXTEND: "SXD",
    BulkAction.WITHDRAW: "SYT",
}  # fmt: skip


@pytest.fixture
def province(sqlite_context: Context) -> Context:
    """One unit has filed, one was given more time, and one has people who could be reminded."""
    put_valid(sqlite_context, ["STC"])
    extend(sqlite_context, PERIOD, "SYT", LATER, HOME_AFFAIRS, "bão")
    enlist(sqlite_context, OFFICER, None)
    return sqlite_context


def test_every_decision_about_a_closed_period_is_refused_and_leaves_no_trace(province: Context) -> None:
    filed = f"{PERIOD}-STC-1"
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: approve_submission(province, HOME_AFFAIRS, filed),
        "return": lambda: return_for_correction(province, HOME_AFFAIRS, filed, "sai"),
        "extend": lambda: extend(province, PERIOD, "SXD", LATER, HOME_AFFAIRS, "bão"),
        "withdraw": lambda: withdraw_extension(province, PERIOD, "SYT", HOME_AFFAIRS, "hết bão"),
        "waive": lambda: waive(province, PERIOD, "SXD", HOME_AFFAIRS, "mới lập"),
        "exclude": lambda: exclude(province, PERIOD, "STC", HOME_AFFAIRS, "chưa khớp"),
        "deadline": lambda: set_deadline(province, PERIOD, AgencyKind.SO, LATER, HOME_AFFAIRS, "Theo công văn"),
        "terms": lambda: set_obligation(province, PERIOD, "SXD", includes_children=True),
        "signed": lambda: set_signed_report(province, PERIOD, asked=True),
        **{
            f"{deed.value} many": lambda deed=deed: plan(province, PERIOD, deed, [UNITS.get(deed, "STC")])
            for deed in BulkAction
        },  # type: ignore[misc]
    }
    close_period(province, PERIOD, HOME_AFFAIRS)
    with province.database.reading() as session:
        before = events_of(session, PERIOD)
    for name, act in acts.items():
        with pytest.raises(ConflictError, match="đã khóa"):
            act()
            pytest.fail(name)
    with province.database.reading() as session:
        assert events_of(session, PERIOD) == before


def test_what_was_previewed_before_the_closing_reaches_nobody_after_it(province: Context) -> None:
    previewed: dict[BulkAction, Plan] = {
        deed: plan(province, PERIOD, deed, [unit], "Đề nghị nộp gấp") for deed, unit in UNITS.items()
    }
    assert all(len(found.reached) == 1 for found in previewed.values())
    close_period(province, PERIOD, HOME_AFFAIRS, tells=False)
    for deed, found in previewed.items():
        with pytest.raises(ConflictError, match="đã khóa"):
            apply_plan(province, HOME_AFFAIRS, PERIOD, found, "Đề nghị nộp gấp", LATER)
            pytest.fail(deed.value)
