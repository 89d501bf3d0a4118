"""A colleague's newer decision about a period or a unit is never overturned by somebody who has not read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from service.actions.context import Context
from service.actions.periods.administration import period_administration
from service.actions.periods.lifecycle import close_period, exclude, extend, reopen_period, set_deadline, waive
from service.actions.review.bulk import BulkAction, apply_plan, plan
from service.actions.review.decide import approve_submission, return_for_correction
from service.domain.errors import ConflictError
from service.domain.organization.access import Caller, Role
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.installation import HOME_AFFAIRS, PERIOD

LATER = datetime(2023, 9, 25, 17, 0, tzinfo=VIETNAM)
COLLEAGUE = Caller("Phạm Thị Hà", Role.HOME_AFFAIRS)


@pytest.fixture
def province(context: Context) -> Context:
    """An installation with units and an open period, on each kind of database."""
    return context


def seen_in(context: Context) -> int:
    """What the period's page carries along."""
    return period_administration(context, PERIOD).seen


def deeds(context: Context, who: str, seen: int | None) -> dict[str, Callable[[], None]]:
    """What may be decided about the period and one of its units."""
    return {
        "extend": lambda: extend(context, PERIOD, "STC", LATER, who, "bão", seen),
        "waive": lambda: waive(context, PERIOD, "STC", who, "mới lập", seen=seen),
        "owe": lambda: waive(context, PERIOD, "STC", who, "phải nộp", waived=False, seen=seen),
        "exclude": lambda: exclude(context, PERIOD, "STC", who, "chưa khớp", seen=seen),
        "deadline": lambda: set_deadline(context, PERIOD, AgencyKind.SO, LATER, who, "Theo công văn", seen),
        "close": lambda: close_period(context, PERIOD, who, seen),
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("waive", "extend"), ("extend", "waive"), ("waive", "owe"), ("extend", "extend"), ("deadline", "deadline"),
        ("close", "extend"), ("close", "deadline"), ("close", "waive"), ("deadline", "extend"),
        ("waive", "exclude"), ("close", "exclude"),
    ],
)  # fmt: skip
def test_a_decision_from_an_old_page_is_refused_with_who_did_what_when(
    province: Context, first: str, second: str
) -> None:
    seen = seen_in(province)
    deeds(province, COLLEAGUE.name, seen)[first]()
    with pytest.raises(ConflictError, match=rf"{COLLEAGUE.name} đã .* lúc 08:00 18/09/2023.*Những gì vừa ghi vẫn còn"):
        deeds(province, HOME_AFFAIRS.name, seen)[second]()
    if first != "close":
        before = period_administration(province, PERIOD).events
        deeds(province, HOME_AFFAIRS.name, None)["waive"]()
        assert len(period_administration(province, PERIOD).events) == len(before) + 1


def test_closing_twice_and_reopening_from_an_old_page_say_who_did_it(province: Context) -> None:
    seen = seen_in(province)
    close_period(province, PERIOD, COLLEAGUE.name, seen)
    with pytest.raises(ConflictError, match=COLLEAGUE.name):
        close_period(province, PERIOD, HOME_AFFAIRS.name, seen)
    seen = seen_in(province)
    reopen_period(province, PERIOD, COLLEAGUE.name, "nộp thêm", seen)
    with pytest.raises(ConflictError, match=COLLEAGUE.name):
        reopen_period(province, PERIOD, HOME_AFFAIRS.name, "nộp thêm", seen)


def test_what_colleagues_decide_about_other_units_is_no_hindrance(province: Context) -> None:
    seen = seen_in(province)
    waive(province, PERIOD, "SXD", COLLEAGUE.name, "mới lập", seen=seen)
    set_deadline(province, PERIOD, AgencyKind.HUYEN, LATER, COLLEAGUE.name, "Theo công văn", seen)
    extend(province, PERIOD, "STC", LATER, HOME_AFFAIRS.name, "bão", seen)


def test_many_units_at_once_are_left_alone_where_one_has_moved_since_the_preview(province: Context) -> None:
    units = ["STC", "SXD", "SGTVT"]
    previewed = plan(province, PERIOD, BulkAction.EXTEND, units)
    seen = {unit.row.agency.code: unit.seen for unit in previewed.units}
    extend(province, PERIOD, "SXD", LATER.replace(day=27), COLLEAGUE.name, "bão")
    with pytest.raises(ConflictError, match=rf"1 đơn vị đã thay đổi.*Sở Xây dựng \({COLLEAGUE.name}"):
        apply_plan(
            province, HOME_AFFAIRS, PERIOD, plan(province, PERIOD, BulkAction.EXTEND, units), "mưa lũ", LATER, seen
        )
    due = {unit.agency.code: unit.obligation.due_at for unit in period_administration(province, PERIOD).units}
    assert due["STC"] is None and due["SXD"] == LATER.replace(day=27)


def test_a_new_filing_since_the_preview_is_not_returned_unread(province: Context) -> None:
    hand_in_and_check(province, of_agency("STC", sang_kien__so_luong=7))
    previewed = plan(province, PERIOD, BulkAction.RETURN, ["STC"])
    seen = {unit.row.agency.code: unit.seen for unit in previewed.units}
    hand_in_and_check(province, of_agency("STC", sang_kien__so_luong=8))
    with pytest.raises(ConflictError, match="1 đơn vị đã thay đổi"):
        apply_plan(
            province, HOME_AFFAIRS, PERIOD, plan(province, PERIOD, BulkAction.RETURN, ["STC"]), "sai", None, seen
        )


def test_those_who_have_no_page_decide_as_before(province: Context) -> None:
    filing = hand_in_and_check(province, of_agency("STC", sang_kien__so_luong=7))
    return_for_correction(province, COLLEAGUE, filing, "sai")
    approve_submission(province, HOME_AFFAIRS, filing)
