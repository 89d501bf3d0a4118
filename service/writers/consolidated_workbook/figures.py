"""A unit's figures as cells: most cells of the workbook are made here, so little is done for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from service.domain.reporting.report import NA, Pair, SubmittedReport, share_of
from service.domain.reporting.template import ValueType
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.layout import Column, Layout
from service.writers.consolidated_workbook.ratios import part_formulas
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.subtotals import Subtotals

_NO_CODES: frozenset[str] = frozenset()


class Figures:
    """The cells of a section's columns in a unit's row."""

    def __init__(
        self, layout: Layout, columns: Sequence[Column], sheet: str, subtotals: Subtotals, styles: StyleRegistry
    ) -> None:  # fmt: skip
        self.layout = layout
        self.columns = columns
        self.subtotals = subtotals
        self.missing_style = styles.id(look.MISSING_CELL)
        self.na = styles.id(look.NA_CELL)
        self.helper = styles.id(look.number(ValueType.MONEY))
        self.plain = {unit: styles.id(look.number(unit)) for unit in ValueType}
        self.warned = {unit: styles.id(look.number(unit, fill=look.WARNED)) for unit in ValueType}
        # Where the figure is an ordinary number, its cell begins so.
        self._begins = [f'{self.plain[column.indicator.kind]}"><v>' for column in columns]
        self._places = {column.indicator.code: place for place, column in enumerate(columns)}
        self._ratios = [
            (column, part_formulas(layout, column.indicator, sheet)) for column in columns if column.helpers
        ]
        self._missing = f'{self.missing_style}"/>'

    def missing(self) -> list[str]:
        """The cells of a unit that has not filed."""
        return [self._missing] * len(self.columns)

    def of(self, filing: SubmittedReport) -> list[str]:
        """The cells of a unit that has, each from its style on."""
        figures = map(filing.figures.get, self._places)
        cells = [
            f"{begin}{xml.number_text(figure)}</v></c>"
            if type(figure) is Decimal
            else self._other(column, filing, self.plain)
            for column, begin, figure in zip(self.columns, self._begins, figures, strict=True)
        ]
        for code in self.layout.warned.get(filing.source.agency, _NO_CODES):
            if code in self._places:
                place = self._places[code]
                cells[place] = self._other(self.columns[place], filing, self.warned)
        return cells

    def parts(self, filing: SubmittedReport) -> str:
        """The helper cells of the row."""
        if not self._ratios:
            return ""
        return "".join([self._parts(column, formulas, filing) for column, formulas in self._ratios])

    def _other(self, column: Column, filing: SubmittedReport, styles: Mapping[ValueType, int]) -> str:
        """Any figure in these styles: a number, n/a, missing, or a ratio that the unit did not state."""
        figure = filing.figures.get(column.indicator.code)
        style = styles[column.indicator.kind]
        if figure is NA:
            return f'{self.na}"{xml.text_tail(NA.value)}'
        if figure is not None:
            return f'{style}"><v>{xml.number_text(figure)}</v></c>'
        pair = self._pair(column, filing)
        if pair is None or column.helpers is None:
            return self._missing
        formula = self.subtotals.ratio(*(f"{letter}{xml.ANY_ROW}" for letter in column.helpers))
        return f'{style}"{xml.formula_tail(formula, share_of(pair))}'

    def _parts(self, column: Column, formulas: tuple[str, str] | None, filing: SubmittedReport) -> str:
        """The numerator and denominator of a unit that gave both; empty where it gave one only, or it is spared."""
        assert column.helpers
        marked_not_applicable = filing.figures.get(column.indicator.code) is NA
        values = self._pair(column, filing) or (None, None)
        if formulas is None or marked_not_applicable:
            given = (None, None) if marked_not_applicable else values
            return "".join([self._plain_part(place, v) for place, v in zip(column.helpers, given, strict=True)])
        return "".join(
            [
                xml.formula_cell(f"{letter}{xml.ANY_ROW}", self.helper, formula, value)
                for letter, formula, value in zip(column.helpers, formulas, values, strict=True)
            ]
        )

    def _plain_part(self, letter: str, value: Decimal | None) -> str:
        place = f"{letter}{xml.ANY_ROW}"
        return xml.empty_cell(place, self.helper) if value is None else xml.number_cell(place, self.helper, value)

    def _pair(self, column: Column, filing: SubmittedReport) -> Pair | None:
        known = self.layout.consolidation.report.pairs.get(column.indicator.code)
        return None if known is None else known.get(filing.source.agency)
