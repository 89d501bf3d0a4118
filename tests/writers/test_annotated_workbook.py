"""A form given back with comments: it says what is wrong where it is wrong, and can be handed in again."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from service.domain.errors import Finding, Level, message
from service.readers.excel import read_excel
from service.writers.annotated_workbook import LIST, annotate
from tests.support.consolidations import TEMPLATE
from tests.support.office import resaved
from tests.support.workbooks import filled, typed

MOMENT = datetime(2023, 9, 18, 1, 0, tzinfo=UTC)
WITHOUT_PLACE = Finding("required", Level.ERROR, message("Chưa có nội dung mục III.1."), ("$.narratives.III.1",))


def annotated(raw: bytes, findings: tuple[Finding, ...]) -> bytes:
    """The form with these findings in it."""
    target = io.BytesIO()
    annotate(raw, findings, target, MOMENT)
    return target.getvalue()


def opened(raw: bytes) -> Workbook:
    """The workbook."""
    return openpyxl.load_workbook(io.BytesIO(raw))


def place_of(book: Workbook, code: str) -> tuple[str, str]:
    """Sheet and cell in which an indicator is typed."""
    sheet, cell = next(book.defined_names[f"ct.{code}"].destinations)
    return sheet, cell.replace("$", "")


def find(code: str, version: str) -> object:
    """The template of these tests."""
    return TEMPLATE


@pytest.fixture(scope="module")
def faulty() -> bytes:
    """A form with a letter in a number."""
    return typed(filled(), ho_so__tiep_nhan="7.2a6")


@pytest.fixture(scope="module")
def findings(faulty: bytes) -> tuple[Finding, ...]:
    """What there is to say of it: an error and a warning in one cell, a warning elsewhere, an error without a cell."""
    payload = read_excel(faulty, find)  # type: ignore[arg-type]
    place = payload.findings[0].place
    return (
        *payload.findings,
        Finding("R10", Level.WARNING, message("Lớn hơn tổng số hồ sơ."), ("$.indicators.ho_so.tiep_nhan",), place),
        Finding(
            "R06", Level.WARNING, message("=1+1 lệch 2"), ("$.indicators.dvctt.tong_tthc",),
            payload.place("$.indicators.dvctt.tong_tthc"),
        ),
        WITHOUT_PLACE,
    )  # fmt: skip


def test_a_faulty_cell_says_all_that_is_wrong_and_is_red(faulty: bytes, findings: tuple[Finding, ...]) -> None:
    book = opened(annotated(faulty, findings))
    sheet, cell = place_of(book, "ho_so.tiep_nhan")
    said = book[sheet][cell].comment.text.split("\n")
    assert [line.split(":")[0] for line in said] == ["Lỗi", "Cảnh báo"]
    assert "«7.2a6» không phải là số" in said[0]
    assert book[sheet][cell].fill.fgColor.rgb == "FFFFC7C7"
    sheet, cell = place_of(book, "dvctt.tong_tthc")
    assert book[sheet][cell].fill.fgColor.rgb == "FFFFEB9C"


def test_the_first_sheet_lists_everything_and_leads_to_the_cells(faulty: bytes, findings: tuple[Finding, ...]) -> None:
    book = opened(annotated(faulty, findings))
    assert book.sheetnames[0] == LIST and book.active.title == LIST
    listed = [[cell.value for cell in row] for row in book[LIST].iter_rows(min_row=5, max_col=4)]
    assert [row[1] for row in listed] == ["Lỗi", "Cảnh báo", "Cảnh báo", "Lỗi"]
    assert listed[-1][2] in {None, ""} and "III.1" in listed[-1][3]
    sheet, cell = place_of(book, "ho_so.tiep_nhan")
    assert book[LIST]["C5"].hyperlink.location == f"'{sheet}'!{cell}"
    assert "2 lỗi phải sửa, 2 cảnh báo" in book[LIST]["A2"].value


def test_what_was_found_stays_text(faulty: bytes, findings: tuple[Finding, ...]) -> None:
    book = opened(annotated(faulty, findings))
    cell = next(cell for row in book[LIST].iter_rows() for cell in row if cell.value == "=1+1 lệch 2")
    assert cell.data_type == "s"


def test_the_file_says_the_same_as_before_and_can_be_handed_in_again(
    faulty: bytes, findings: tuple[Finding, ...]
) -> None:
    before = read_excel(faulty, find)  # type: ignore[arg-type]
    after = read_excel(annotated(faulty, findings), find)  # type: ignore[arg-type]
    assert (after, after.findings) == (before, before.findings)
    mended = read_excel(typed(annotated(faulty, findings), ho_so__tiep_nhan=7266), find)  # type: ignore[arg-type]
    assert mended == read_excel(filled(), find)  # type: ignore[arg-type]


def test_a_second_time_replaces_the_first(faulty: bytes, findings: tuple[Finding, ...]) -> None:
    once = annotated(faulty, findings)
    assert annotated(once, findings) == once
    clean = opened(annotated(once, (WITHOUT_PLACE,)))
    sheet, cell = place_of(clean, "ho_so.tiep_nhan")
    untouched = opened(faulty)[sheet][cell]
    assert clean[sheet][cell].comment is None
    assert clean[sheet][cell].fill.fgColor.rgb == untouched.fill.fgColor.rgb
    assert clean.sheetnames.count(LIST) == 1


def test_the_form_keeps_its_protection_and_its_checks(faulty: bytes, findings: tuple[Finding, ...]) -> None:
    before, after = opened(faulty), opened(annotated(faulty, findings))
    for sheet in before.worksheets:
        same = after[sheet.title]
        assert same.protection.sheet == sheet.protection.sheet
        assert same.sheet_state == sheet.sheet_state
        assert len(same.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
    assert set(after.defined_names) == set(before.defined_names)


def test_an_office_program_opens_it_with_its_comments(
    faulty: bytes, findings: tuple[Finding, ...], tmp_path: Path
) -> None:
    book = opened(resaved(annotated(faulty, findings), tmp_path))
    sheet, cell = place_of(book, "ho_so.tiep_nhan")
    assert "7.2a6" in book[sheet][cell].comment.text
