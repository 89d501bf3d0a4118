"""The workbook of a period with nothing in it, with one unit, and with names and texts as long as there may be."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation
from service.domain.consolidation.scope import Scope, WorkbookFormat
from service.domain.organization.agency import Agency, AgencyKind, in_table_order
from service.domain.reporting.report import Figure, Report
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


PLAN = "tai_chinh.dau_tu_cong_ke_hoach"


def giving(whole: Consolidation, **figures: Figure) -> Consolidation:
    """The same where one unit gave these figures; `__` stands for the dot of a code."""
    given = {code.replace("__", "."): figure for code, figure in figures.items()}
    filing = whole.report.filings["STP"]
    filings = {**whole.report.filings, "STP": replace(filing, figures={**filing.figures, **given})}
    return replace(whole, report=replace(whole.report, filings=filings))


def test_a_number_that_is_too_long_for_its_column_is_written_smaller(few: Consolidation) -> None:
    """Where a column is too narrow, and a number is not shrunk, spreadsheets show «###» in its place."""
    item = giving(few, ho_so__tiep_nhan=Decimal(52_999_999_999_947), tai_chinh__dau_tu_cong_ke_hoach=Decimal("1E11"))
    long = 0
    for sheet in opened(written(item)):
        widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)):
            shown = f"{cell.value:,}" if isinstance(cell.value, int) else f"{cell.value:,.3f}"
            is_narrow = len(shown) > widths[cell.column_letter]
            assert cell.alignment.shrink_to_fit or not is_narrow, f"{sheet.title}!{cell.coordinate}: {shown}"
            long += is_narrow
    assert long > 3


def test_a_figure_that_is_larger_than_its_total_is_not_cut_either(few: Consolidation) -> None:
    """What is left out of a total may be longer than it."""
    source = few.report.filings["STP"].source
    item = giving(few, ho_so__tiep_nhan=Decimal(52_999_999_999_947))
    filing = replace(item.report.filings["STP"], source=replace(source, excluded="Chưa thống nhất"))
    item = replace(item, report=replace(item.report, filings={**item.report.filings, "STP": filing}))
    cells = [
        cell for row in opened(written(item))["II.2"].iter_rows() for cell in row if cell.value == 52_999_999_999_947
    ]
    assert cells and all(cell.alignment.shrink_to_fit for cell in cells)


@pytest.mark.parametrize(
    ("amount", "shape"), [("4135.9", "#,##0.0"), ("39202.672042385", "#,##0.000"), ("7.25", "#,##0.00")]
)
def test_amounts_of_money_below_each_other_have_as_many_decimals(few: Consolidation, amount: str, shape: str) -> None:
    book = opened(written(giving(few, tai_chinh__dau_tu_cong_ke_hoach=Decimal(amount))))
    number = TEMPLATE.by_code[PLAN].number
    (column,) = [cell.column_letter for cell in book["II.5"][5] if cell.value == number]
    formats = {cell.number_format for cell in book["II.5"][column] if isinstance(cell.value, float)}
    assert {form.partition("_")[0] for form in formats} == {shape}
    (line,) = [row for row in book["Biểu tổng hợp"].iter_rows() if row[0].value == number]
    assert line[3].number_format.startswith(f"{shape}_") and line[9].number_format.startswith(f"{shape}_")
    assert f"+{shape}_" in line[10].number_format
