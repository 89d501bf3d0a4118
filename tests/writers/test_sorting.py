"""Whoever sorts or filters a sheet moves no total, and parts no figure from its unit."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from service.domain.consolidation.consolidation import Consolidation
from service.domain.reporting.expression import parse_value
from service.domain.reporting.report import Report
from service.writers.consolidated_workbook import write_consolidated
from service.writers.consolidated_workbook.layout import Layout
from tests.support.consolidations import TEMPLATE
from tests.support.sorting import heads, require_units_kept_together

RATIO = "tai_chinh.ty_le_giai_ngan"


def written(consolidation: Consolidation) -> bytes:
    target = io.BytesIO()
    write_consolidated(consolidation, target)
    return target.getvalue()


@pytest.fixture(scope="module")
def raw(few: Consolidation) -> bytes:
    return written(few)


def test_every_filter_takes_in_whole_rows_and_nothing_but_rows(raw: bytes, few: Consolidation) -> None:
    seen = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(raw)):
        if not sheet.auto_filter.ref:
            continue
        left, top, right, bottom = range_boundaries(sheet.auto_filter.ref)
        seen += 1
        assert (left, right, bottom) == (1, sheet.max_column, sheet.max_row), sheet.title
        assert all(cell.value is None for cell in sheet[top - 1]), f"{sheet.title}: something stands right above"
        names = [cell.value for cell in sheet[top]]
        assert all(names), f"{sheet.title}: a column has no head"
        assert not any(merged.max_row >= top for merged in sheet.merged_cells.ranges), sheet.title
        words = " ".join(str(cell.value) for row in sheet.iter_rows(min_row=top + 1) for cell in row)
        assert "TOÀN TỈNH" not in words, sheet.title
    assert seen == len(Layout(few).sections) + 8


def test_totals_do_not_depend_on_the_order_of_units(raw: bytes, few: Consolidation) -> None:
    layout = Layout(few)
    first, last = layout.span
    book = openpyxl.load_workbook(io.BytesIO(raw))
    for section in layout.sections:
        sheet = book[section.code]
        ranges = {
            token.strip("(),")
            for row in sheet.iter_rows(max_row=layout.filter_row)
            for cell in row
            if cell.data_type == "f"
            for token in cell.value.replace(",", " ").replace("(", " ").replace(")", " ").split()
            if ":" in token
        }
        assert ranges and all(item.endswith(f"${last}") and f"${first}:" in item for item in ranges)


def test_a_sorted_sheet_keeps_figures_with_units_and_totals_in_place(raw: bytes, tmp_path: Path) -> None:
    every = list(heads(raw))
    chosen = [head for sheet in {head[0]: None for head in every} for head in _some(every, sheet)]
    require_units_kept_together(raw, chosen, tmp_path)


def _some(every: list[tuple[str, int, int, int]], sheet: str) -> list[tuple[str, int, int, int]]:
    """The unit's name and the last figure."""
    own = [head for head in every if head[0] == sheet]
    return [own[1], own[-1]]


def test_a_ratio_of_figures_on_another_sheet_stays_with_its_unit(consolidation: Consolidation, tmp_path: Path) -> None:
    indicators = tuple(
        replace(item, numerator=parse_value("ho_so.dung_han"), denominator=parse_value("dvctt.ho_so_tong"))
        if item.code == RATIO
        else item
        for item in TEMPLATE.indicators
    )
    crossing = replace(TEMPLATE, indicators=indicators)
    filings = {
        code: replace(filing, figures={key: value for key, value in filing.figures.items() if key != RATIO})
        for code, filing in consolidation.report.filings.items()
    }
    item = replace(consolidation, report=Report(crossing, consolidation.report.period, filings))
    assert item.report.number(RATIO)
    raw = written(item)
    every = [head for head in heads(raw) if head[0] in {"II.2", "II.5", "II.6"}]
    require_units_kept_together(
        raw, [head for sheet in ("II.2", "II.5", "II.6") for head in _some(every, sheet)], tmp_path
    )


def test_units_of_a_kind_are_added_wherever_they_stand(consolidation: Consolidation) -> None:
    layout = Layout(consolidation)
    book = openpyxl.load_workbook(io.BytesIO(written(consolidation)), data_only=True)
    for group in layout.groups:
        row = [cell.value for cell in book["II.2"][group.row]]
        assert row[1].startswith(group.kind.label) and row[2]
        assert any(isinstance(value, int | float) for value in row[4:])
