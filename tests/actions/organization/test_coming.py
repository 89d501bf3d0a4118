"""What is decided for a day to come is shown beside what holds today, and comes on that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from service.actions.context import Context
from service.actions.operations.sweep import sweep
from service.actions.organization.agencies import change_agency, list_agencies
from service.actions.organization.coming import withdraw_change
from service.actions.organization.reorganise import preview_reorganisation, reorganise
from service.actions.periods.board import BoardFilter, BoardPage, load_board
from service.domain.errors import ConflictError, EntryError, NotFoundError
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct
from service.domain.reporting.coming_words import coming_words
from service.domain.reporting.period import VIETNAM
from tests.support.installation import ADMIN, PERIOD, at

TO_COME, RENAME = date(2023, 9, 20), ReorganisationAct.RENAME


def plan(context: Context, agency: str, day: date = TO_COME, **other: object) -> None:
    wanted = Reorganisation(RENAME, day, (agency,), **other)  # type: ignore[arg-type]
    reorganise(context, ADMIN, wanted, preview_reorganisation(context, wanted).seen, "Nghị quyết")


def on(context: Context, day: int) -> Context:
    """The same once the sweeper has run on that day of September 2023."""
    later = at(context, datetime(2023, 9, day, 0, 0, 10, tzinfo=VIETNAM))
    sweep(later)
    return later


def unit(context: Context, code: str) -> Agency:
    return next(item.agency for item in list_agencies(context) if item.agency.code == code)


def board(context: Context) -> BoardPage:
    return load_board(context, PERIOD, BoardFilter(text="giao thong"))


def coming(context: Context, code: str) -> list[str]:
    item = next(item for item in list_agencies(context) if item.agency.code == code)
    return [str(coming_words(change)) for change in item.coming]


def test_a_name_to_come_stands_beside_todays_until_its_day(sqlite_context: Context) -> None:
    """The period ended on 14/9, before the day, so its board keeps the name that it had then."""
    old = unit(sqlite_context, "SGTVT").name
    plan(sqlite_context, "SGTVT", name="Sở Xây dựng mới", parent="SNV")
    assert unit(sqlite_context, "SGTVT").name == old
    said = "từ 20/9/2023: tên là Sở Xây dựng mới; đơn vị cấp trên là SNV"
    assert coming(sqlite_context, "SGTVT") == [said]
    (row,) = board(sqlite_context).rows
    assert row.agency.name == old
    assert [str(coming_words(change)) for change in board(sqlite_context).coming["SGTVT"]] == [said]
    assert unit(on(sqlite_context, 19), "SGTVT").name == old
    later = on(sqlite_context, 20)
    assert (unit(later, "SGTVT").name, unit(later, "SGTVT").parent) == ("Sở Xây dựng mới", "SNV")
    assert coming(later, "SGTVT") == [] and board(later).rows[0].agency.name == old


def test_a_kind_and_no_parent_come_on_their_day_too(sqlite_context: Context) -> None:
    change_agency(sqlite_context, ADMIN, replace(unit(sqlite_context, "STC"), parent="SNV"))
    plan(sqlite_context, "STC", kind=AgencyKind.HUYEN, clears_parent=True)
    assert coming(sqlite_context, "STC") == ["từ 20/9/2023: cấp là Huyện, thị xã, thành phố; không còn đơn vị cấp trên"]
    assert (unit(sqlite_context, "STC").kind, unit(sqlite_context, "STC").parent) == (AgencyKind.SO, "SNV")
    later = unit(on(sqlite_context, 21), "STC")
    assert (later.kind, later.parent) == (AgencyKind.HUYEN, None)


def test_what_is_mended_until_then_stays_and_a_change_can_be_withdrawn(sqlite_context: Context) -> None:
    plan(sqlite_context, "STC", name="Sở Mới")
    plan(sqlite_context, "STP", name="Sở Khác")
    change_agency(sqlite_context, ADMIN, replace(unit(sqlite_context, "STC"), abbreviation="S.TC"))
    withdraw_change(sqlite_context, ADMIN, "STP", TO_COME)
    with pytest.raises(NotFoundError, match="đã được hủy"):
        withdraw_change(sqlite_context, ADMIN, "STP", TO_COME)
    later = on(sqlite_context, 20)
    assert (unit(later, "STC").name, unit(later, "STC").abbreviation) == ("Sở Mới", "S.TC")
    assert unit(later, "STP").name == unit(sqlite_context, "STP").name != "Sở Khác"


def test_changes_follow_each_other_and_one_back_needs_no_change(sqlite_context: Context) -> None:
    old = unit(sqlite_context, "STC").name
    plan(sqlite_context, "STC", name="Sở Một")
    plan(sqlite_context, "STC", date(2023, 9, 25), name="Sở Hai")
    assert [said.partition(":")[0] for said in coming(sqlite_context, "STC")] == ["từ 20/9/2023", "từ 25/9/2023"]
    assert unit(on(sqlite_context, 22), "STC").name == "Sở Một"
    assert unit(on(sqlite_context, 25), "STC").name == "Sở Hai"
    plan(sqlite_context, "STP", name="Sở Ba")
    plan(sqlite_context, "STP", name=unit(sqlite_context, "STP").name)
    assert coming(sqlite_context, "STP") == [] and old != "Sở Hai"


def test_circles_to_come_and_two_answers_about_the_parent_are_refused(sqlite_context: Context) -> None:
    plan(sqlite_context, "STC", parent="STP")
    with pytest.raises(ConflictError, match="thành vòng"):
        change_agency(sqlite_context, ADMIN, replace(unit(sqlite_context, "STP"), parent="STC"))
    both = Reorganisation(RENAME, TO_COME, ("SNV",), parent="STP", clears_parent=True)
    with pytest.raises(EntryError, match="không chọn cả hai") as refused:
        preview_reorganisation(sqlite_context, both)
    assert refused.value.field == "parent"
