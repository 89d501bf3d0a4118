"""Tables of a Word file: where each cell stands and how far it reaches, with rows that were deleted left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from service.domain.reading.document import TableCell
from service.readers.document.docx_styles import attribute, child, local, number_of

_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})
# A cell that holds so many paragraphs is a column of a page, not a cell of a table.
_MOST_PARAGRAPHS = 16
_WIDEST = 63


def through(parent: etree._Element) -> Iterator[etree._Element]:
    """The children of an element, and those in what merely wraps them; not a table of contents."""
    for element in parent:
        name = local(element)
        if name in _WRAPPERS:
            if not _is_contents(element):
                yield from through(element)
        elif name == "AlternateContent":
            choice = child(element, "Choice")
            yield from through(choice if choice is not None else element)
        elif name:
            yield element


def _is_contents(element: etree._Element) -> bool:
    gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
    return gallery is not None and attribute(gallery, "val") == "Table of Contents"


@dataclass(frozen=True)
class WordTable:
    """Cells, still without their text, each with the element that holds it; a frame only lays out a page."""

    cells: tuple[tuple[TableCell, etree._Element], ...]
    is_frame: bool

    def contents(self) -> Iterator[etree._Element]:
        """The elements that hold text, in their order."""
        for _, element in self.cells:
            yield element


def read_table(table: etree._Element) -> WordTable:
    """The cells of a table."""
    found: list[tuple[TableCell, etree._Element]] = []
    # The cell that reaches down into the next row, by the column that it begins in.
    open_cells: dict[int, int] = {}
    rows = [row for row in through(table) if local(row) == "tr" and child(row, "trPr", "del") is None]
    for number, row in enumerate(rows, 1):
        column = 1 + min(number_of(row, "trPr", "gridBefore") or 0, _WIDEST)
        for cell in (one for one in through(row) if local(one) == "tc"):
            properties = child(cell, "tcPr")
            span = min(max(number_of(properties, "gridSpan") or 1, 1), _WIDEST)
            if _continues(properties, "hMerge") and found and found[-1][0].row == number:
                found[-1] = (replace(found[-1][0], column_span=found[-1][0].column_span + span), found[-1][1])
            elif _continues(properties, "vMerge") and column in open_cells:
                above, element = found[open_cells[column]]
                found[open_cells[column]] = (replace(above, row_span=number - above.row + 1), element)
            else:
                open_cells[column] = len(found)
                found.append((TableCell("", number, column, column_span=span), cell))
            column += span
    return WordTable(tuple(found), _is_frame(found))


def _continues(properties: etree._Element | None, name: str) -> bool:
    """Whether a cell is the rest of a merged one."""
    merged = child(properties, name)
    return merged is not None and attribute(merged, "val") in {None, "continue"}


def _is_frame(cells: list[tuple[TableCell, etree._Element]]) -> bool:
    """Whether a table has one column only, or cells as long as pages."""
    if all(cell.column == 1 for cell, _ in cells):
        return True
    return any(sum(local(inner) == "p" for inner in element) > _MOST_PARAGRAPHS for _, element in cells)
