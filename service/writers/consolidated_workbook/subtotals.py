"""The live rows of a section's sheet: total, count of units, and a subtotal for each kind of unit.

Units carry a 1 in the flag column where they are added up, so that one whose figures another unit
includes is shown and not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from service.domain.consolidation import Consolidation
from service.domain.report import NA, Report
from service.domain.template import RATIO_DECIMALS, Aggregate, Unit
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook.layout import (
    COUNT_ROW,
    FIRST_ROW,
    FLAG,
    TOTAL_ROW,
    Column,
    Group,
    Layout,
)

Paint = Mapping[Unit, int]
NOT_ADDED = "–"


class Subtotals:
    """Formulas with the values that they have now."""

    def __init__(self, layout: Layout, columns: Sequence[Column]) -> None:
        self.layout = layout
        self.columns = columns
        self.report = layout.consolidation.report

    def total(self, paint: Paint, name: int) -> list[str]:
        """The province's row."""
        whole = (FIRST_ROW, max(FIRST_ROW, self.layout.last_row))
        item = self.layout.consolidation
        title = f"{whole_name(item).upper()} ({item.contributing}/{len(item.units)} đơn vị)"
        return self._row(TOTAL_ROW, title, whole, self.report, paint, name)

    def group(self, group: Group, paint: Paint, name: int) -> list[str]:
        """The row of one kind of unit."""
        filed = sum(unit.agency.code in self.report.filings for unit in group.units)
        title = f"{group.kind.label} ({filed}/{group.owing} đơn vị)"
        span = (group.first, group.last)
        return self._row(group.row, title, span, self.layout.parts[group.kind], paint, name)

    def count(self, paint: Paint, name: int) -> list[str]:
        """How many units gave a figure."""
        whole = (FIRST_ROW, max(FIRST_ROW, self.layout.last_row))
        cells = _names(COUNT_ROW, "Số đơn vị có số liệu", name)
        for column in self.columns:
            measured = column.helpers[1] if column.helpers else column.letter
            formula = _numbers(measured, whole)
            contributing = self.report.totals[column.indicator.code].contributing
            cells.append(
                xml.formula_cell(f"{column.letter}{COUNT_ROW}", paint[column.indicator.kind], formula, contributing)
            )
        return cells

    def ratio(self, top: str, bottom: str) -> str:
        """The formula of a unit's ratio from the cells of its parts."""
        return f'IF(N({bottom})=0,"",{_percent(top, bottom)})'

    def _row(
        self, row: int, title: str, span: tuple[int, int], report: Report, paint: Paint, name: int
    ) -> list[str]:  # fmt: skip
        cells = _names(row, title, name)
        for column in self.columns:
            cells.append(self._total(row, column, span, report, paint))
        for column in self.columns:
            if column.helpers:
                known = self.report.pairs[column.indicator.code]
                pairs = [known[code] for filing in report.counted if (code := filing.source.agency) in known]
                for index, letter in enumerate(column.helpers):
                    value = sum((pair[index] for pair in pairs), Decimal(0))
                    cells.append(xml.formula_cell(f"{letter}{row}", paint[Unit.MONEY], _sum(letter, span), value))
        return cells

    def _total(self, row: int, column: Column, span: tuple[int, int], report: Report, paint: Paint) -> str:
        place, style = f"{column.letter}{row}", paint[column.indicator.kind]
        figure = report.figure(column.indicator.code)
        # Of one unit alone even a figure that is never added up is known.
        if column.indicator.aggregate is Aggregate.NONE and figure is None:
            return xml.text_cell(place, style, NOT_ADDED)
        if column.helpers:
            top, bottom = (f"{letter}{row}" for letter in column.helpers)
            formula = f"IF(N({bottom})=0,{_nothing(column.letter, span)},{_percent(top, bottom)})"
        else:
            numbers = _numbers(column.letter, span)
            formula = f"IF({numbers}=0,{_nothing(column.letter, span)},{_sum(column.letter, span)})"
        return xml.formula_cell(place, style, formula, NA.value if figure is NA else figure)


def whole_name(consolidation: Consolidation) -> str:
    """What the total stands for."""
    scope = consolidation.scope
    return "Các đơn vị được chọn" if scope.kinds or scope.units else "Toàn tỉnh"


def _names(row: int, title: str, style: int) -> list[str]:
    return [
        xml.empty_cell(f"A{row}", style),
        xml.text_cell(f"B{row}", style, title),
        xml.empty_cell(f"C{row}", style),
        xml.empty_cell(f"{FLAG}{row}", style),
    ]


def _range(letter: str, span: tuple[int, int]) -> str:
    return f"${letter}${span[0]}:${letter}${span[1]}"


def _percent(top: str, bottom: str) -> str:
    return f"ROUND(100*N({top})/{bottom},{RATIO_DECIMALS})"


def _numbers(letter: str, span: tuple[int, int]) -> str:
    """How many units that are added up gave a number."""
    return f'COUNTIFS({_range(FLAG, span)},1,{_range(letter, span)},">-1E+300")'


def _nothing(letter: str, span: tuple[int, int]) -> str:
    """What stands where no unit gave a number: n/a where it applies to none of those that filed, else nothing."""
    spared = f'COUNTIFS({_range(FLAG, span)},1,{_range(letter, span)},"{NA.value}")'
    filed = f"COUNTIF({_range(FLAG, span)},1)"
    return f'IF(AND({filed}>0,{spared}={filed}),"{NA.value}","")'


def _sum(letter: str, span: tuple[int, int]) -> str:
    return f"SUMIF({_range(FLAG, span)},1,{_range(letter, span)})"
