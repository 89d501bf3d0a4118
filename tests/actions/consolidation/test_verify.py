"""A copy of a workbook is recognised, and what was changed in it is named."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from service.actions.consolidation.build import build_workbook, choose_scope, finished_workbook, request_workbook
from service.actions.consolidation.verify import verify_workbook
from service.actions.context import Context
from service.actions.periods.lifecycle import close_period, correct_period
from service.domain.consolidation.copy_check import CellChangeKind
from service.domain.errors import UnreadableError, WrongTypeError
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.office import resaved
from tests.support.workbooks import edited, filled

SECTION = "II.2"


def built(context: Context, **choice: object) -> bytes:
    """A finished workbook with the real report in it."""
    scope = choose_scope(context, PERIOD, **choice)  # type: ignore[arg-type]
    row, _ = request_workbook(context, HOME_AFFAIRS, PERIOD, scope)
    build_workbook(context, row.id)
    return finished_workbook(context, row.id).content or b""


@pytest.fixture
def raw(sqlite_context: Context) -> bytes:
    """It."""
    hand_in_and_check(sqlite_context, real_report())
    return built(sqlite_context)


def test_the_same_bytes_are_the_workbook(context: Context) -> None:
    hand_in_and_check(context, real_report())
    verdict = verify_workbook(context, built(context))
    assert (verdict.build.id, verdict.is_intact, verdict.differences) == (f"{PERIOD}-1", True, None)


def test_saved_again_by_an_office_program_it_still_says_the_same(
    sqlite_context: Context, raw: bytes, tmp_path: Path
) -> None:
    verdict = verify_workbook(sqlite_context, resaved(raw, tmp_path))
    assert verdict.build.id == f"{PERIOD}-1"
    assert verdict.is_intact and verdict.differences is not None


def test_an_intact_workbook_says_when_its_period_has_a_newer_edition(context: Context) -> None:
    hand_in_and_check(context, real_report())
    live = built(context)
    assert outdated(context, live) is None
    close_period(context, PERIOD)
    first = built(context)
    assert outdated(context, live) == (
        "Không phải bản mới nhất: bảng này lập trước khi kỳ báo cáo được khóa. Mới nhất: Ấn bản số 1 (khóa kỳ) lúc "
        "08:00 ngày 18/9/2023."
    )
    assert outdated(context, first) is None
    correct_period(context, PERIOD, HOME_AFFAIRS, "Bổ sung báo cáo nộp muộn")
    assert outdated(context, first) == (
        "Không phải bản mới nhất: bảng này thuộc ấn bản số 1 của kỳ báo cáo. Mới nhất: Ấn bản số 2 (điều chỉnh) lúc "
        "08:00 ngày 18/9/2023."
    )
    assert outdated(context, built(context)) is None


def outdated(context: Context, raw: bytes) -> str | None:
    """What is said of an intact workbook's age."""
    verdict = verify_workbook(context, raw)
    assert verdict.is_intact
    return None if verdict.outdated is None else str(verdict.outdated)


def unit_row(book: Workbook) -> int:
    """The row of Sở Giao thông vận tải."""
    return next(cell.row for cell in book[SECTION]["B"] if str(cell.value).startswith("Sở Giao thông vận tải"))


@pytest.mark.parametrize(
    ("edit", "stored", "found"),
    [
        (lambda book: book[SECTION].cell(unit_row(book), 14, 99_999), None, Decimal(99_999)),
        (lambda book: book[SECTION].cell(unit_row(book), 2, "Sở khác"), "Sở Giao thông vận tải", "Sở khác"),
        (lambda book: book["Nội dung báo cáo"].cell(6, 4, "Khác"), None, "Khác"),
    ],
)  # fmt: skip
def test_a_cell_that_was_changed_is_named(
    sqlite_context: Context, raw: bytes, edit: Callable[[Workbook], None], stored: object, found: object
) -> None:
    verdict = verify_workbook(sqlite_context, edited(raw, edit))
    assert not verdict.is_intact and verdict.differences is not None
    (change,) = verdict.differences.cells
    assert change.found == found
    assert stored is None or str(change.stored).startswith(str(stored))


def test_a_line_that_was_deleted_is_named(sqlite_context: Context, raw: bytes) -> None:
    verdict = verify_workbook(sqlite_context, edited(raw, lambda book: book[SECTION].delete_rows(unit_row(book))))
    assert not verdict.is_intact and verdict.differences is not None
    (change,) = verdict.differences.cells
    assert (change.sheet, change.kind) == (SECTION, CellChangeKind.ROW_REMOVED)
    assert "Sở Giao thông vận tải" in str(change.said)


def test_a_formula_that_became_a_number_is_named(sqlite_context: Context, raw: bytes) -> None:
    def freeze(book: Workbook) -> None:
        book["Biểu tổng hợp"]["D8"] = 1

    verdict = verify_workbook(sqlite_context, edited(raw, freeze))
    assert verdict.differences is not None
    assert [(change.cell, change.kind) for change in verdict.differences.cells] == [("D8", CellChangeKind.FIXED)]


def test_sheets_that_are_gone_or_new_are_named(sqlite_context: Context, raw: bytes) -> None:
    def change(book: Workbook) -> None:
        del book["I"]
        book.create_sheet("Của tôi")

    verdict = verify_workbook(sqlite_context, edited(raw, change))
    assert verdict.differences is not None
    assert (verdict.differences.missing, verdict.differences.added) == (("I",), ("Của tôi",))
    assert not verdict.is_intact


def test_of_several_builds_the_right_one_is_found(sqlite_context: Context, raw: bytes) -> None:
    part = built(sqlite_context, kinds=["so"], sections=["II.2"])
    assert verify_workbook(sqlite_context, part).build.id == f"{PERIOD}-2"
    assert verify_workbook(sqlite_context, raw).build.id == f"{PERIOD}-1"


def test_of_several_with_the_same_content_it_is_the_one_that_was_built_first(
    sqlite_context: Context, raw: bytes
) -> None:
    assert built(sqlite_context) == raw
    assert verify_workbook(sqlite_context, raw).build.id == f"{PERIOD}-1"


def test_a_printout_is_known_by_its_bytes(sqlite_context: Context, raw: bytes) -> None:
    printed = built(sqlite_context, file_format="pdf")
    assert printed.startswith(b"%PDF")
    assert verify_workbook(sqlite_context, printed).is_intact
    with pytest.raises(UnreadableError, match="chỉ bản nguyên vẹn"):
        verify_workbook(sqlite_context, printed + b"\n")


def stranger() -> bytes:
    """A workbook of somebody else."""
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (stranger, UnreadableError, "không có dấu vân tay"),
        (filled, UnreadableError, "không có dấu vân tay"),
        (lambda: b"", UnreadableError, "Tệp trống"),
        (lambda: b"a,b\n1,2", WrongTypeError, "không phải tệp Excel"),
        (lambda: stranger()[:500], UnreadableError, "hỏng"),
    ],
)
def test_what_is_no_workbook_of_ours_is_refused_in_words(
    sqlite_context: Context, make: Callable[[], bytes], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        verify_workbook(sqlite_context, make())
