"""Tables of a PDF's page that are drawn with rules: where each cell stands and how far it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.domain.reading.document import TableCell
from service.readers.document.pdf_lines import Word, text_of

# Rules closer than this are one; a page with more of them is a drawing.
_SAME, _MOST_RULES = 3.0, 3000
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class PageTable:
    """A table's place on its page and its cells."""

    box: Box
    cells: tuple[TableCell, ...]

    def holds(self, word: Word) -> bool:
        """Whether a word stands within the table."""
        left, top, right, bottom = self.box
        return left <= (word.left + word.right) / 2 <= right and top <= word.middle <= bottom


def tables_of(page: Any, words: Sequence[Word]) -> list[PageTable]:
    """The tables of a page from top to bottom; frames around text are none."""
    if not 4 <= len(page.lines) + len(page.rects) + len(page.curves) <= _MOST_RULES:
        return []
    found = []
    for table in page.find_tables():
        boxes = sorted({tuple(map(float, cell)) for cell in table.cells if cell}, key=lambda box: (box[1], box[0]))
        lefts, tops = _edges([box[0] for box in boxes]), _edges([box[1] for box in boxes])
        if len(lefts) < 2 or len(boxes) < 2:
            continue
        cells = tuple(_cell(box, lefts, tops, words) for box in boxes)
        if any(cell.text for cell in cells):
            found.append(PageTable(tuple(map(float, table.bbox)), cells))  # type: ignore[arg-type]
    return sorted(found, key=lambda table: table.box[1])


def _edges(values: list[float]) -> list[float]:
    """Where columns or rows begin."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SAME:
            found.append(value)
    return found


def _cell(box: tuple[float, ...], lefts: list[float], tops: list[float], words: Sequence[Word]) -> TableCell:
    left, top, right, bottom = box
    inside = [
        word for word in words if left <= (word.left + word.right) / 2 < right and top <= word.middle < bottom
    ]  # fmt: skip
    columns = [index for index, edge in enumerate(lefts, 1) if left - _SAME <= edge < right - _SAME]
    rows = [index for index, edge in enumerate(tops, 1) if top - _SAME <= edge < bottom - _SAME]
    return TableCell("\n".join(text_of(inside)), rows[0], columns[0], len(rows), len(columns))


def continued(above: tuple[TableCell, ...], below: tuple[TableCell, ...]) -> tuple[TableCell, ...] | None:
    """Both as one table where the second goes on with the first on the next page; None where it does not.

    The head that is shown again on the next page is left out.
    """
    if _width(above) != _width(below):
        return None
    last = max(cell.row + cell.row_span - 1 for cell in above)
    head = 0
    while _texts(above, head + 1) and _texts(above, head + 1) == _texts(below, head + 1):
        head += 1
    rest = [replace(cell, row=cell.row + last - head) for cell in below if cell.row > head]
    return (*above, *rest)


def _width(cells: tuple[TableCell, ...]) -> int:
    return max(cell.column + cell.column_span - 1 for cell in cells)


def _texts(cells: tuple[TableCell, ...], row: int) -> list[str]:
    return [cell.text for cell in cells if cell.row == row]
