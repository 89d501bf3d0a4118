"""«Dữ liệu» is an Excel table of every agency's figures, and the same as CSV."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.figure_table import FigureState, FigureTable
from service.domain.consolidation.scope import Scope, WorkbookFormat
from service.domain.reporting.indicator import Aggregate
from service.domain.reporting.report import NA
from service.writers.consolidated_workbook import data_sheet, write_consolidated
from service.writers.figure_columns import COLUMNS
from service.writers.figures_csv import figures_csv
from tests.support.consolidations import CHILD, TEMPLATE

Row = dict[str, Any]


def written(item: Consolidation) -> bytes:
    target = io.BytesIO()
    write_consolidated(item, target)
    return target.getvalue()


def rows_of(raw: bytes, *sheets: str) -> list[Row]:
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
    found = []
    for name in sheets or ("Dữ liệu",):
        head, *lines = book[name].iter_rows(values_only=True)
        found += [dict(zip(head, line, strict=False)) for line in lines]
    return found


@pytest.fixture(scope="module")
def raw(dated: Consolidation) -> bytes:
    return written(dated)


@pytest.fixture(scope="module")
def rows(raw: bytes) -> list[Row]:
    return rows_of(raw)


def csv_of(item: Consolidation) -> str:
    return b"".join(figures_csv(FigureTable(item, TEMPLATE.indicators).lines())).decode("utf-8-sig")


def test_it_is_a_table_with_a_filter_over_every_line(raw: bytes, dated: Consolidation) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Dữ liệu"]
    (table,) = sheet.tables.values()
    last = len(dated.units) * len(TEMPLATE.indicators) + 1
    assert (table.displayName, table.ref, table.autoFilter.ref) == ("DuLieu", f"A1:T{last}", f"A1:T{last}")
    assert table.column_names == [column.name for column in COLUMNS] == [cell.value for cell in sheet[1]]
    assert sheet.auto_filter.ref is None and sheet.max_row == last
    assert not sheet.merged_cells.ranges


def test_counted_lines_add_up_to_the_provinces_figures(rows: list[Row], dated: Consolidation) -> None:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    counts: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        if row["Tính"] == 1:
            sums[row["Mã chỉ tiêu"]] += Decimal(str(row["Giá trị"] or 0))
            counts[row["Mã chỉ tiêu"]] += 1
    for indicator in TEMPLATE.indicators:
        total = dated.report.totals[indicator.code]
        if indicator.aggregate is Aggregate.SUM:
            assert (sums[indicator.code], counts[indicator.code]) == (total.figure or 0, total.contributing)
        elif indicator.aggregate is Aggregate.RATIO:
            assert counts[indicator.code] == total.contributing
        else:
            assert counts[indicator.code] == 0


def test_every_figure_stands_there_as_the_agency_gave_it_with_its_state(rows: list[Row], dated: Consolidation) -> None:
    units = {unit.agency.code: unit for unit in dated.units}
    states = set()
    for row in rows:
        code = row["Mã đơn vị"]
        figure = dated.report.figure_of(code, row["Mã chỉ tiêu"])
        number = figure if isinstance(figure, Decimal) else None
        assert (None if row["Giá trị"] is None else Decimal(str(row["Giá trị"]))) == number
        states.add(row["Trạng thái"])
        if code not in dated.report.filings:
            assert row["Trạng thái"] == FigureState.NO_REPORT.label and row["Số biên nhận"] is None
        elif code == CHILD.code and number is not None:
            assert row["Trạng thái"] == FigureState.INCLUDED.label and row["Tính"] == 0
        elif figure is NA:
            assert row["Trạng thái"] == FigureState.NOT_APPLICABLE.label
        else:
            receipt = units[code].receipt
            assert receipt is not None and row["Số biên nhận"] == receipt.submission
            assert row["Trạng thái"] == (FigureState.MISSING if figure is None else FigureState.GIVEN).label
    assert states >= {"số liệu", "gộp", "không áp dụng", "thiếu"}


def test_earlier_figures_stand_beside_with_where_they_are_from(rows: list[Row], dated: Consolidation) -> None:
    assert dated.previous is not None and dated.last_year is not None
    for row in rows:
        for past, column in ((dated.previous, "Kỳ trước"), (dated.last_year, "Cùng kỳ năm trước")):
            then = past.figure(row["Mã đơn vị"], row["Mã chỉ tiêu"])
            wanted = then if isinstance(then, Decimal) else None
            assert (None if row[column] is None else Decimal(str(row[column]))) == wanted
        said = "Kỳ trước: tổng của: Sở Kế hoạch và Đầu tư; Sở Tài chính (cũ)" if row["Mã đơn vị"] == "STC" else None
        assert row["Ghi chú"] == said


def test_lines_that_do_not_fit_a_sheet_go_on_in_the_next(
    dated: Consolidation, rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_sheet, "MAX_LINES", 800)
    divided = written(dated)
    with zipfile.ZipFile(io.BytesIO(divided)) as packed:
        assert sum(name.startswith("xl/tables/") for name in packed.namelist()) == 3
    assert rows_of(divided, "Dữ liệu", "Dữ liệu (2)", "Dữ liệu (3)") == rows


def test_nobody_prints_it(dated: Consolidation) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(written(dated.within(Scope(file_format=WorkbookFormat.PDF)))), read_only=True
    )
    assert "Dữ liệu" not in book.sheetnames


def test_a_period_without_agencies_has_an_empty_table(dated: Consolidation) -> None:
    empty = replace(dated, units=(), report=replace(dated.report, filings={}), previous=None, last_year=None)
    book = openpyxl.load_workbook(io.BytesIO(written(empty)))
    assert book["Dữ liệu"].tables["DuLieu"].ref == "A1:T2"


def test_csv_says_the_same_in_vietnamese_notation(rows: list[Row], dated: Consolidation) -> None:
    raw = b"".join(figures_csv(FigureTable(dated, TEMPLATE.indicators).lines()))
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(csv_of(dated), newline=""), delimiter=";"))
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        for column in ("Giá trị", "Kỳ trước", "Cùng kỳ năm trước"):
            assert "." not in line[column]
            found = Decimal(line[column].replace(",", ".")) if line[column] else None
            assert found == (None if row[column] is None else Decimal(str(row[column])))
        assert line["Tính"] == str(row["Tính"])
        for column in ("Mã đơn vị", "Đơn vị", "Mã chỉ tiêu", "Trạng thái", "Số biên nhận"):
            assert line[column] == (row[column] or "")


@pytest.mark.parametrize("begin", ["=1+1", "+84", "-5", "@ten", "\tx", " =1", "＝1"])
def test_no_text_of_a_csv_becomes_a_formula(dated: Consolidation, begin: str) -> None:
    first = dated.units[0]
    named = replace(first, agency=replace(first.agency, name=begin))
    lines = csv.DictReader(io.StringIO(csv_of(replace(dated, units=(named,))), newline=""), delimiter=";")
    assert {line["Đơn vị"] for line in lines} == {f"'{begin}"}
