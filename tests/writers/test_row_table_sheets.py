"""The workbook's sheets of a table: sums by field over the units that count, and all rows with their unit."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, Consolidation, Receipt
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Report, Source, SubmittedReport
from service.domain.reporting.row_table import Row
from service.writers.consolidated_workbook.workbook import write_consolidated
from tests.support.consolidations import CATALOGUE
from tests.support.row_tables import CODE, FIGURES, ROWS, row

TEMPLATE, PERIOD = CATALOGUE.for_period("2025-Q3")
DUE = datetime(2025, 9, 17, 17, tzinfo=VIETNAM)
MONEY = Agency("STC", "Sở Tài chính", AgencyKind.SO, date(2000, 1, 1))
HOME = Agency("SNV", "Sở Nội vụ", AgencyKind.SO, date(2000, 1, 1))


def workbook(*given: tuple[Agency, tuple[Row, ...], str]) -> Any:
    """The workbook of these units, each with its rows and why it is left out."""
    figures = {code: Decimal(number) for code, number in FIGURES.items()}
    filings = {
        unit.code: SubmittedReport(Source(unit.code, excluded=why), figures, tables={CODE: rows} if rows else {})
        for unit, rows, why in given
    }
    units = tuple(
        AgencyStatus(unit, DUE, AgencyState.VALID, Receipt(unit.code, 1, "0" * 64, DUE, "api"), DUE, excluded=why)
        for unit, _, why in given
    )
    target = io.BytesIO()
    write_consolidated(Consolidation(Report(TEMPLATE, PERIOD.code, filings), PERIOD, units, "Hưng Yên"), target)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def lines(sheet: Any) -> list[list[Any]]:
    """What stands below the head."""
    return [list(line) for line in sheet.iter_rows(min_row=7, values_only=True)]


def test_sums_are_by_field_and_rows_keep_their_unit() -> None:
    book = workbook((HOME, (row("Đất đai", 10),), ""), (MONEY, ROWS, ""))
    assert lines(book["Bảng 1"]) == [
        ["Hộ tịch", 1, 120, 100, 15, 5, 110, 70, 40, 0, 10, 10, 0],
        ["Đất đai", 2, 1010, 910, 80, 20, 920, 500, 380, 40, 80, 75, 5],
        ["Tổng cộng", 2, 1130, 1010, 95, 25, 1030, 570, 420, 40, 90, 85, 5],
    ]
    rows = lines(book["Bảng 1 (các dòng)"])
    assert [(line[0], line[1], line[2], line[4]) for line in rows] == [
        ("Sở Nội vụ", 1, "Đất đai", 10), ("Sở Tài chính", 1, "Đất đai", 900), ("Sở Tài chính", 2, "Hộ tịch", 100),
    ]  # fmt: skip


def test_who_is_left_out_is_shown_and_not_added() -> None:
    book = workbook((HOME, (row("Đất đai", 10),), "chưa thống nhất"), (MONEY, ROWS, ""))
    assert lines(book["Bảng 1"])[-1][:4] == ["Tổng cộng", 1, 1120, 1000]
    assert [line[-1] for line in lines(book["Bảng 1 (các dòng)"])] == ["không cộng", None, None]


def test_where_nobody_gave_the_table_there_is_no_sheet() -> None:
    assert [name for name in workbook((MONEY, (), "")).sheetnames if name.startswith("Bảng")] == []
