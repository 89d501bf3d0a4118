"""The units by the size of a figure, as formulas, so that a corrected figure goes to its new place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from service.domain.consolidation.baseline import is_share
from service.domain.notation.numbers import round_half_up
from service.domain.reporting.report import Figure
from service.domain.reporting.template import RATIO_DECIMALS
from service.writers.consolidated_workbook.layout import TOTAL_ROW, Column, Layout
from service.writers.consolidated_workbook.page import Live
from service.writers.excel_style import quoted

LONGEST = 60  # letters of a name beside a bar
MOST = 24  # bars that can be read beside each other
NAME, VALUE, DISTANCE, PLACE = "B", "F", "G", "H"  # columns of «Số liệu biểu đồ»


class Ranking:
    """The units' figures of an indicator from the highest to the lowest, those with equal ones in table order.

    Each line's formula takes the next figure by its size, finds the unit's row by it, and from there the unit's name.
    `whole` is the row of the whole, above the first of the lines.
    """

    def __init__(self, layout: Layout, column: Column, whole: int) -> None:
        self.layout = layout
        self.column = column
        self.whole = whole
        self._figures, self._names = (layout.range(column.sheet, letter) for letter in (column.letter, "B"))
        report, code = layout.consolidation.report, column.indicator.code
        self.is_share = is_share(column.indicator)
        self.total: Figure | None = report.figure(code)
        found = {agency: report.figure_of(agency, code) for agency in layout.unit_rows}
        every = [(agency, figure) for agency, figure in found.items() if isinstance(figure, Decimal)]
        every.sort(key=lambda pair: -pair[1])  # equal ones stay in table order
        self.is_part = len(every) > MOST
        shown = [figure for _, figure in every[-MOST:]]
        equal: dict[Decimal, list[str]] = {}
        for agency, figure in every:
            equal.setdefault(figure, []).append(agency)
        self.units = [(equal[figure].pop(0), figure) for figure in shown]

    def lines(self) -> Iterator[tuple[Live, tuple[Live, ...]]]:
        """Name and figure; of a share the name says it, and by how many points it is above or below the whole."""
        for at, (agency, figure) in enumerate(self.units):
            row = self.whole + 1 + at
            which = f"COUNT({self._figures})-{len(self.units) - at - 1}" if self.is_part else str(at + 1)
            value = Live(f'IFERROR(LARGE({self._figures},{which}),"")', figure)
            yield self._name(row, agency, figure), (value, self._distance(row, figure)) if self.is_share else (value,)

    def whole_value(self) -> Live:
        """The whole's own figure."""
        cell = f"{quoted(self.column.sheet)}!{self.column.letter}{TOTAL_ROW}"
        total = self.total if isinstance(self.total, Decimal) else None
        return Live(f'IF(ISNUMBER({cell}),{cell},"")', total)

    def places(self) -> Iterator[Live]:
        """Each line's unit by its place among the rows: of equal figures the next one below."""
        begin = self.layout.span[0]
        count = self.layout.span[1] - begin + 1
        for at, (agency, _) in enumerate(self.units):
            row = self.whole + 1 + at
            value = f"{VALUE}{row}"
            formula = f"MATCH({value},{self._figures},0)"
            if at:
                above, place = f"{VALUE}{row - 1}", f"{PLACE}{row - 1}"
                below = f"INDEX({self._figures},{place}+1):INDEX({self._figures},{count})"
                formula = f"IF({value}={above},{place}+MATCH({value},{below},0),{formula})"
            yield Live(f'IFERROR({formula},"")', self.layout.unit_rows[agency] - begin + 1)

    def _name(self, row: int, agency: str, figure: Decimal) -> Live:
        name = self.layout.marked_names[agency][:LONGEST]
        formula = f"LEFT(INDEX({self._names},{PLACE}{row}),{LONGEST})"
        if self.is_share:
            # The same sign on every PC, whatever its language.
            shown = f'SUBSTITUTE(FIXED({VALUE}{row},{RATIO_DECIMALS},TRUE),".",",")'
            formula, name = f'{formula}&": "&{shown}&"%"', f"{name}: {share_text(figure)}"
        return Live(f'IFERROR({formula},"")', name)

    def _distance(self, row: int, figure: Decimal) -> Live:
        """By how many points it is above the whole."""
        one, whole = f"{VALUE}{row}", f"${VALUE}${self.whole}"
        formula = f'IF(AND(ISNUMBER({one}),ISNUMBER({whole})),ROUND({one}-{whole},{RATIO_DECIMALS}),"")'
        return Live(
            formula, round_half_up(figure - self.total, RATIO_DECIMALS) if isinstance(self.total, Decimal) else None
        )


def share_text(figure: Decimal) -> str:
    """A percentage as a formula writes it, without signs between thousands."""
    return f"{round_half_up(figure, RATIO_DECIMALS):f}%".replace(".", ",")
