"""What the newest workbook changed since somebody's last download: units added, revised, gone, totals that moved."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from pytest import fail

from service.actions.consolidation.build import build_workbook, cancel_workbook, download_workbook, request_workbook
from service.actions.consolidation.workbook_changes import LatestWorkbook, latest_for
from service.actions.context import Context
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.lifecycle import open_period, waive
from service.domain.consolidation.workbook_changes import WorkbookChanges
from service.domain.errors import NotFoundError
from service.domain.organization.access import Caller
from service.domain.organization.agency import Agency
from tests.support.filings import changed, hand_in_and_check, of_agency, real_report
from tests.support.installation import AUDITOR, HOME_AFFAIRS, MORNING, PERIOD, at

HOURS = count(1)


def ask(context: Context, period: str = PERIOD) -> str:
    """Ask for a workbook, later than ever before."""
    later = at(context, MORNING + timedelta(hours=next(HOURS)))
    return request_workbook(later, HOME_AFFAIRS, period)[0].id


def build(context: Context, period: str = PERIOD) -> str:
    workbook = ask(context, period)
    build_workbook(context, workbook)
    return workbook


def take(context: Context) -> str:
    """Build one and download it."""
    return download_workbook(context, HOME_AFFAIRS, build(context)).id


def newest(context: Context, caller: Caller = HOME_AFFAIRS) -> LatestWorkbook:
    found = latest_for(context, caller, PERIOD, ())
    assert found is not None
    return found


def changes(context: Context) -> WorkbookChanges:
    found = newest(context).changes
    assert found is not None
    return found


def compared(context: Context) -> tuple[str, str]:
    """The ids of the two workbooks that are compared."""
    return changes(context).since, newest(context).row.id


def names(units: tuple[Agency, ...]) -> list[str]:
    return [unit.name for unit in units]


def moved(found: WorkbookChanges) -> dict[str, tuple[object, object]]:
    return {item.indicator.code: (item.before, item.after) for item in found.totals}


def test_before_the_first_download_there_is_nothing_to_compare(context: Context) -> None:
    assert latest_for(context, HOME_AFFAIRS, PERIOD, ()) is None
    build(context)
    assert newest(context).changes is None
    with pytest.raises(NotFoundError, match="chưa được mở"):
        request_workbook(context, HOME_AFFAIRS, "2023-Y")


def test_without_new_filings_nothing_changed(context: Context) -> None:
    hand_in_and_check(context, real_report())
    first, second = take(context), build(context)
    found = changes(context)
    assert compared(context) == (first, second)
    assert (found.added, found.revised, found.removed, found.totals) == ((), (), (), ())


def test_units_added_and_revised_are_named_and_totals_that_moved_told(context: Context) -> None:
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, of_agency("SXD"))
    take(context)
    hand_in_and_check(context, changed(sang_kien__so_luong=5))
    hand_in_and_check(context, of_agency("STC"))
    build(context)
    found = changes(context)
    assert (names(found.added), names(found.revised)) == (["Sở Tài chính"], ["Sở Giao thông vận tải"])
    assert found.removed == ()
    told = moved(found)
    before = real_report()["indicators"]["sang_kien.so_luong"]
    assert told["sang_kien.so_luong"] == (2 * before, before + 5 + before)
    assert told["ho_so.tiep_nhan"] == (2 * 7266, 3 * 7266)
    assert all(old != new for old, new in told.values())


def test_the_first_filing_moves_totals_from_nothing(context: Context) -> None:
    take(context)
    hand_in_and_check(context, real_report())
    build(context)
    assert names(changes(context).added) == ["Sở Giao thông vận tải"]
    assert moved(changes(context))["ho_so.tiep_nhan"][1] == 7266
    assert moved(changes(context))["ho_so.tiep_nhan"][0] is None


def test_a_unit_that_was_let_off_is_gone(context: Context) -> None:
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, of_agency("STC"))
    take(context)
    waive(context, PERIOD, "STC", HOME_AFFAIRS.name, "Vừa sáp nhập")
    build(context)
    found = changes(context)
    assert (found.added, found.revised) == ((), ())
    assert names(found.removed) == ["Sở Tài chính"]
    assert moved(found)["ho_so.tiep_nhan"] == (2 * 7266, 7266)


def test_only_finished_workbooks_of_the_period_are_compared(context: Context) -> None:
    first = take(context)
    cancel_workbook(context, "quản trị", ask(context))
    open_period(context, "2023-H1")
    build(context, "2023-H1")
    assert compared(context) == (first, first)
    hand_in_and_check(context, real_report())
    second = build(context)
    ask(context)
    assert compared(context) == (first, second)


def test_everybody_sees_what_is_new_since_their_own_download(context: Context) -> None:
    first = take(context)
    hand_in_and_check(context, real_report())
    second = build(context)
    download_workbook(context, AUDITOR, second)
    assert (newest(context).taken or fail()).subject == first
    assert names(changes(context).added) == ["Sở Giao thông vận tải"]
    assert (newest(context, AUDITOR).changes or fail()).is_empty
    download_workbook(context, HOME_AFFAIRS, second)
    assert changes(context).is_empty and compared(context) == (second, second)


def test_filings_that_the_newest_workbook_lacks_are_counted(context: Context) -> None:
    hand_in_and_check(context, real_report())
    build(context)
    for filing in (changed(sang_kien__so_luong=5), of_agency("STC"), of_agency("SXD", tthc__tong=1)):
        hand_in_and_check(context, filing)
    counting = load_board(context, PERIOD, BoardFilter()).board.counting
    assert counting == {f"{PERIOD}-SGTVT-2", f"{PERIOD}-STC-1"}
    assert (latest_for(context, HOME_AFFAIRS, PERIOD, counting) or fail()).unseen == 2


def test_units_that_owe_a_report_no_more_or_now_are_named_though_they_never_filed(context: Context) -> None:
    hand_in_and_check(context, real_report())
    take(context)
    waive(context, PERIOD, "STC", "Lê Văn Cường", "Giải thể")
    build(context)
    found = changes(context)
    assert (names(found.left), found.joined, found.removed) == (["Sở Tài chính"], (), ())
    assert not found.is_empty
    take(context)
    waive(context, PERIOD, "STC", "Lê Văn Cường", "Vẫn phải nộp", waived=False)
    build(context)
    found = changes(context)
    assert (found.left, names(found.joined), found.is_empty) == ((), ["Sở Tài chính"], False)
