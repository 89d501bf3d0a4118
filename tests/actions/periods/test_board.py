"""The board: every unit's standing with filters, pages, and how it met the deadlines of earlier periods."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.board import EARLIER, PAGE, BoardFilter, load_board
from service.actions.periods.lifecycle import extend, open_period, waive
from service.actions.reminders.overdue_notice import overdue_notice_now
from service.actions.review.decide import approve_submission, return_for_correction
from service.domain.consolidation.board import BoardState, DeadlineOutcome
from service.domain.errors import NotFoundError
from service.domain.notation.text import without_diacritics
from service.domain.organization.agency import AgencyKind
from tests.support.drafts import TONG, write
from tests.support.filings import changed, hand_in, hand_in_and_check, of_agency, real_report
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD, at
from tests.support.province import put_valid
from tests.support.units import units_csv

HOME = HOME_AFFAIRS.name
EVERYBODY = BoardFilter()


def states(context: Context, wanted: BoardFilter = EVERYBODY) -> dict[str, BoardState]:
    return {row.agency.code: row.state for row in load_board(context, PERIOD, wanted).rows}


def found(context: Context, **wanted: object) -> list[str]:
    return list(states(context, BoardFilter(**wanted)))  # type: ignore[arg-type]


def pasts(context: Context, agency: str, period: str = PERIOD) -> dict[str, DeadlineOutcome]:
    watched = load_board(context, period, BoardFilter())
    return dict(zip([item.code for item in watched.earlier], watched.history[agency], strict=True))


def test_every_unit_stands_where_its_report_is(context: Context) -> None:
    write(context, {TONG: "140"})
    hand_in(context, of_agency("SXD"))
    hand_in_and_check(context, of_agency("STC", tthc__tong=1))
    for agency in ("SYT", "STP", "SKHCN"):
        hand_in_and_check(context, of_agency(agency))
    approve_submission(context, HOME_AFFAIRS, f"{PERIOD}-STP-1")
    return_for_correction(context, HOME_AFFAIRS, f"{PERIOD}-SKHCN-1", "Thiếu số liệu")
    assert states(context) | {"SNV": BoardState.MISSING} == states(context) == {
        **dict.fromkeys(states(context), BoardState.MISSING),
        "SGTVT": BoardState.DRAFT, "SXD": BoardState.CHECKING, "STC": BoardState.INVALID, "SYT": BoardState.PENDING,
        "STP": BoardState.ACCEPTED, "SKHCN": BoardState.RETURNED,
    }  # fmt: skip
    assert len(states(context)) == 28


def test_after_the_deadline_who_filed_nothing_is_overdue_unless_given_more_time(context: Context) -> None:
    extend(context, PERIOD, "SYT", MORNING + timedelta(days=9), HOME, "Bão số 3")
    hand_in_and_check(context, real_report())
    late = states(at(context, MORNING + timedelta(days=3)))
    assert (late["SGTVT"], late["SYT"], late["STC"]) == (BoardState.PENDING, BoardState.MISSING, BoardState.OVERDUE)
    assert states(at(context, MORNING + timedelta(days=10)))["SYT"] is BoardState.OVERDUE


def test_a_unit_that_was_let_off_is_not_on_the_board(sqlite_context: Context) -> None:
    waive(sqlite_context, PERIOD, "SYT", HOME, "Vừa sáp nhập")
    assert "SYT" not in states(sqlite_context)
    assert load_board(sqlite_context, PERIOD, BoardFilter()).board.completeness.expected == 27


@pytest.mark.parametrize(
    "typed", ["giao thong", "GIAO THÔNG", "Giao thông vận", "sgtvt", "Giao tho\u0302ng va\u0323\u0302n"]
)
def test_a_unit_is_found_by_code_or_name_without_diacritics(sqlite_context: Context, typed: str) -> None:
    assert found(sqlite_context, text=without_diacritics(typed)) == ["SGTVT"]


@pytest.mark.parametrize("typed", ["d", "đ"])
def test_d_with_and_without_a_bar_are_found_alike(sqlite_context: Context, typed: str) -> None:
    assert "SGDDT" in found(sqlite_context, text=without_diacritics(f"{typed}ào tạo"))


def test_filters_are_joined_and_all_counts_stay_those_of_the_whole_period(context: Context) -> None:
    for agency in ("SGTVT", "STC"):
        hand_in_and_check(context, of_agency(agency))
    hand_in_and_check(at(context, MORNING + timedelta(days=3)), of_agency("SXD"))
    assert len(found(context, kind=AgencyKind.HUYEN)) == 10
    assert set(found(context, state=BoardState.PENDING)) == {"SGTVT", "STC", "SXD"}
    assert found(context, state=BoardState.PENDING, text="tai chinh") == ["STC"]
    assert found(context, late=True) == ["SXD"]
    assert found(context, kind=AgencyKind.HUYEN, late=True) == []
    watched = load_board(context, PERIOD, BoardFilter(late=True))
    assert (watched.found, watched.pages, watched.board.completeness.valid) == (1, 1, 3)


def test_a_late_revision_that_counts_makes_the_unit_late_and_the_first_one_is_shown(context: Context) -> None:
    hand_in_and_check(context, real_report())
    hand_in_and_check(at(context, MORNING + timedelta(days=5)), changed(tthc__tong=141))
    assert found(context, late=True) == []
    hand_in_and_check(at(context, MORNING + timedelta(days=5)), changed(sang_kien__so_luong=2))
    assert found(context, late=True) == ["SGTVT"]
    status = load_board(context, PERIOD, BoardFilter(text="sgtvt")).rows[0].status
    assert (status.revisions, status.earlier_valid_at) == (3, MORNING)


def test_pages_hold_fifty_units_and_every_unit_is_on_one_of_them(sqlite_context: Context) -> None:
    communes = (f"x{n:03d},Xã số {n:03d},,xa,,2000-01-01,," for n in range(2 * PAGE))
    import_agencies(sqlite_context, units_csv(*communes))
    listed = [found(sqlite_context, page=page) for page in (1, 2, 3)]
    assert [len(page) for page in listed] == [50, 50, 28]
    assert len({code for page in listed for code in page}) == 128
    assert [len(found(sqlite_context, page=page, kind=AgencyKind.XA)) for page in (1, 2)] == [50, 50]


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (2, 1), (10**30, 1)])
def test_a_page_that_is_not_there_is_the_nearest_one(sqlite_context: Context, asked: int, given: int) -> None:
    watched = load_board(sqlite_context, PERIOD, BoardFilter(page=asked))
    assert (watched.wanted.page, len(watched.rows)) == (given, 28)


def test_a_search_that_finds_nobody_has_one_empty_page(sqlite_context: Context) -> None:
    watched = load_board(sqlite_context, PERIOD, BoardFilter(text="khong co", page=3))
    assert (watched.found, watched.rows, watched.pages, watched.wanted.page) == (0, (), 1, 1)


def due(context: Context, period: str) -> datetime:
    return context.catalogue.for_period(period)[1].deadline(AgencyKind.SO)


def test_history_tells_how_each_deadline_was_met(context: Context) -> None:
    for period in ("2023-H1", "2022-Y", "2022-Q3"):
        open_period(context, period)
    put_valid(context, ["STC"], "2022-Q3", due(context, "2022-Q3"))
    put_valid(context, ["STC"], "2022-Y", due(context, "2022-Y") + timedelta(seconds=1))
    assert pasts(context, "STC") == {
        "2022-Q3": DeadlineOutcome.ON_TIME,
        "2022-Y": DeadlineOutcome.LATE,
        "2023-H1": DeadlineOutcome.MISSING,
    }


def test_in_history_an_extension_counts_and_who_was_let_off_owed_nothing(context: Context) -> None:
    open_period(context, "2023-H1")
    usual = due(context, "2023-H1")
    extend(context, "2023-H1", "STC", usual + timedelta(days=2), HOME, "Bão số 3")
    put_valid(context, ["STC", "SXD"], "2023-H1", usual + timedelta(days=1))
    waive(context, "2023-H1", "SYT", HOME, "Vừa sáp nhập")
    assert pasts(context, "STC") == {"2023-H1": DeadlineOutcome.ON_TIME}
    assert pasts(context, "SXD") == {"2023-H1": DeadlineOutcome.LATE}
    assert pasts(context, "SYT") == {"2023-H1": DeadlineOutcome.NOT_OWED}


def test_a_unit_owed_nothing_before_it_was_founded(sqlite_context: Context) -> None:
    import_agencies(sqlite_context, units_csv("MOI,Sở mới,,so,,2023-07-01,,"))
    open_period(sqlite_context, "2023-H1")
    assert pasts(sqlite_context, "MOI") == {"2023-H1": DeadlineOutcome.NOT_OWED}
    assert pasts(sqlite_context, "STC") == {"2023-H1": DeadlineOutcome.MISSING}


def test_history_shows_the_last_eight_periods_the_oldest_first(sqlite_context: Context) -> None:
    for year in (2023, 2022, 2024):  # opened out of order
        for kind in ("Y", "Q3", "Q1", "H1"):
            if (year, kind) != (2023, "Q3"):
                open_period(sqlite_context, f"{year}-{kind}")
    assert list(pasts(sqlite_context, "STC", "2024-Q3")) == [
        "2022-Q3", "2022-Y", "2023-Q1", "2023-H1", "2023-Q3", "2023-Y", "2024-Q1", "2024-H1",
    ]  # fmt: skip
    assert len(pasts(sqlite_context, "STC", "2024-Q3")) == EARLIER == 8
    assert list(pasts(sqlite_context, "STC", "2022-Q3")) == ["2022-Q1", "2022-H1"]


def test_a_period_that_was_never_opened_has_no_board(sqlite_context: Context) -> None:
    with pytest.raises(NotFoundError, match="«2023-Y» chưa được mở"):
        load_board(sqlite_context, "2023-Y", BoardFilter())


def test_overdue_on_the_board_are_those_of_the_urging_letter_also_with_errors(sqlite_context: Context) -> None:
    hand_in_and_check(sqlite_context, of_agency("SYT", tthc__tong=1))
    hand_in_and_check(sqlite_context, of_agency("STC"))
    later = at(sqlite_context, MORNING + timedelta(days=9))
    board = load_board(later, PERIOD, BoardFilter())
    by_code = {row.agency.code: row for row in board.board.rows}
    assert by_code["SYT"].state is BoardState.INVALID and by_code["SYT"].is_overdue
    assert board.board.count(BoardState.OVERDUE) == len(board.board.rows) - 1
    assert board.board.count(BoardState.INVALID) == 1
    found = load_board(later, PERIOD, BoardFilter(state=BoardState.OVERDUE)).rows
    with later.database.reading() as session:
        urged = overdue_notice_now(later, session, PERIOD)
    assert urged is not None
    overdue = {row.agency.name for row in board.board.rows if row.is_overdue}
    assert overdue - {"Sở Nội vụ"} == {unit.agency.name for unit in urged.late}
    assert "SYT" in {row.agency.code for row in found}
