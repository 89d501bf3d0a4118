"""A unit's figures as cells: most cells of the workbook are made here, so little is done for each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from service.domain.consolidation import UnitStatus
from service.domain.errors import Level
from service.domain.report import NA, Filing
from service.domain.template import Unit
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.layout import Column, Layout, Pair
from service.writers.consolidated_workbook.ratios import ANY_ROW, part_formulas
from service.writers.consolidated_workbook.styles import StyleBook
from service.writers.consolidated_workbook.subtotals import Subtotals

_NO_CODES: frozenset[str] = frozenset()
_SUBJECT = "$.indicators."


class Figures:
    """The cells of a section's columns in a unit's row."""

    def __init__(
        self, layout: Layout, columns: Sequence[Column], sheet: str, subtotals: Subtotals, styles: StyleBook
    ) -> None:  # fmt: skip
        self.layout = layout
        self.columns = columns
        self.subtotals = subtotals
        self.missing_style = styles.id(look.MISSING_CELL)
        self.na = styles.id(look.NA_CELL)
        self.helper = styles.id(look.number(Unit.MONEY))
        self.plain = {unit: styles.id(look.number(unit)) for unit in Unit}
        self.warned = {unit: styles.id(look.number(unit, fill=look.WARNED)) for unit in Unit}
        # Code, what stands before the row's number, and what stands after it where the figure is an ordinary number.
        self._ordinary = [
            (column, column.indicator.code, f'<c r="{column.letter}', f'" s="{self.plain[column.indicator.kind]}"><v>')
            for column in columns
        ]
        self._ratios = [
            (column, part_formulas(layout, column.indicator, sheet)) for column in columns if column.helpers
        ]

    def missing(self, row: int) -> list[str]:
        """The row of a unit that has not filed."""
        return [xml.empty_cell(f"{column.letter}{row}", self.missing_style) for column in self.columns]

    def of(self, row: int, unit: UnitStatus, filing: Filing) -> list[str]:
        """The row of a unit that has."""
        warned = _warned(unit)
        given = filing.figures.get
        cells = []
        for column, code, before, after in self._ordinary:
            figure = given(code)
            if type(figure) is Decimal and code not in warned:
                cells.append(f"{before}{row}{after}{figure:f}</v></c>")
            else:
                cells.append(self._other(row, column, filing, code in warned))
        for column, formulas in self._ratios:
            cells += self._parts(row, column, formulas, filing)
        return cells

    def _other(self, row: int, column: Column, filing: Filing, warned: bool) -> str:
        """A figure that is not an ordinary number: warned of, n/a, missing, or a ratio that the unit did not state."""
        place = f"{column.letter}{row}"
        figure = filing.figures.get(column.indicator.code)
        style = (self.warned if warned else self.plain)[column.indicator.kind]
        if figure is NA:
            return xml.text_cell(place, self.na, NA.value)
        if figure is not None:
            return xml.number_cell(place, style, figure)
        pair = self._pair(column, filing)
        if pair is None or column.helpers is None:
            return xml.empty_cell(place, self.missing_style)
        formula = self.subtotals.ratio(f"{column.helpers[0]}{row}", f"{column.helpers[1]}{row}")
        return xml.formula_cell(place, style, formula, self.subtotals.ratio_value(pair))

    def _parts(self, row: int, column: Column, formulas: tuple[str, str] | None, filing: Filing) -> list[str]:
        """The numerator and denominator of a unit that gave both; empty where it gave one only, or it is spared."""
        assert column.helpers
        if filing.figures.get(column.indicator.code) is NA:
            return [xml.empty_cell(f"{letter}{row}", self.helper) for letter in column.helpers]
        values = self._pair(column, filing) or (None, None)
        if formulas is None:
            return [self._plain_part(f"{letter}{row}", v) for letter, v in zip(column.helpers, values, strict=True)]
        return [
            xml.formula_cell(f"{letter}{row}", self.helper, formula.replace(ANY_ROW, str(row)), value)
            for letter, formula, value in zip(column.helpers, formulas, values, strict=True)
        ]

    def _plain_part(self, place: str, value: Decimal | None) -> str:
        return xml.empty_cell(place, self.helper) if value is None else xml.number_cell(place, self.helper, value)

    def _pair(self, column: Column, filing: Filing) -> Pair | None:
        known = self.layout.pairs.get(column.indicator.code)
        return None if known is None else known.get(filing.source.agency)


def _warned(unit: UnitStatus) -> frozenset[str]:
    """The indicators that a warning without explanation concerns."""
    if not unit.findings:
        return _NO_CODES
    return frozenset(
        subject.removeprefix(_SUBJECT)
        for finding in unit.findings
        if finding.level is Level.WARNING and not finding.explanation
        for subject in finding.subjects
        if subject.startswith(_SUBJECT)
    )
