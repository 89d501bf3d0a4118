"""Tables found by what stands above their columns, wherever they were moved to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.domain.notation.numbers import shorten
from service.readers.excel.workbook import CellValue, WorkbookReader

# Heads are looked for where a table can begin; a form's own tables begin in row 7 or below its figures.
_HEADS_WITHIN = 400

Grid = Mapping[tuple[int, int], CellValue]


@dataclass(frozen=True)
class SheetTable:
    """A table of a sheet: the row of its heads, and the column of each head that was found."""

    sheet: str
    head: int
    columns: Mapping[str, int]


def find_tables(book: WorkbookReader, sheet: str, heads: Iterable[str], needed: Iterable[str]) -> list[SheetTable]:
    """The tables of a sheet that have the needed heads in one row, from above; other heads where they are there.

    A head that stands twice in its row is no witness and left out.
    """
    wanted = {_plain(head): head for head in heads}
    rows: dict[int, dict[str, list[int]]] = {}
    for (row, column), cell in book.grid(sheet).items():
        if row <= _HEADS_WITHIN and isinstance(cell.value, str) and (head := wanted.get(_plain(cell.value))):
            rows.setdefault(row, {}).setdefault(head, []).append(column)
    found = []
    for row in sorted(rows):
        columns = {head: places[0] for head, places in rows[row].items() if len(places) == 1}
        if columns.keys() >= set(needed):
            found.append(SheetTable(sheet, row, columns))
    return found


def code_of(cell: CellValue) -> str:
    """The number or code that a cell shows, as it is compared."""
    return "" if cell.value is None else _plain(str(cell.value))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", shorten(text, 100)).casefold().split())
