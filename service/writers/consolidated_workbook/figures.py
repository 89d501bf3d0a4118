"""A unit's figures as cells: most cells of the workbook are made here, so little is done for each.

A ratio is a formula of its parts, so that it follows whoever corrects one of them. Where a unit stated another value
than the exact one, that stands for as long as the parts do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from service.domain.reporting.expression import number_formula
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.report import NA, Pair, SubmittedReport, share_of
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.layout import FLAG, Column, Layout
from service.writers.consolidated_workbook.ratios import part_formulas
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.subtotals import Subtotals
from service.writers.consolidated_workbook.wording import NOT_APPLICABLE

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
        self.warned = {unit: styles.id(look.warned(unit)) for unit in ValueType}
        # Where the figure is an ordinary number, its cell begins so.
        self._begins = [f'{self.plain[column.indicator.kind]}"><v>' for column in columns]
        self._places = {column.indicator.code: place for place, column in enumerate(columns)}
        self._ratios = [
            _Ratio(place, column, column.helpers, part_formulas(layout, column.indicator, sheet), subtotals)
            for place, column in enumerate(columns)
            if column.helpers
        ]
        self._missing = f'{self.missing_style}"/>'
        ratios = {ratio.place: ratio for ratio in self._ratios}
        self._hidden = [
            (column, ratios.get(place), column.flag != FLAG) for place, column in enumerate(columns) if column.hidden
        ]
        told_twice = {column.indicator.code: column.indicator.kind for column in columns if column.flag != FLAG}
        self.left_out = {unit: styles.id(look.left_out(unit)) for unit in told_twice.values()}
        self._left_out = {
            agency: layout.left_out_of(agency) & told_twice.keys()
            for agency in (layout.consolidation.report.filings if told_twice else ())
        }

    def missing(self) -> list[str]:
        """The cells of a unit that has not filed; what somebody enters there is counted with the others."""
        cells = [self._missing] * len(self.columns)
        for ratio in self._ratios:
            if ratio.parts is not None:
                cells[ratio.place] = f'{self.missing_style}"{xml.formula_tail(ratio.share, None)}'
        return cells

    def of(self, filing: SubmittedReport) -> list[str]:
        """The cells of a unit that has, each from its style on."""
        figures = map(filing.figures.get, self._places)
        cells = [
            f"{begin}{xml.number_text(figure)}</v></c>"
            if type(figure) is Decimal
            else self._other(column, filing, self.plain)
            for column, begin, figure in zip(self.columns, self._begins, figures, strict=True)
        ]
        warned = self.layout.warned.get(filing.source.agency, _NO_CODES)
        for code in warned:
            if code in self._places:
                place = self._places[code]
                cells[place] = self._other(self.columns[place], filing, self.warned)
        left_out = self._left_out.get(filing.source.agency, _NO_CODES)
        for code in left_out:
            place = self._places[code]
            cells[place] = self._other(self.columns[place], filing, self.left_out)
        for ratio in self._ratios:
            code = ratio.column.indicator.code
            styles = self.left_out if code in left_out else self.warned if code in warned else self.plain
            cells[ratio.place] = self._ratio(ratio, filing, styles[ratio.column.indicator.kind])
        return cells

    def helpers(self, agency: str, filing: SubmittedReport | None) -> str:
        """The helper cells of the row; of a unit that has not filed those that wait for its figures."""
        if not self._hidden:
            return ""
        return "".join(
            [
                f"{self._parts(ratio, filing) if ratio else ''}{self._flag(column, agency) if is_told_twice else ''}"
                for column, ratio, is_told_twice in self._hidden
            ]
        )

    def _flag(self, column: Column, agency: str) -> str:
        """Whether the unit's figure is added up: as the unit is, but where it counts with another one."""
        place = f"{column.flag}{xml.ANY_ROW}"
        if column.indicator.code in self._left_out.get(agency, _NO_CODES):
            return xml.number_cell(place, self.helper, 0)
        return xml.formula_cell(place, self.helper, f"{FLAG}{xml.ANY_ROW}", int(agency in self.layout.counted))

    def _other(self, column: Column, filing: SubmittedReport, styles: Mapping[ValueType, int]) -> str:
        """A figure in these styles: a number, not applicable, or missing."""
        figure = filing.figures.get(column.indicator.code)
        if figure is NA:
            return f'{self.na}"{xml.text_tail(NOT_APPLICABLE)}'
        if figure is not None:
            return f'{styles[column.indicator.kind]}"><v>{xml.number_text(figure)}</v></c>'
        return self._missing

    def _ratio(self, ratio: _Ratio, filing: SubmittedReport, style: int) -> str:
        figure, pair = filing.figures.get(ratio.column.indicator.code), self._pair(ratio.column, filing)
        if figure is NA:
            return f'{self.na}"{xml.text_tail(NOT_APPLICABLE)}'
        share = None if pair is None else share_of(pair)
        if ratio.parts is None and pair is None:
            return self._missing if figure is None else f'{style}"><v>{xml.number_text(figure)}</v></c>'
        if figure is None or figure == share:
            shown = self.missing_style if share is None else style
            return f'{shown}"{xml.formula_tail(ratio.share, share)}'
        return f'{style}"{xml.formula_tail(ratio.stated(figure, pair), figure)}'

    def _parts(self, ratio: _Ratio, filing: SubmittedReport | None) -> str:
        """The numerator and denominator of a unit that gave both; empty where it gave one only, or it is spared."""
        code = ratio.column.indicator.code
        marked_not_applicable = filing is not None and filing.figures.get(code) is NA
        pair = None if filing is None else self._pair(ratio.column, filing)
        values = pair or (None, None)
        if ratio.parts is None or marked_not_applicable:
            given = (None, None) if marked_not_applicable else values
            return "".join([self._plain_part(place, v) for place, v in zip(ratio.letters, given, strict=True)])
        return "".join(
            [
                xml.formula_cell(f"{letter}{xml.ANY_ROW}", self.helper, formula, value)
                for letter, formula, value in zip(ratio.letters, ratio.parts, values, strict=True)
            ]
        )

    def _plain_part(self, letter: str, value: Decimal | None) -> str:
        place = f"{letter}{xml.ANY_ROW}"
        return xml.empty_cell(place, self.helper) if value is None else xml.number_cell(place, self.helper, value)

    def _pair(self, column: Column, filing: SubmittedReport) -> Pair | None:
        known = self.layout.consolidation.report.pairs.get(column.indicator.code)
        return None if known is None else known.get(filing.source.agency)


class _Ratio:
    """A ratio's column: its place among the columns, the columns of its parts, their formulas, and its own."""

    def __init__(
        self, place: int, column: Column, letters: tuple[str, str], parts: tuple[str, str] | None, subtotals: Subtotals
    ) -> None:  # fmt: skip
        self.place = place
        self.column = column
        self.letters = letters
        self.parts = parts
        self._top, self._bottom = (f"{letter}{xml.ANY_ROW}" for letter in letters)
        self.share = subtotals.ratio(self._top, self._bottom)

    def stated(self, figure: Decimal, pair: Pair | None) -> str:
        """The formula of a figure that the unit stated itself: it holds while its parts are as they were."""
        value = number_formula(figure)
        if pair is None or not pair[1]:
            return f"IF(N({self._bottom})=0,{value},{self.share})"
        top, bottom = map(number_formula, pair)
        same = f"AND(ROUND(N({self._top})-{top},9)=0,ROUND(N({self._bottom})-{bottom},9)=0)"
        return f"IF({same},{value},{self.share})"
