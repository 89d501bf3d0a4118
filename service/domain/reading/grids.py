"""Tables as grids: merged cells filled in, heads told from lines, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from service.domain.reading.document import Block

_FIGURE = re.compile(r"[-+]?\d[\d.,/ \u00a0]{0,30}%?(?:\s?(?:tỷ|triệu|nghìn|ngàn)?\s?(?:đồng|đ))?", re.IGNORECASE)
_ORDINAL = re.compile(r"\(?(?:[IVX]{1,6}|[A-ZĐ]|\d{1,3}(?:\.\d{1,3}){0,4}|[a-zđ]|[-+*])[.)]{0,2}")
_ORDERS = (
    re.compile(r"[A-HK-UYĐ]"), re.compile(r"[IVX]{1,5}"), re.compile(r"\d{1,2}"), re.compile(r"[a-zđ]"),
)  # fmt: skip
_NUMBERING = re.compile(r"\(?\d{1,2}\)?(?:\s?=.{0,40})?")
_EMPTY = frozenset({"", "-", "–", "—", "…", "...", "x", "/", "\\", "n/a", "không áp dụng", "kcs", "chưa có số liệu"})
_NOTHING = frozenset({"không", "không có", "không phát sinh"})
_UNIT_HEADS = ("đơn vị tính", "đvt", "đv tính", "đơn vị")
# Over the only column of words it means the agencies themselves.
_UNIT_OR_AGENCY = "đơn vị"
_ORDINALS = 4  # letters that a line's number has at most
_NOTE_HEADS = ("ghi chú", "nguyên nhân", "giải trình", "lý do", "ghi chu", "chú thích", "thuyết minh")
_ORDINAL_HEADS = ("stt", "tt", "số tt", "số thứ tự", "mã", "mã số", "ký hiệu")
_MOST_HEADS = 6


@dataclass(frozen=True)
class Grid:
    """The cells of a table row by row, every cell of a merged one with its text; `origin` says where a text begins."""

    rows: tuple[tuple[str, ...], ...]
    block: Block

    @cached_property
    def width(self) -> int:
        """How many columns."""
        return max((len(row) for row in self.rows), default=0)

    @cached_property
    def heads(self) -> int:
        """How many lines at the top are heads: up to the first with a figure that is not a column's number."""
        for index, row in enumerate(self.rows[: _MOST_HEADS + 1]):
            if is_numbering(row):
                return index + 1
        for index, row in enumerate(self.rows[: _MOST_HEADS + 1]):
            if any(is_figure(cell) for cell in row[1:]) or (row and _ORDINAL.fullmatch(row[0].strip()) and index):
                return index
        return min(1, len(self.rows))

    @cached_property
    def body(self) -> tuple[int, ...]:
        """The lines below the heads, without those that only number the columns."""
        return tuple(i for i in range(self.heads, len(self.rows)) if not is_numbering(self.rows[i]))

    def head(self, column: int) -> str:
        """What stands above a column, from the top down, each text once."""
        return " ".join(self.levels(column))

    def levels(self, column: int) -> tuple[str, ...]:
        """The texts of a column's head, from the top down, each once."""
        texts = [self.rows[i][column].strip() for i in range(self.heads) if not is_numbering(self.rows[i])]
        return tuple(dict.fromkeys(text for text in texts if text))

    @cached_property
    def label_column(self) -> int:
        """The column with the most letters that are not notes."""

        def letters(column: int) -> int:
            if self._is_note(column) or self._is_unit(column):
                return -1
            return sum(sum(sign.isalpha() for sign in self.rows[i][column]) for i in self.body)

        return max(range(self.width), key=lambda column: (letters(column), -column), default=0)

    @cached_property
    def is_labelled(self) -> bool:
        """Whether the lines have labels: a line of figures under heads that say all has none."""
        return any(sign.isalpha() for i in self.body for sign in self.rows[i][self.label_column])

    @cached_property
    def unit_column(self) -> int | None:
        """The column with what each line counts."""
        return next((column for column in range(self.width) if self._is_unit(column)), None)

    @cached_property
    def ordinal_column(self) -> int | None:
        """The column with the lines' numbers."""
        for column in range(self.label_column):
            cells = [self.rows[i][column].strip() for i in self.body]
            if self.head(column).lower() in _ORDINAL_HEADS or (
                cells and sum(1 for cell in cells if not cell or _ORDINAL.fullmatch(cell)) >= 0.9 * len(cells)
            ):
                return column
        return None

    @cached_property
    def value_columns(self) -> tuple[int, ...]:
        """The columns that hold figures."""
        other = {self.unit_column, self.ordinal_column} | ({self.label_column} if self.is_labelled else set())
        return tuple(
            column
            for column in range(self.width)
            if column not in other
            and not self._is_note(column)
            and any(is_value(self.rows[i][column]) for i in self.body)
        )

    def _is_unit(self, column: int) -> bool:
        head = self.head(column).lower()
        if not head.startswith(_UNIT_HEADS) or any(is_figure(self.rows[i][column]) for i in self.body):
            return False
        return head != _UNIT_OR_AGENCY or any(self._has_words(other) for other in range(self.width) if other != column)

    def _has_words(self, column: int) -> bool:
        return any(not is_value(cell) and len(cell) > _ORDINALS for cell in (self.rows[i][column] for i in self.body))

    def _is_note(self, column: int) -> bool:
        return self.head(column).lower().startswith(_NOTE_HEADS)


def grid_of(block: Block) -> Grid:
    """A table's grid."""
    height = max((cell.row + cell.row_span - 1 for cell in block.cells), default=0)
    width = max((cell.column + cell.column_span - 1 for cell in block.cells), default=0)
    rows = [[""] * width for _ in range(height)]
    for cell in block.cells:
        for row in range(cell.row - 1, min(height, cell.row - 1 + cell.row_span)):
            for column in range(cell.column - 1, min(width, cell.column - 1 + cell.column_span)):
                rows[row][column] = " ".join(cell.text.split())
    return Grid(tuple(tuple(row) for row in rows), block)


def is_figure(text: str) -> bool:
    """Whether a cell holds a number and nothing else."""
    return _FIGURE.fullmatch(text.strip()) is not None


def is_value(text: str) -> bool:
    """Whether a cell holds a figure or says that there is none."""
    return is_figure(text) or text.strip().lower().rstrip(".") in _NOTHING


def is_empty(text: str) -> bool:
    """Whether a cell says nothing; a dash is no figure."""
    return text.strip().lower() in _EMPTY


def is_numbering(row: Sequence[str]) -> bool:
    """Whether a line only numbers the columns: (1) (2) (3), or 1 2 3."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) < 3 or not all(_NUMBERING.fullmatch(cell) or cell in {"A", "B", "C", "(A)", "(B)"} for cell in cells):
        return False
    numbers = [int(found[0]) for cell in cells if (found := re.search(r"\d{1,2}", cell))]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 3


def ordinal_parent(ordinal: str) -> str:
    """The number of the line above in the outline: `13.2` for `13.2.1`, empty where there is none."""
    return ordinal.strip(" .()").rpartition(".")[0]


def ordinal_order(ordinal: str) -> int:
    """How deep a line is by the way its number is written: `A` 0, `II` 1, `3` 2, `b` 3; -1 where it says nothing."""
    return next((order for order, written in enumerate(_ORDERS) if written.fullmatch(ordinal.strip(" .()"))), -1)
