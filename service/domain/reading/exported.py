"""A table that another system exported, as a file gave it: sheets of cells, merged areas, hidden rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from service.domain.errors import Message

At = tuple[int, int]


@dataclass(frozen=True)
class ExportCell:
    """What a cell shows, and the number that it is; `doubt` says why something like a number is none."""

    text: str
    number: Decimal | None = None
    doubt: Message | None = None
    is_share: bool = False


@dataclass(frozen=True)
class Area:
    """Merged cells: the first and last row and column, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class ExportSheet:
    """The filled cells of a sheet by row and column from 1; `title` is empty where the file has no sheets."""

    title: str
    cells: Mapping[At, ExportCell]
    merged: tuple[Area, ...] = ()
    hidden: frozenset[int] = frozenset()

    @cached_property
    def rows(self) -> Mapping[int, Sequence[int]]:
        """The filled columns of each row that has any, from the left."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, []).append(column)
        return found

    @cached_property
    def width(self) -> int:
        """The last filled column."""
        return max((column for _row, column in self.cells), default=0)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell, of merged ones in each of them; empty for nothing."""
        cell = self.cells.get((row, column)) or self._merged_at(row, column)
        return cell.text if cell is not None else ""

    def number(self, row: int, column: int) -> Decimal | None:
        """The number in a cell, None where there is none."""
        cell = self.cells.get((row, column))
        return cell.number if cell is not None else None

    def texts(self, row: int) -> dict[int, str]:
        """The texts of a row that are no numbers, by column."""
        columns = self.rows.get(row, ())
        return {column: cell.text for column in columns if (cell := self.cells[row, column]).number is None}

    def place(self, row: int, column: int) -> str:
        """A cell as people name it: `Sheet1!C7`, `C7`."""
        name = f"{letters(column)}{row}"
        return f"{self.title}!{name}" if self.title else name

    def is_wide(self, row: int, column: int) -> bool:
        """Whether a cell is merged with one beside it."""
        area = self.area(row, column)
        return area is not None and area.left < area.right

    def area(self, row: int, column: int) -> Area | None:
        """The merged cells that a cell is one of."""
        return next((area for area in self._areas_of.get(row, ()) if area.left <= column <= area.right), None)

    def _merged_at(self, row: int, column: int) -> ExportCell | None:
        found = self.area(row, column)
        return None if found is None else self.cells.get((found.top, found.left))

    @cached_property
    def _areas_of(self) -> Mapping[int, Sequence[Area]]:
        by_row: dict[int, list[Area]] = {}
        for area in self.merged:
            for row in range(area.top, area.bottom + 1):
                by_row.setdefault(row, []).append(area)
        return by_row


@dataclass(frozen=True)
class ExportFile:
    """An export by the name of its file, its visible sheets, and what is to be said of the file as a whole."""

    name: str
    sheets: tuple[ExportSheet, ...]
    notices: tuple[Message, ...] = field(default=())


def letters(column: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
