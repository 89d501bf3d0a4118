"""The live rows of a section's sheet: total, count of units, and a subtotal for each kind of unit.

Units carry a 1 in the flag column where they are added up, so that one whose figures another unit
includes is shown and not counted; an indicator that two of them tell has a flag column of its own.
A subtotal adds those whose kind stands in its own row, wherever they are, so that it stays right
however the units are sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from service.domain.consolidation.consolidation import Consolidation
from service.domain.reporting.indicator import Aggregate, ValueType
from service.domain.reporting.report import NA, Report
from service.domain.reporting.template import RATIO_DECIMALS
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook.layout import (
    COUNT_ROW,
    FLAG,
    KIND,
    TOTAL_ROW,
    AgencyGroup,
    Column,
    Layout,
)
from service.writers.consolidated_workbook.styles import TALL
from service.writers.consolidated_workbook.wording import KINDS, NOT_APPLICABLE

Paint = Mapping[ValueType, int]
NOT_ADDED = "–"


class Subtotals:
    """Formulas with the values that they have now."""

    def __init__(self, layout: Layout, columns: Sequence[Column]) -> None:
        self.layout = layout
        self.columns = columns
        self.report = layout.consolidation.report

    def total(self, paint: Paint, name: int) -> list[str]:
        """The province's row."""
        item = self.layout.consolidation
        title = f"{whole_name(item).upper()} ("
        uncounted = self._uncounted(unit.agency.code for unit in item.units)
        cell = _title(
            TOTAL_ROW, name, title, item.contributing, len(item.units), uncounted, f"SUM({self._range(FLAG)})"
        )
        return self._row(TOTAL_ROW, (cell, ""), "", self.report, paint, name)

    def group(self, group: AgencyGroup, paint: Paint, name: int) -> list[str]:
        """The row of one kind of unit."""
        filed = [unit.agency.code for unit in group.units if unit.agency.code in self.report.filings]
        uncounted = self._uncounted(filed)
        of_kind = f"{self._range(KIND)},${KIND}{group.row}"
        count = f"SUMIFS({self._range(FLAG)},{of_kind})"
        cell = _title(group.row, name, f"{group.kind.label} (", len(filed), group.owing, uncounted, count)
        part = self.layout.parts[group.kind]
        return self._row(group.row, (cell, KINDS[group.kind]), f",{of_kind}", part, paint, name)

    def height(self, group: AgencyGroup | None = None) -> float:
        """How high the row of the whole or of a kind is: two lines where its name says that some are not added."""
        filings, counted = self.report.filings, self.layout.counted
        codes = filings if group is None else [unit.agency.code for unit in group.units]
        is_long = any(code in filings and code not in counted for code in codes)
        return xml.height_of_lines(2) if is_long else TALL

    def _uncounted(self, codes: Iterable[str]) -> tuple[int, int]:
        """How many filings are in those of other units, and how many Home Affairs leaves out."""
        filings = [self.report.filings[code] for code in codes if code in self.report.filings]
        excluded = sum(bool(filing.source.excluded) for filing in filings)
        return sum(not self.report.is_counted(filing.source) for filing in filings) - excluded, excluded

    def count(self, paint: Paint, name: int) -> list[str]:
        """How many units gave a figure."""
        cells = _names(COUNT_ROW, xml.text_cell(f"B{COUNT_ROW}", name, "Số đơn vị có số liệu"), "", name)
        for column in self.columns:
            measured = column.helpers[1] if column.helpers else column.letter
            formula = self._numbers(measured, self._added(column))
            contributing = self.report.totals[column.indicator.code].contributing
            cells.append(
                xml.formula_cell(f"{column.letter}{COUNT_ROW}", paint[column.indicator.kind], formula, contributing)
            )
        return cells

    def ratio(self, top: str, bottom: str) -> str:
        """The formula of a unit's ratio from the cells of its parts."""
        return f'IF(N({bottom})=0,"",{_percent(top, bottom)})'

    def _row(
        self, row: int, names: tuple[str, str], kind: str, report: Report, paint: Paint, name: int
    ) -> list[str]:  # fmt: skip
        """`kind` is the condition of a kind's row, behind that of the units that are added up."""
        cells = _names(row, *names, name)
        for column in self.columns:
            cells.append(self._total(row, column, f"{self._added(column)}{kind}", report, paint))
        for column in self.columns:
            if column.helpers:
                pairs = report.added_pairs(column.indicator.code)
                for index, letter in enumerate(column.helpers):
                    value = sum((pair[index] for pair in pairs), Decimal(0))
                    formula = self._sum(letter, f"{self._added(column)}{kind}")
                    cells.append(xml.formula_cell(f"{letter}{row}", paint[ValueType.MONEY], formula, value))
        return cells

    def _total(self, row: int, column: Column, which: str, report: Report, paint: Paint) -> str:
        place, style = f"{column.letter}{row}", paint[column.indicator.kind]
        figure = report.figure(column.indicator.code)
        # Of one unit alone even a figure that is never added up is known.
        if column.indicator.aggregate is Aggregate.NONE and figure is None:
            return xml.text_cell(place, style, NOT_ADDED)
        if column.helpers:
            top, bottom = (f"{letter}{row}" for letter in column.helpers)
            formula = f"IF(N({bottom})=0,{self._nothing(column.letter, which)},{_percent(top, bottom)})"
        else:
            numbers = self._numbers(column.letter, which)
            formula = f"IF({numbers}=0,{self._nothing(column.letter, which)},{self._sum(column.letter, which)})"
        return xml.formula_cell(place, style, formula, NOT_APPLICABLE if figure is NA else figure)

    def _added(self, column: Column) -> str:
        """The condition of the units whose figure is added up."""
        return f"{self._range(column.flag)},1"

    def _range(self, letter: str) -> str:
        first, last = self.layout.span
        return f"${letter}${first}:${letter}${last}"

    def _numbers(self, letter: str, which: str) -> str:
        """How many units that are added up gave a number."""
        return f'COUNTIFS({which},{self._range(letter)},">-1E+300")'

    def _nothing(self, letter: str, which: str) -> str:
        """What stands where no unit gave a number: words where it applies to none of those that filed, else nothing."""
        spared, filed = f'COUNTIFS({which},{self._range(letter)},"{NOT_APPLICABLE}")', f"COUNTIFS({which})"
        return f'IF(AND({filed}>0,{spared}={filed}),"{NOT_APPLICABLE}","")'

    def _sum(self, letter: str, which: str) -> str:
        return f"SUMIFS({self._range(letter)},{which})"


def whole_name(consolidation: Consolidation) -> str:
    """What the total stands for."""
    return "Các đơn vị được chọn" if consolidation.scope.chooses_units else "Toàn tỉnh"


def _names(row: int, title: str, kind: str, style: int) -> list[str]:
    """The first cells; `title` is the whole cell of the name."""
    return [
        xml.empty_cell(f"A{row}", style),
        title,
        xml.text_cell(f"{KIND}{row}", style, kind),
        xml.empty_cell(f"{FLAG}{row}", style),
    ]


def _title(
    row: int, style: int, begin: str, filed: int, owing: int, uncounted: tuple[int, int], counted: str
) -> str:  # fmt: skip
    """Such as «Xã, phường (26/29 đơn vị; 10 đã gộp trong đơn vị khác, không cộng; 1 không cộng theo quyết định)».

    It follows when somebody enters the figures of a unit that is missing.
    """
    included, excluded = uncounted
    more = f"+{included + excluded}" if included + excluded else ""
    end = f"; {included} đã gộp trong đơn vị khác, không cộng" if included else ""
    end += f"; {excluded} không cộng theo quyết định của Sở Nội vụ)" if excluded else ")"
    said = begin.replace('"', '""')
    formula = f'"{said}"&{counted}{more}&"/{owing} đơn vị{end}"'
    return xml.formula_cell(f"B{row}", style, formula, f"{begin}{filed}/{owing} đơn vị{end}")


def _percent(top: str, bottom: str) -> str:
    return f"ROUND(100*N({top})/{bottom},{RATIO_DECIMALS})"
