"""Tables of the Excel form: what is written into it comes back, however rows were added, and faults are named."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from service.domain.errors import Level
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.earlier import NO_EARLIER
from service.domain.reporting.payload import Payload
from service.readers.excel.reader import read_excel
from service.writers.blank_workbook.workbook import write_blank
from tests.support.consolidations import CATALOGUE
from tests.support.row_tables import CODE, FIGURES, LAND, ROWS

TEMPLATE, PERIOD = CATALOGUE.for_period("2025-Q3")
UNIT = Agency("STC", "Sở Tài chính", AgencyKind.SO, date(2000, 1, 1))
GIVEN = Payload(
    "cchc", "2025", "2025-Q3", "STC", {code: Decimal(number) for code, number in FIGURES.items()},
    explanations={"B02": "Hồ sơ chuyển đơn vị khác"}, tables={CODE: ROWS},
)  # fmt: skip


def blank(unit: Agency = UNIT, prefill: Payload | None = GIVEN, exempt: tuple[str, ...] = ()) -> Any:
    """A form as a workbook."""
    target = io.BytesIO()
    write_blank(TEMPLATE, PERIOD, unit, NO_EARLIER, target, prefill=prefill, exempt=exempt)
    return openpyxl.load_workbook(target)


def read(book: Any) -> Payload:
    target = io.BytesIO()
    book.save(target)
    return read_excel(target.getvalue(), CATALOGUE.get)


def test_what_stands_in_the_form_is_read_from_it() -> None:
    book = blank()
    payload = read(book)
    assert payload.tables == {CODE: ROWS}
    assert payload.explanations == GIVEN.explanations
    assert payload.places[f"$.tables.{CODE}[1].truc_tuyen"] == "Bảng 1!D10"
    assert [finding for finding in payload.findings if finding.level is Level.ERROR] == []
    assert read(blank(prefill=None)).tables == {}


def test_rows_are_read_where_people_put_them_and_choices_in_any_letters() -> None:
    book = blank(prefill=None)
    sheet = book["Bảng 1"]
    for place, value in (("B40", "đất  ĐAI"), ("D40", "1.900"), ("E40", 80), ("B41", "Tổng cộng"), ("D41", 1900)):
        sheet[place] = value
    assert read(book).tables == {CODE: ({"linh_vuc": "Đất đai", "truc_tuyen": 1900, "truc_tiep": 80},)}


def test_a_number_that_is_none_is_named_by_its_cell() -> None:
    book = blank()
    book["Bảng 1"]["D9"] = "nhiều"
    book["Bảng 1"]["E9"] = 1.5
    payload = read(book)
    said = {item.place: str(item.message) for item in payload.findings if item.level is Level.ERROR}
    assert set(said) == {"Bảng 1!D9", "Bảng 1!E9"}
    assert "cần số nguyên" in said["Bảng 1!E9"]
    assert {"truc_tuyen", "truc_tiep"}.isdisjoint(payload.tables[CODE][0])


def test_a_sheet_that_was_deleted_is_missed() -> None:
    book = blank()
    del book["Bảng 1"]
    (found,) = [item for item in read(book).findings if item.subjects == (f"$.tables.{CODE}",)]
    assert "đã bị xóa khỏi biểu mẫu" in str(found.message)


def test_a_form_from_before_there_were_tables_lacks_none() -> None:
    book = blank()
    del book["Bảng 1"]
    meta = book["_tonghop"]
    row = next(row for row in range(1, 13) if meta.cell(row, 1).value == "tables")
    meta.cell(row, 1).value = meta.cell(row, 2).value = None
    next(cell for cell in meta["A"] if cell.value == "digest").offset(column=1).value = TEMPLATE.replaces[0]
    payload = read(book)
    assert payload.tables == {}
    assert [item for item in payload.findings if item.level is Level.ERROR] == []


@pytest.mark.parametrize("unit", [replace(UNIT, code="TTT"), replace(UNIT, code="VPUBND")])
def test_who_does_not_report_these_figures_has_no_such_sheet(unit: Agency) -> None:
    assert "Bảng 1" not in blank(unit, None).sheetnames


def test_sums_are_formulas_beside_the_figures() -> None:
    sheet = blank()["Bảng 1"]
    assert sheet["D8"].value == "=SUM(D9:D108)"
    assert sheet["C9"].value == '=IF(COUNT(D9,E9,F9)=0,"",SUM(D9,E9,F9))'
    assert [sheet.cell(8, column).value for column in (15, 17)] == ["B01", "Cảnh báo"]
    assert "SUM(C9:C108)" in sheet["R8"].value
    assert sheet["B9"].value == LAND["linh_vuc"]


def test_a_sum_of_figures_that_the_unit_is_spared_wants_no_explanation() -> None:
    """B02 is held against what came online alone, B03 against two figures, of which one is still asked for."""
    book = blank(exempt=("ho_so.moi_truc_tuyen", "ho_so.moi_buu_chinh"))
    said = {sheet_row[14].value for sheet_row in book["Bảng 1"].iter_rows(min_row=8, max_row=20)}
    assert "B02" not in said and {"B01", "B03", "B11"} <= said
    payload = read(book)
    assert payload.tables == {CODE: ROWS}
    assert [finding for finding in payload.findings if finding.level is Level.ERROR] == []
