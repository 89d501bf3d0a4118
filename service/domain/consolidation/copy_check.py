"""Whether a copy of a workbook says what the workbook says, cell by cell in rows that belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import partial
from itertools import islice

from service.domain.consolidation.formulas import Moves, moved, relative
from service.domain.consolidation.sheet_filters import FilteredSheet
from service.domain.errors import Message, message
from service.domain.notation.numbers import format_vietnamese

Value = Decimal | str
# A spreadsheet keeps some fifteen digits, so that a number saved again may differ behind them.
CLOSE = Decimal("1E-9")
SHOWN = 200
LONGEST = 80


class CellChangeKind(StrEnum):
    """What was done to a place."""

    VALUE = "value"
    AS_TEXT = "number_made_text"
    ADDED = "added"
    REMOVED = "removed"
    FIXED = "formula_made_constant"
    COMPUTED = "constant_made_formula"
    FORMULA = "formula"
    RESULT = "result"
    FORMAT = "format"
    UNSEEN = "unseen"
    ROW_REMOVED = "row_removed"
    ROW_ADDED = "row_added"
    COLUMN_REMOVED = "column_removed"
    COLUMN_ADDED = "column_added"
    FEATURE = "feature"


@dataclass(frozen=True, slots=True)
class CellContent:
    """What a cell holds: what it shows, its normal formula, its number format, and whether it can be seen."""

    value: Value
    formula: str = ""
    shape: str = ""
    is_seen: bool = True


EMPTY = CellContent("")
Row = tuple[int, Mapping[str, CellContent]]

_WORDS: Mapping[CellChangeKind, Message] = {
    CellChangeKind.VALUE: message("«{stored}» bị sửa thành «{found}»"),
    CellChangeKind.AS_TEXT: message("số «{stored}» bị đổi thành chữ «{found}»: không còn được tính"),
    CellChangeKind.ADDED: message("thêm «{found}» vào ô trống"),
    CellChangeKind.REMOVED: message("«{stored}» bị xóa"),
    CellChangeKind.FIXED: message("công thức «{stored}» bị thay bằng giá trị «{found}»"),
    CellChangeKind.COMPUTED: message("giá trị «{stored}» bị thay bằng công thức «{found}»"),
    CellChangeKind.FORMULA: message("công thức «{stored}» bị sửa thành «{found}»"),
    CellChangeKind.RESULT: message("kết quả công thức «{stored}» thành «{found}»"),
    CellChangeKind.FORMAT: message("dạng hiện số «{stored}» bị đổi thành «{found}»: ô không còn hiện đúng số đang lưu"),
    CellChangeKind.UNSEEN: message("«{stored}» bị làm cho không nhìn thấy (màu chữ trùng màu nền)"),
    CellChangeKind.ROW_REMOVED: message("một dòng bị xóa: {stored}"),
    CellChangeKind.ROW_ADDED: message("một dòng được thêm: {found}"),
    CellChangeKind.COLUMN_REMOVED: message("một cột bị xóa: {stored}"),
    CellChangeKind.COLUMN_ADDED: message("một cột được thêm: {found}"),
}


_IN_ROW = message("{said}, ở dòng «{row}»")
_WAS_AT = message("{said} (trong bản gốc: {place})")


@dataclass(frozen=True)
class CellChange:
    """A place that differs, with what was there and what is; `words` say it where it is neither cell nor row.

    `cell` is the place in the copy, empty for what is gone; `stored_cell` that in the original, empty where it is the
    same; `row` what the row is called, such as a unit.
    """

    sheet: str
    cell: str
    kind: CellChangeKind
    stored: Value
    found: Value
    words: Message | None = None
    stored_cell: str = ""
    row: str = ""

    @property
    def said(self) -> Message:
        """What was done, in words, to whose figure, and where that is in the original."""
        said = self._said_of_kind if self.words is None else self.words
        if self.row and self.row not in {self.stored, self.found}:
            said = Message(_IN_ROW.text, {"said": said, "row": _shown(self.row)})
        return Message(_WAS_AT.text, {"said": said, "place": self.stored_cell}) if self.stored_cell else said

    @property
    def _said_of_kind(self) -> Message:
        stored, found = _shown(self.stored), _shown(self.found)
        if self.kind is CellChangeKind.FORMULA:
            stored, found = _apart(str(self.stored), str(self.found))
        return Message(_WORDS[self.kind].text, {"stored": stored, "found": found})


@dataclass(frozen=True)
class Differences:
    """How a copy differs: the first changes and how many in all; sheets missing, new, renamed, only sorted, filtered.

    `following` is how many results of formulas differ because of the changes: `count` leaves them out, `cells` tells
    them last.
    """

    cells: tuple[CellChange, ...]
    count: int
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    sorted: tuple[str, ...] = ()
    filtered: tuple[FilteredSheet, ...] = ()
    following: int = 0

    @property
    def is_same(self) -> bool:
        """Whether nothing that it says differs; rows in another order, or hidden by a filter, say the same."""
        return not (self.count or self.missing or self.added or self.renamed)


UNCHANGED = Differences((), 0)


@dataclass(frozen=True)
class Places:
    """Where the rows and columns of a sheet are in a copy; those without an entry are where they were."""

    rows: Mapping[int, int | None]
    columns: Mapping[str, str | None]
    is_sorted: bool = False

    def of(self, column: str, row: int) -> tuple[str, int] | None:
        """The place of a cell, None where its row or column is gone."""
        there = (self.columns.get(column, column), row if self.is_sorted else self.rows.get(row, row))
        return None if there[0] is None or there[1] is None else (there[0], there[1])


def are_alike(stored: Iterable[Row], found: Iterable[Row]) -> bool:
    """Whether two sheets are the same, row by row; looked at before anything is kept in memory."""
    left, right = iter(stored), iter(found)
    while True:
        one, other = next(left, None), next(right, None)
        if one is None or other is None:
            return one is other
        if one[0] != other[0] or one[1].keys() != other[1].keys():
            return False
        if any(change_of(cell, other[1][column]) for column, cell in one[1].items()):
            return False


def differing_cells(sheet: str, pairs: Sequence[tuple[Row, Row]], moves: Moves) -> Iterator[CellChange]:
    """The cells that differ in rows that belong together; the copy's columns have the names that they had."""
    for (number, before), (there, after) in pairs:
        same = partial(_is_moved, number, there, moves)
        for column in sorted(before.keys() | after.keys(), key=lambda name: (len(name), name)):
            one, other = before.get(column, EMPTY), after.get(column, EMPTY)
            kind = change_of(one, other, same)
            if kind is not None:
                was, now = f"{column}{number}", f"{_column_of(column, number, moves)}{there}"
                told = _told(kind, one, other)
                yield CellChange(sheet, now, kind, *told, stored_cell=was if was != now else "", row=name_of(before))


def change_of(
    one: CellContent, other: CellContent, same: Callable[[str, str], bool] = str.__eq__
) -> CellChangeKind | None:
    """What was done to a cell, None where nothing was; `same` compares formulas that are not the same text."""
    if one.formula and other.formula:
        if one.formula != other.formula and not same(one.formula, other.formula):
            return CellChangeKind.FORMULA
        if other.value != "" and not _same(one.value, other.value):
            return CellChangeKind.RESULT
    elif one.formula:
        return CellChangeKind.FIXED if other.value != "" else CellChangeKind.REMOVED
    elif other.formula:
        return CellChangeKind.COMPUTED if one.value != "" else CellChangeKind.ADDED
    elif not _same(one.value, other.value):
        return _edited(one.value, other.value)
    if one.is_seen and not other.is_seen:
        return CellChangeKind.UNSEEN
    return CellChangeKind.FORMAT if one.shape != other.shape else None


def summed_up(
    changes: Iterable[CellChange],
    missing: tuple[str, ...] = (),
    added: tuple[str, ...] = (),
    renamed: tuple[tuple[str, str], ...] = (),
    in_order: tuple[str, ...] = (),
    filtered: tuple[FilteredSheet, ...] = (),
) -> Differences:
    """The differences of all sheets; results that follow from something else are told last and not counted."""
    every = list(changes)
    causes = [change for change in every if change.kind is not CellChangeKind.RESULT]
    results = [change for change in every if change.kind is CellChangeKind.RESULT]
    are_following = bool(causes or missing or added or renamed)
    return Differences(
        tuple(islice([*causes, *results], SHOWN)),
        len(causes) if are_following else len(results),
        missing,
        added,
        renamed,
        in_order,
        filtered,
        len(results) if are_following else 0,
    )


def name_of(cells: Mapping[str, CellContent]) -> str:
    """What a row is called: its first text of several words, such as a unit's name, or its first text."""
    texts = [cell.value for cell in cells.values() if isinstance(cell.value, str) and cell.value.strip()]
    return next((text for text in texts if " " in text), texts[0] if texts else "")


def _column_of(column: str, row: int, moves: Moves) -> str:
    """Where a column of the sheet is in the copy."""
    place = moves("", column, row)
    return column if place is None else place[0]


def _edited(stored: Value, found: Value) -> CellChangeKind:
    if stored == "" or found == "":
        return CellChangeKind.ADDED if stored == "" else CellChangeKind.REMOVED
    if isinstance(stored, Decimal) and isinstance(found, str) and found.strip() in {str(stored), _shown(stored)}:
        return CellChangeKind.AS_TEXT
    return CellChangeKind.VALUE


def _is_moved(row: int, there: int, moves: Moves, stored: str, found: str) -> bool:
    """Whether a formula is the same one after its row went elsewhere, or those that it speaks of."""
    return relative(stored, row) == relative(found, there) or moved(stored, moves) == found


def _told(kind: CellChangeKind, one: CellContent, other: CellContent) -> tuple[Value, Value]:
    match kind:
        case CellChangeKind.FIXED | CellChangeKind.FORMULA:
            return f"={one.formula}", f"={other.formula}" if other.formula else other.value
        case CellChangeKind.COMPUTED:
            return one.value, f"={other.formula}"
        case CellChangeKind.ADDED:
            return "", f"={other.formula}" if other.formula else other.value
        case CellChangeKind.REMOVED:
            return f"={one.formula}" if one.formula else one.value, ""
        case CellChangeKind.FORMAT:
            return one.shape.replace("'", ""), other.shape.replace("'", "")
        case _:
            return one.value, other.value


def _shown(value: Value) -> str:
    text = format_vietnamese(value) if isinstance(value, Decimal) else value
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _apart(stored: str, found: str) -> tuple[str, str]:
    """Two long formulas from shortly before where they part."""
    same = next((at for at, (one, other) in enumerate(zip(stored, found, strict=False)) if one != other), 0)
    begin = max(0, same - LONGEST // 4)
    if max(len(stored), len(found)) <= LONGEST or not begin:
        return _shown(stored), _shown(found)
    return f"…{_shown(stored[begin:])}", f"…{_shown(found[begin:])}"


def _same(stored: Value, found: Value) -> bool:
    if isinstance(stored, Decimal) and isinstance(found, Decimal):
        return abs(stored - found) <= CLOSE * max(Decimal(1), abs(stored))
    return stored == found
