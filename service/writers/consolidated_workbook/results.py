"""The columns of a section's sheet that say in words whether figures reach the targets of the year.

They are formulas of the figures beside them, so that they follow whoever corrects one, and stay with their unit when
the units are sorted.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.organization.agency import AgencyKind
from service.domain.reporting.report import Figure
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook.layout import TOTAL_ROW, Column, Layout
from service.writers.consolidated_workbook.target_lines import colours, result_formula, result_words

RESULT_WIDTH = 18.0


class Results:
    """The results of a section's columns that have a target."""

    def __init__(self, layout: Layout, columns: Sequence[Column]) -> None:
        self._layout = layout
        self._report = layout.consolidation.report
        self._aimed = [
            (column, layout.results[column.indicator.code])
            for column in columns
            if column.indicator.code in layout.results
        ]

    @property
    def names(self) -> list[tuple[str, str, str]]:
        """The heads: number, name, and an empty unit of measure."""
        year = self._layout.consolidation.period.year
        return [
            (f"{item.indicator.number} (mục tiêu)", f"{item.indicator.name}: so với mục tiêu năm {year}", "")
            for item, _ in self._aimed
        ]

    def total(self, style: int) -> list[str]:
        """The cells of the province's row."""
        return [
            self._cell(column, letter, TOTAL_ROW, None, self._report.figure(column.indicator.code), style)
            for column, letter in self._aimed
        ]

    def of(self, agency: str, kind: AgencyKind, style: int) -> str:
        """The cells of a unit's row; of one that has not filed they wait for its figures."""
        has_filed = agency in self._report.filings
        return "".join(
            self._cell(
                column, letter, xml.ANY_ROW, kind,
                self._report.figure_of(agency, column.indicator.code) if has_filed else None, style,
            )
            for column, letter in self._aimed
        )  # fmt: skip

    def colour(self, sheet: Worksheet) -> None:
        """Red and green behind the words."""
        for _, letter in self._aimed:
            for rule in colours(f"{letter}{TOTAL_ROW}"):
                sheet.conditional_formatting.add(f"{letter}{TOTAL_ROW}:{letter}{self._layout.span[1]}", rule)

    def _cell(
        self, column: Column, letter: str, row: int | str, kind: AgencyKind | None, figure: Figure | None, style: int
    ) -> str:  # fmt: skip
        target = self._layout.target(column.indicator.code, kind)
        if target is None:
            return xml.empty_cell(f"{letter}{row}", style)
        formula = result_formula(target, f"{column.letter}{row}", "")
        return xml.formula_cell(f"{letter}{row}", style, formula, result_words(target, figure, ""))
