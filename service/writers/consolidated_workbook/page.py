"""A sheet that is laid out row below row, as the cover is, and then streamed like the others.

Only streamed cells hold the values of their formulas, which phones and previews show without computing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook.styles import CellStyle, StyleRegistry

LOWEST = 17.5  # points of a row


@dataclass(frozen=True)
class Live:
    """A formula with the value that it has now; None where it shows nothing."""

    formula: str
    value: Decimal | int | str | None


Content = str | int | Decimal | Live | None
PageCell = tuple[Content, CellStyle]


class Page:
    """The rows so far, each with its height in points."""

    def __init__(self, widths: Sequence[float]) -> None:
        self.widths = widths
        self.heights: list[float] = []
        self.links: list[tuple[str, str]] = []
        self._rows: list[tuple[PageCell | None, ...]] = []
        self._merged: list[str] = []

    @property
    def row(self) -> int:
        """The number of the last row."""
        return len(self._rows)

    @property
    def last_letter(self) -> str:
        """The last column."""
        return xml.LETTERS[len(self.widths)]

    def line(self, cells: Sequence[PageCell | None], height: float = LOWEST) -> None:
        """A row of these cells from the first column on; None leaves a column without a cell."""
        self._rows.append(tuple(cells))
        self.heights.append(height)

    def space(self, rows: int, height: float = LOWEST) -> None:
        """Rows with nothing in them."""
        for _ in range(rows):
            self.line((), height)

    def wide(self, content: Content, style: CellStyle, height: float) -> None:
        """One cell over all columns."""
        self.line([(content, style), *[(None, style)] * (len(self.widths) - 1)], height)
        self.merge(1, len(self.widths))

    def merge(self, first: int, last: int, rows: int = 1) -> None:
        """Make one cell of some columns of the last row, or of the last rows."""
        top = self.row - rows + 1
        self._merged.append(f"{xml.LETTERS[first]}{top}:{xml.LETTERS[last]}{self.row}")

    def link(self, location: str) -> None:
        """Let the first cell of the last row lead to a place in this workbook."""
        self.links.append((f"A{self.row}", location))

    def prepare(self, sheet: Worksheet) -> None:
        """What the frame has to know; a merged range is told by its place alone, since its cells are streamed."""
        for place in self._merged:
            sheet.merged_cells.add(place)

    def stream(self, styles: StyleRegistry) -> Iterator[str]:
        """The rows; all looks are asked for before the first."""
        yield from [
            xml.row(number, [cell(number, at, one, styles) for at, one in enumerate(cells, 1) if one], height)
            for number, (cells, height) in enumerate(zip(self._rows, self.heights, strict=True), 1)
        ]


def cell(row: int, column: int, content_and_look: PageCell, styles: StyleRegistry) -> str:
    """A cell of whatever kind."""
    content, look = content_and_look
    place, style = f"{xml.LETTERS[column]}{row}", styles.id(look)
    if content is None:
        return xml.empty_cell(place, style)
    if isinstance(content, Live):
        return xml.formula_cell(place, style, content.formula, content.value)
    if isinstance(content, str):
        return xml.text_cell(place, style, content)
    return xml.number_cell(place, style, content)
