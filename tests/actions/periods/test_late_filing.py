"""One unit let in after its period was closed: it files, the closed edition stays, the next one has it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from service.actions.consolidation.editions import list_editions
from service.actions.consolidation.merge import merge_period
from service.actions.consolidation.totals import province_totals
from service.actions.context import Context
from service.actions.intake.form_state import open_draft
from service.actions.intake.validate import validate_submission
from service.actions.periods.administration import period_administration
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.late_filing import end_late_filing, let_in_late
from service.actions.periods.lifecycle import close_period, correct_period, reopen_period, waive
from service.actions.review.decide import approve_submission, return_for_correction
from service.actions.review.my_reports import my_reports
from service.domain.errors import ConflictError, EntryError, NotFoundError
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.submission import Review
from service.storage.consolidation.editions import edition_of, frozen_agencies_named
from tests.support.filings import hand_in, of_agency, real_report
from tests.support.installation import HOME_AFFAIRS, MORNING, OFFICER, PERIOD, at
from tests.support.province import put_valid

UNTIL, WHY = datetime(2023, 9, 25, 17, tzinfo=VIETNAM), "Máy chủ của sở hỏng"
CODE = "ho_so.tiep_nhan"
AN_HOUR_LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def closed(context: Context) -> Context:
    """A period that was closed with one report of 28, on each kind of database, an hour ago."""
    put_valid(context, ["STC"])
    close_period(context, PERIOD, HOME_AFFAIRS)
    return at(context, AN_HOUR_LATER)


def let_in(context: Context, agency: str = "SGTVT", until: datetime = UNTIL) -> None:
    let_in_late(context, PERIOD, agency, until, HOME_AFFAIRS, WHY)


def file(context: Context, agency: str = "SGTVT") -> str:
    filing = hand_in(context, of_agency(agency))
    validate_submission(context, filing)
    return filing


def total(context: Context, edition: int | None = None) -> tuple[object, int]:
    found = province_totals(context, PERIOD, edition)
    row = next(row for _, rows in found.sections for row in rows if row.indicator.code == CODE)
    return row.figure, found.consolidation.contributing


def test_only_the_unit_that_was_let_in_files_and_only_until_then(closed: Context) -> None:
    with pytest.raises(ConflictError, match="đã khóa"):
        file(closed)
    let_in(closed)
    with pytest.raises(ConflictError, match="đã khóa"):
        file(closed, "SXD")
    with pytest.raises(ConflictError, match="đã khóa"):
        file(at(closed, UNTIL))
    assert file(at(closed, UNTIL - timedelta(seconds=1))) == f"{PERIOD}-SGTVT-1"


def test_its_report_waits_for_the_next_edition_and_never_joins_the_closed_one(closed: Context) -> None:
    let_in(closed)
    file(closed)
    merge_period(closed, PERIOD)
    assert total(closed) == (Decimal(7266), 1), "nobody made another edition"
    listed = list_editions(closed, PERIOD)
    assert [item.edition.number for item in listed.editions] == [1] and listed.editions[0].is_intact
    assert listed.pending is not None and [unit.code for unit in listed.pending.added] == ["SGTVT"]
    assert [item.edition for item in load_board(closed, PERIOD, BoardFilter()).late] == [None]
    correct_period(closed, PERIOD, HOME_AFFAIRS, "Bổ sung báo cáo nộp muộn")
    assert [item.edition for item in load_board(closed, PERIOD, BoardFilter()).late] == [2]
    assert (total(closed, 1), total(closed, 2)) == ((Decimal(7266), 1), (Decimal(2 * 7266), 2))
    status = next(unit for unit in province_totals(closed, PERIOD).consolidation.units if unit.agency.code == "SGTVT")
    assert status.valid_at == AN_HOUR_LATER


def test_a_report_that_was_in_time_still_comes_in_by_itself(context: Context) -> None:
    filing = hand_in(context, real_report())
    close_period(context, PERIOD, HOME_AFFAIRS)
    validate_submission(context, filing)
    merge_period(context, PERIOD)
    assert total(context) == (Decimal(7266), 1)


def test_form_list_board_and_the_periods_page_say_it(closed: Context) -> None:
    let_in(closed)
    state, other = open_draft(closed, OFFICER, PERIOD, "SGTVT"), my_reports(closed, OFFICER)[0]
    assert (state.is_closed, state.late_until) == (False, UNTIL) == (other.is_closed, other.late_until)
    for found in (load_board(closed, PERIOD, BoardFilter()).late, period_administration(closed, PERIOD).late):
        assert [(item.agency.code, item.until, item.reason, item.filed_at) for item in found] == [
            ("SGTVT", UNTIL, WHY, None)
        ]
    file(closed)
    (item,) = load_board(closed, PERIOD, BoardFilter()).late
    assert item.filed_at == AN_HOUR_LATER
    after = at(closed, UNTIL)
    assert open_draft(after, OFFICER, PERIOD, "SGTVT").is_closed and my_reports(after, OFFICER)[0].is_closed


def test_taking_it_back_ends_it_and_what_was_filed_stays(closed: Context) -> None:
    let_in(closed)
    file(closed)
    end_late_filing(closed, PERIOD, "SGTVT", HOME_AFFAIRS, "Đã đủ")
    later = at(closed, AN_HOUR_LATER + timedelta(minutes=1))
    with pytest.raises(ConflictError, match="đã khóa"):
        hand_in(later, of_agency("SGTVT", sang_kien__so_luong=3))
    with pytest.raises(ConflictError, match="không được nộp muộn"):
        end_late_filing(later, PERIOD, "SGTVT", HOME_AFFAIRS, "Đã đủ")
    assert list_editions(closed, PERIOD).pending is not None


def test_a_late_filing_is_accepted_or_returned_without_reopening_until_an_edition_has_it(closed: Context) -> None:
    with pytest.raises(ConflictError, match="đã khóa"):
        approve_submission(closed, HOME_AFFAIRS, f"{PERIOD}-STC-1")
    let_in(closed)
    filing = file(closed)
    before = total(closed)
    return_for_correction(closed, HOME_AFFAIRS, filing, "Xem lại phụ lục")
    approve_submission(closed, HOME_AFFAIRS, filing)
    merge_period(closed, PERIOD)
    assert total(closed) == before and len(list_editions(closed, PERIOD).editions) == 1
    correct_period(closed, PERIOD, HOME_AFFAIRS, "Nộp muộn được chấp thuận")
    with closed.database.reading() as session:
        newest = edition_of(session, PERIOD)
        assert newest is not None
        status = frozen_agencies_named(session, [newest], ["SGTVT"])[PERIOD, "SGTVT"].status
    assert status is not None and status.review is Review.ACCEPTED
    with pytest.raises(ConflictError, match="đã khóa"):
        return_for_correction(closed, HOME_AFFAIRS, filing, "Xem lại phụ lục")


def test_reopening_forgets_it_and_closing_again_lets_nobody_in(closed: Context) -> None:
    let_in(closed)
    reopen_period(closed, PERIOD, HOME_AFFAIRS, "Nộp bổ sung")
    close_period(closed, PERIOD, HOME_AFFAIRS)
    with pytest.raises(ConflictError, match="đã khóa"):
        file(closed)


def test_nobody_is_let_in_without_cause(closed: Context) -> None:
    with pytest.raises(EntryError, match="Cần ghi lý do"):
        let_in_late(closed, PERIOD, "SGTVT", UNTIL, HOME_AFFAIRS, " ")
    with pytest.raises(EntryError, match="đã qua") as refused:
        let_in(closed, until=AN_HOUR_LATER)
    assert refused.value.field == "due_at"
    with pytest.raises(NotFoundError):
        let_in(closed, "KHONG-CO")
    seen = period_administration(closed, PERIOD).seen
    let_in(closed)
    with pytest.raises(ConflictError, match="đã cho nộp muộn lúc"):
        let_in_late(closed, PERIOD, "SGTVT", UNTIL, "Phạm Thị Hà", WHY, seen)


def test_an_open_period_and_a_unit_that_was_let_off_need_no_late_filing(sqlite_context: Context) -> None:
    with pytest.raises(ConflictError, match="đang mở"):
        let_in(sqlite_context)
    waive(sqlite_context, PERIOD, "SGTVT", HOME_AFFAIRS, "sáp nhập")
    close_period(sqlite_context, PERIOD, HOME_AFFAIRS)
    with pytest.raises(ConflictError, match="được miễn nộp"):
        let_in(sqlite_context)
