"""The tables of an export: where their heads stand, and what is above each column from the outer head to its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.domain.notation.fingerprint import sha256_of
from service.domain.reading.exported import ExportSheet
from service.domain.reporting.export_guide import ExportGuide, plain_words

BETWEEN = " › "  # parts heads as they are shown
_MOST_HEADS = 6
_LEAST_NUMBERS = 2
_LEAST_COUNTED = 3  # cells of a row that numbers its columns


@dataclass(frozen=True)
class ExportColumn:
    """A column with the heads above it, the outer one first."""

    number: int
    heads: tuple[str, ...]

    @property
    def path(self) -> str:
        """The heads as they are shown."""
        return BETWEEN.join(self.heads)

    @property
    def words(self) -> tuple[str, ...]:
        """The heads as those of files are compared: alike however they are spelt."""
        return plain_words(self.path)


@dataclass(frozen=True)
class ExportTable:
    """A table of a sheet: its rows of heads, its columns, and the rows below the heads, all first and last."""

    sheet: ExportSheet
    heads: tuple[int, int]
    columns: tuple[ExportColumn, ...]
    rows: tuple[int, int]

    @cached_property
    def layout(self) -> str:
        """What tells such tables from others: their heads, in whatever order."""
        return sha256_of("\n".join(sorted(" ".join(column.words) for column in self.columns)).encode())

    @cached_property
    def figures(self) -> frozenset[int]:
        """The columns in which there are numbers."""
        first, last = self.rows
        cells = self.sheet.cells
        return frozenset(at[1] for at, cell in cells.items() if first <= at[0] <= last and cell.number is not None)


def find_tables(sheet: ExportSheet, guide: ExportGuide) -> list[ExportTable]:
    """The tables of a sheet from above; a head that is printed again on each page begins no new one."""
    found: list[ExportTable] = []
    numbered = [row for row in sheet.rows if _holds_figures(sheet, row)]
    after = 0
    for row in numbered:
        if row <= after:
            continue
        leaf = _leaf(sheet, row, after)
        if leaf is None:
            continue
        top = _top(sheet, leaf, after, guide)
        columns = tuple(_columns(sheet, top, leaf))
        last = _last(sheet, columns, row, leaf)
        found.append(ExportTable(sheet, (top, leaf), columns, (leaf + 1, last)))
        after = last
    return found


def counts_columns(sheet: ExportSheet, row: int) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 or (1), (2), (3)=(4)+(5), perhaps A and B before them."""
    said = [sheet.cells[row, column] for column in sheet.rows.get(row, ())]
    counted = [int(digits) for cell in said if (digits := _number_of(cell.text))]
    others = [cell.text for cell in said if not _number_of(cell.text)]
    is_run = bool(counted) and counted == list(range(counted[0], counted[0] + len(counted)))
    return (
        len(said) >= _LEAST_COUNTED and is_run and counted[0] <= len(said)
        and all(len(text) == 1 and text.isalpha() for text in others)
    )  # fmt: skip


def repeats_heads(sheet: ExportSheet, row: int, columns: Sequence[ExportColumn]) -> bool:
    """Whether a row says nothing but heads of its columns once more."""
    heads = {column.number: {plain_words(head) for head in column.heads} for column in columns}
    said = sheet.texts(row)
    filled = len(sheet.rows.get(row, ()))
    return len(said) > 1 and len(said) == filled and all(
        plain_words(text) in heads.get(column, set()) for column, text in said.items()
    )  # fmt: skip


def _number_of(text: str) -> str:
    """The digits of a column's number: «3» of «(3)=(4)+(5)»; empty for anything else."""
    begun = text.strip().partition("=")[0].strip().strip("()[] ")
    return begun if begun.isdecimal() and len(begun) <= 2 else ""


def _holds_figures(sheet: ExportSheet, row: int) -> bool:
    numbers = sum(sheet.cells[row, column].number is not None for column in sheet.rows[row])
    return numbers >= _LEAST_NUMBERS and not counts_columns(sheet, row)


def _leaf(sheet: ExportSheet, first: int, after: int) -> int | None:
    """The row of heads next above the first row of figures; None where nothing there can be one."""
    row = first - 1
    while row > after and (not sheet.rows.get(row) or counts_columns(sheet, row)):
        row -= 1
    return row if row > after and len(_heads_in(sheet, row)) > 1 else None


def _top(sheet: ExportSheet, leaf: int, after: int, guide: ExportGuide) -> int:
    """The first row of heads: those above the leaf in which a known head stands."""
    row = leaf
    while row - 1 > after and leaf - row + 1 < _MOST_HEADS:
        said = _heads_in(sheet, row - 1)
        if len(said) < 2 or not any(guide.is_head(text) for text in said):
            break
        row -= 1
    return row


def _heads_in(sheet: ExportSheet, row: int) -> set[str]:
    """The different texts of a row, those of merged cells too; none where numbers stand among them."""
    if any(sheet.number(row, column) is not None for column in sheet.rows.get(row, ())):
        return set()
    return {text for column in range(1, sheet.width + 1) if (text := sheet.text(row, column))}


def _columns(sheet: ExportSheet, top: int, leaf: int) -> Iterator[ExportColumn]:
    """The columns with a head; a head of several columns may be merged, or stand in the first of them alone."""
    above: dict[int, str] = {}
    for column in range(1, sheet.width + 1):
        heads: list[str] = []
        for row in range(top, leaf + 1):
            text = sheet.text(row, column)
            is_below = any(sheet.text(under, column) for under in range(row + 1, leaf + 1))
            if text:
                # What is new here ends the groups below it too.
                above = {known: said for known, said in above.items() if known < row}
                if _is_group(sheet, row, leaf, column) and not sheet.is_wide(row, column):
                    above[row] = text
            elif is_below:
                text = above.get(row, "")
            if text and (not heads or heads[-1] != text):
                heads.append(text)
        if heads:
            yield ExportColumn(column, tuple(heads))


def _is_group(sheet: ExportSheet, row: int, leaf: int, column: int) -> bool:
    """Whether another head stands below this one in its column, so that columns beside it may be below it too."""
    own = sheet.text(row, column)
    return any(sheet.text(under, column) not in {"", own} for under in range(row + 1, leaf + 1))


def _last(sheet: ExportSheet, columns: Sequence[ExportColumn], first: int, leaf: int) -> int:
    """The last row before other heads, or of the sheet."""
    last = max(sheet.rows)
    figures = {column for row in sheet.rows if row >= first for column in sheet.rows[row]
               if sheet.cells[row, column].number is not None}  # fmt: skip
    for row in sorted(row for row in sheet.rows if row > first):
        words = [text for column, text in sheet.texts(row).items() if column in figures]
        has_numbers = any(sheet.number(row, column) is not None for column in sheet.rows[row])
        is_other = len(set(words)) > 1 and not has_numbers and not counts_columns(sheet, row)
        if is_other and not repeats_heads(sheet, row, columns):
            return row - 1
    return max(last, leaf + 1)


def is_numbering(column: ExportColumn, guide: ExportGuide) -> bool:
    """Whether a column holds the running numbers of rows."""
    return guide.says(guide.numbering, column.heads[-1])
