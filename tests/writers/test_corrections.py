"""Whoever corrects a figure in a section's sheet finds it corrected everywhere in the workbook."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.scope import Scope
from service.domain.reporting.expression import operands
from service.domain.reporting.indicator import Aggregate
from service.domain.reporting.report import NA, Figure, Report
from service.writers.consolidated_workbook import write_consolidated
from service.writers.consolidated_workbook.layout import TOTAL_ROW, Layout
from tests.support.consolidations import TEMPLATE
from tests.support.office import resaved
from tests.support.workbooks import edited

DERIVED = ("Tổng quan", "Biểu tổng hợp", "So sánh", "Số liệu biểu đồ", *(s.code for s in TEMPLATE.indicator_sections))
PARTS = {
    item.code: {operand.code for side in (item.numerator, item.denominator) if side for operand in operands(side)}
    for item in TEMPLATE.ratios
}
PLAN, SPENT, SHARE = (
    f"tai_chinh.{name}" for name in ("dau_tu_cong_ke_hoach", "dau_tu_cong_giai_ngan", "ty_le_giai_ngan")
)
Corrections = dict[tuple[str, str], Figure]


def written(consolidation: Consolidation) -> bytes:
    """The workbook of all units by choice, in which every figure is compared and not only what moved much."""
    target = io.BytesIO()
    every = Scope(units=tuple(unit.agency.code for unit in consolidation.units))
    write_consolidated(consolidation.within(every), target)
    return target.getvalue()


def corrections(item: Consolidation, chance: random.Random) -> Corrections:
    """Figures to correct: of every sheet some, and the parts of every ratio of the cover."""
    units = sorted(item.report.filings)
    sums = [one.code for one in TEMPLATE.indicators if one.aggregate is not Aggregate.RATIO]
    chosen = {*chance.sample(sums, 25), *(code for ratio in PARTS.values() for code in sorted(ratio))}
    found: Corrections = {}
    for code in sorted(chosen):
        for unit in chance.sample(units, 2):
            places = TEMPLATE.by_code[code].kind.decimals
            figure = Decimal(chance.randrange(1, 90_000)).scaleb(-min(places, 3))
            if is_compared(item, unit, code):
                found[unit, code] = figure
    return found


def is_compared(item: Consolidation, unit: str, code: str) -> bool:
    """Whether the comparison has a line for it, which it gets where one of the three periods has a number."""
    pasts = [past.figure(unit, code) for past in (item.previous, item.last_year) if past is not None]
    return any(isinstance(figure, Decimal) for figure in (item.report.figure_of(unit, code), *pasts))


def corrected(item: Consolidation, changes: Corrections) -> Consolidation:
    """The consolidation of units that had reported so, and stated no ratio of what was changed."""
    filings = dict(item.report.filings)
    for (unit, code), figure in changes.items():
        moved = {ratio for ratio, parts in PARTS.items() if code in parts}
        kept = {key: value for key, value in filings[unit].figures.items() if key not in moved or value is NA}
        filings[unit] = replace(filings[unit], figures={**kept, code: figure})
    return replace(item, report=Report(TEMPLATE, item.report.period, filings))


def enter(raw: bytes, item: Consolidation, changes: Corrections) -> bytes:
    """The workbook after somebody typed the corrections into the units' rows."""
    layout = Layout(item)

    def type_in(book: Any) -> None:
        for (unit, code), figure in changes.items():
            column = layout.columns[code]
            book[column.sheet][f"{column.letter}{layout.unit_rows[unit]}"].value = figure

    return edited(raw, type_in)


def values(raw: bytes, sheet: str) -> dict[str, object]:
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    return {
        cell.coordinate: cell.value for row in book[sheet].iter_rows() for cell in row if cell.value not in ("", None)
    }


@pytest.fixture(scope="module")
def changes(dated: Consolidation) -> Corrections:
    by_hand: Corrections = {("SGTVT", PLAN): Decimal("5135.9"), ("SGTVT", SPENT): Decimal("2174")}
    return {**corrections(dated, random.Random(18)), **by_hand}


@pytest.fixture(scope="module")
def found(dated: Consolidation, changes: Corrections, office: Path) -> bytes:
    """The corrected workbook as an office program computes it."""
    return resaved(enter(written(dated), dated, changes), office)


def test_a_corrected_figure_is_followed_by_all_that_is_derived_from_it(
    dated: Consolidation, changes: Corrections, found: bytes
) -> None:
    wanted = written(corrected(dated, changes))
    compared = 0
    for sheet in DERIVED:
        mine, theirs = values(found, sheet), values(wanted, sheet)
        assert mine.keys() == theirs.keys(), (sheet, sorted(mine.keys() ^ theirs.keys())[:9])
        for place, value in theirs.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert mine[place] == pytest.approx(value, abs=1e-6), f"{sheet}!{place}"
            elif not (sheet == "Biểu tổng hợp" and place.startswith("M")):  # remarks
                assert mine[place] == value, f"{sheet}!{place}"
            compared += 1
    assert compared > 3000


def test_totals_and_the_cover_say_the_sum_that_was_added_up_by_hand(
    dated: Consolidation, changes: Corrections, found: bytes
) -> None:
    layout = Layout(dated)
    column = layout.columns[PLAN]
    given = [
        changes.get((unit, PLAN), filing.figures.get(PLAN)) for unit, filing in dated.report.filings.items()
        if dated.report.is_counted(filing.source)
    ]  # fmt: skip
    total = float(sum((figure for figure in given if isinstance(figure, Decimal)), Decimal(0)))
    assert values(found, column.sheet)[f"{column.letter}{TOTAL_ROW}"] == pytest.approx(total)
    ratio = layout.columns[SHARE]
    assert values(found, ratio.sheet)[f"{ratio.letter}{layout.unit_rows['SGTVT']}"] == 42.33  # 100 × 2174 / 5135,9
    cover = openpyxl.load_workbook(io.BytesIO(found), data_only=True)["Tổng quan"]
    number = TEMPLATE.by_code[PLAN].number
    line = next(row for row in cover.iter_rows(values_only=True) if str(row[0]).startswith(f"{number}. "))
    assert line[1] == pytest.approx(total)


def test_a_ratio_that_a_unit_stated_stands_until_one_of_its_parts_is_corrected(dated: Consolidation) -> None:
    layout = Layout(dated)
    column = layout.columns[SHARE]
    place = f"{column.letter}{layout.unit_rows['SGTVT']}"
    raw = written(dated)
    assert values(raw, column.sheet)[place] == 28.4
    formula = openpyxl.load_workbook(io.BytesIO(raw))[column.sheet][place].value
    assert formula.startswith("=IF(AND(") and ",28.4," in formula


def test_figures_entered_for_a_missing_unit_are_counted_and_said(dated: Consolidation, office: Path) -> None:
    unit, code = dated.missing[0].agency.code, "ho_so.tiep_nhan"
    raw = written(dated)
    found = resaved(enter(raw, dated, {(unit, code): Decimal(5)}), office)
    column = Layout(dated).columns[code]
    before, after = values(raw, column.sheet), values(found, column.sheet)
    total, name = f"{column.letter}{TOTAL_ROW}", f"B{TOTAL_ROW}"
    assert Decimal(str(after[total])) - Decimal(str(before[total])) == 5
    every = len(dated.units)
    assert f"({dated.contributing}/{every} đơn vị" in str(before[name])
    assert f"({dated.contributing + 1}/{every} đơn vị" in str(after[name])
