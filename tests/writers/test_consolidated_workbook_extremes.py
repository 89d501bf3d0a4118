"""The workbook of a period with nothing in it, with one unit, and with names and texts as long as there may be."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation
from service.domain.consolidation.scope import Scope, WorkbookFormat
from service.domain.organization.agency import Agency, AgencyKind, in_table_order
from service.domain.reporting.report import Report
from service.writers.consolidated_workbook import write_consolidated
from service.writers.consolidated_workbook.tables import LONGEST
from tests.support.consolidations import PERIOD, TEMPLATE
from tests.support.office import resaved

LONG_NAME = ("Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính " * 7)[:400]
LONG_TEXT = " ".join(["Đơn vị đã triển khai đầy đủ nhiệm vụ cải cách hành chính."] * 700)
# Sorted by code points they stand otherwise: Ban, Cục, Sở, Văn, Ủy, Đài; Bình, Du, Hà, Ân, Đan, Ơn.
NAMES = ("Ban Quản lý", "Cục Thuế", "Đài Phát thanh", "Sở Nội vụ", "Sở Nông nghiệp", "Ủy ban Dân tộc", "Văn phòng")
COMMUNES = ("Xã Ân Thi", "Xã Bình Minh", "Xã Du Già", "Xã Đan Phượng", "Xã Hà Đông", "Xã Ơn Đức")


def written(consolidation: Consolidation) -> bytes:
    target = io.BytesIO()
    write_consolidated(consolidation, target)
    return target.getvalue()


def opened(raw: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(raw), data_only=True)


def empty(whole: Consolidation) -> Consolidation:
    """The same period before anybody filed."""
    units = tuple(AgencyStatus(unit.agency, unit.due_at, AgencyState.MISSING) for unit in whole.units)
    return replace(whole, report=Report(TEMPLATE, PERIOD, {}), units=units)


def alone(whole: Consolidation) -> Consolidation:
    """One unit, which has filed."""
    units = tuple(unit for unit in whole.units if unit.agency.code == "SGTVT")
    report = Report(TEMPLATE, PERIOD, {"SGTVT": whole.report.filings["SGTVT"]})
    return replace(whole, report=report, units=units)


def of_names(whole: Consolidation, names: dict[str, AgencyKind]) -> Consolidation:
    """Units of these names that have not filed, in table order."""
    first = whole.units[0]
    agencies = in_table_order(
        Agency(f"u{number}", name, kind, first.agency.valid_from) for number, (name, kind) in enumerate(names.items())
    )
    return replace(
        empty(whole), units=tuple(AgencyStatus(agency, first.due_at, AgencyState.MISSING) for agency in agencies)
    )


@pytest.mark.parametrize("what", ["empty", "print", "alone", "none"])
def test_with_nothing_or_one_unit_an_office_program_finds_no_fault(
    consolidation: Consolidation, office: Path, what: str
) -> None:
    item = {
        "empty": empty(consolidation),
        "print": replace(empty(consolidation), scope=Scope(file_format=WorkbookFormat.PDF)),
        "alone": alone(consolidation),
        "none": replace(empty(consolidation), units=()),
    }[what]
    book = opened(resaved(written(item), office))
    values = [cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
    assert not [value for value in values if isinstance(value, str) and value.startswith(("#", "Err:"))]
    assert len(book["Tổng quan"]._charts) == {"empty": 1, "print": 1, "alone": 4, "none": 0}[what]
    stamps = [value for value in values if str(value).startswith(("CHÍNH THỨC", "TẠM TỔNG HỢP"))]
    assert [stamp.partition(" (")[0] for stamp in stamps] == ["CHÍNH THỨC" if what == "alone" else "TẠM TỔNG HỢP"]


def test_units_stand_in_the_order_of_the_vietnamese_dictionary(consolidation: Consolidation) -> None:
    names = {**dict.fromkeys(reversed(COMMUNES), AgencyKind.XA), **dict.fromkeys(reversed(NAMES), AgencyKind.SO)}
    book = opened(written(of_names(consolidation, names)))
    shown = [str(cell.value).partition(" (")[0] for cell in book["I"]["B"]]
    assert [name for name in shown if name in names] == [*NAMES, *COMMUNES]
    assert [cell.value for cell in book["Tiến độ nộp"]["B"] if cell.value in names] == [*NAMES, *COMMUNES]


def test_names_of_four_hundred_letters_have_their_lines_everywhere(consolidation: Consolidation) -> None:
    units = tuple(
        replace(unit, agency=replace(unit.agency, name=LONG_NAME)) if unit.agency.code == "SGTVT" else unit
        for unit in consolidation.units
    )
    raw = written(replace(consolidation, units=units))
    book = openpyxl.load_workbook(io.BytesIO(raw))
    for title, column in (("I", "B"), ("Tiến độ nộp", "B"), ("Nội dung báo cáo", "C"), ("Nguồn số liệu", "B")):
        sheet = book[title]
        (cell, *_) = [cell for cell in sheet[column] if str(cell.value).startswith(LONG_NAME[:200])]
        assert cell.alignment.wrap_text, title
        # The letters of a line are at most 1.2 a unit of width.
        lines = len(LONG_NAME) / (1.2 * sheet.column_dimensions[column].width)
        assert sheet.row_dimensions[cell.row].height >= 14 * lines, title
    # A program that writes linked text on one line must not be given such a name as a link.
    assert not [cell for cell in book["I"]["B"] if cell.hyperlink and str(cell.value).startswith(LONG_NAME[:200])]
    assert all(len(str(cell.value)) <= 70 for cell in opened(raw)["Số liệu biểu đồ"]["B"])


def test_a_text_longer_than_a_cell_may_hold_goes_on_below(consolidation: Consolidation) -> None:
    filing = replace(consolidation.report.filings["STP"], narratives={"I": LONG_TEXT})
    report = replace(consolidation.report, filings={**consolidation.report.filings, "STP": filing})
    sheet = opened(written(replace(consolidation, report=report)))["Nội dung báo cáo"]
    pieces = [str(line[3]) for line in sheet.iter_rows(values_only=True) if line[2] == "Sở Tư pháp" and line[0] == "I"]
    assert " ".join(pieces) == LONG_TEXT and len(LONG_TEXT) > 32_767
    assert all(len(piece) <= LONGEST for piece in pieces)
