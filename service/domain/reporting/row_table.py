"""Tables with rows beside the figures of a report, such as applications by field: their columns, cells and sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from service.domain.bilingual import Bilingual
from service.domain.errors import Level, Message, message
from service.domain.notation.numbers import format_vietnamese
from service.domain.notation.text import without_diacritics
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.expression import Node, operands

# A count is a number, a day its ISO form, everything else the text itself; what was not given has no entry.
Cell = str | Decimal
Row = Mapping[str, Cell]
Tables = Mapping[str, tuple[Row, ...]]
# How a line is called that adds up the others; where a table has such a line, it is no row of its own.
_TOTALS = frozenset({"tong", "tong so", "tong cong", "cong", "total"})


class ColumnKind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    COUNT = "count"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True)
class RowColumn:
    """A column; one with `parts` is the sum of these columns in its row, and is not written by anybody."""

    code: str
    title: Bilingual
    kind: ColumnKind
    required: bool
    unit: Bilingual
    choices: tuple[Bilingual, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def is_count(self) -> bool:
        """Whether it holds numbers that are added up."""
        return self.kind is ColumnKind.COUNT

    def called(self, cell: Cell | None) -> str:
        """A cell as it is shown; one of the known choices has its English with it."""
        if isinstance(cell, Decimal):
            return format_vietnamese(cell)
        if self.kind is ColumnKind.DATE and cell:
            return f"{date.fromisoformat(cell):%d/%m/%Y}"
        return next((known for known in self.choices if known == cell), cell or "")


@dataclass(frozen=True)
class TableSum:
    """What the sum of a column has to equal, as an expression of indicators; `id` is said where it does not."""

    id: str
    level: Level
    column: str
    expression: str
    equals: Node
    requirement: Bilingual

    @property
    def indicators(self) -> tuple[str, ...]:
        """The codes of the indicators that the sum is held against."""
        return tuple(dict.fromkeys(operand.code for operand in operands(self.equals)))


@dataclass(frozen=True)
class RowTable:
    """A table of a report; where it has a `key`, its rows are added up over units by what stands in that column."""

    code: str
    title: Bilingual
    section: str
    applies_to: frozenset[AgencyKind]
    required: bool
    key: str
    totals: bool
    max_rows: int
    columns: tuple[RowColumn, ...]
    sums: tuple[TableSum, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[str, RowColumn]:
        """Columns by code."""
        return {column.code: column for column in self.columns}

    @cached_property
    def typed(self) -> tuple[RowColumn, ...]:
        """The columns that people write, in order."""
        return tuple(column for column in self.columns if not column.parts)

    @cached_property
    def counts(self) -> tuple[RowColumn, ...]:
        """The columns of numbers, which are added up, in order."""
        return tuple(column for column in self.columns if column.is_count)

    def cell(self, row: Row, column: RowColumn) -> Cell | None:
        """What stands in a row's column; a sum follows from those of its parts that are there."""
        if not column.parts:
            return row.get(column.code)
        return _sum(self.cell(row, self.by_code[part]) for part in column.parts)

    def cells(self, row: Row) -> tuple[tuple[RowColumn, Cell | None], ...]:
        """A row in full, column by column."""
        return tuple((column, self.cell(row, column)) for column in self.columns)

    def total(self, rows: Iterable[Row], column: RowColumn) -> Decimal | None:
        """The sum of a column; None where no row has a number."""
        return _sum(self.cell(row, column) for row in rows)

    def total_row(self, rows: tuple[Row, ...]) -> Row:
        """The line below the rows: every column of numbers added up."""
        sums = {column.code: self.total(rows, column) for column in self.counts}
        return {code: number for code, number in sums.items() if number is not None}

    def too_many(self, count: int) -> Message | None:
        """What is said of so many rows where they are too many."""
        if count <= self.max_rows:
            return None
        return message(
            "Bảng «{table}» có {count} dòng: tối đa {limit}.", table=self.title,
            count=format_vietnamese(Decimal(count)), limit=format_vietnamese(Decimal(self.max_rows)),
        )  # fmt: skip

    def is_total(self, first: str) -> bool:
        """Whether a row that begins with this text is the line that adds up the others."""
        return self.totals and " ".join(without_diacritics(first).lower().split()) in _TOTALS


def _sum(cells: Iterable[Cell | None]) -> Decimal | None:
    numbers = [cell for cell in cells if isinstance(cell, Decimal)]
    return sum(numbers, Decimal(0)) if numbers else None


def same_key(text: str) -> str:
    """A text of a key column as two units have it in common, however they write it."""
    return " ".join(text.split()).casefold()
