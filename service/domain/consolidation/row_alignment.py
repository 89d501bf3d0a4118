"""Finding a sheet's rows and columns again in a copy: sorted, deleted, inserted, or with a cell changed."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from service.domain.consolidation.copy_check import CellContent, Places, Row

HEAD_ROWS = 7  # in which a column says what it is
_DIGITS = 9
Key = tuple[object, ...]


@dataclass(frozen=True)
class Alignment:
    """Rows that belong together, those that are gone or new, and where everything is."""

    pairs: tuple[tuple[Row, Row], ...]
    removed: tuple[Row, ...]
    added: tuple[Row, ...]
    places: Places
    columns_removed: tuple[str, ...]
    columns_added: tuple[str, ...]

    @property
    def is_moved(self) -> bool:
        """Whether any row or column stands elsewhere than it stood."""
        return self.places.is_sorted or bool(self.removed or self.added or self.columns_removed or self.columns_added)


def align(stored: Sequence[Row], found: Sequence[Row]) -> Alignment:
    """How the rows of a copy belong to those of the original."""
    columns = _columns(stored, found)
    letters = {there: column for column, there in columns.items() if there is not None and there != column}
    gone = frozenset(column for column, there in columns.items() if there is None)
    new = tuple(letter for letter in _letters(found) if letter not in columns.values() and columns)
    if not columns:
        letters, gone, new = {}, frozenset(), ()
    cut = [(number, {c: cell for c, cell in row.items() if c not in gone}) for number, row in stored]
    named = [(number, {letters.get(c, c): cell for c, cell in row.items() if c not in new}) for number, row in found]
    there = _pair(cut, named)
    order = [at for at in there if at is not None]
    is_sorted = order != sorted(order)
    rows = {stored[i][0]: None if at is None else found[at][0] for i, at in enumerate(there)}
    taken = frozenset(order)
    return Alignment(
        tuple((cut[i], named[at]) for i, at in enumerate(there) if at is not None),
        tuple(stored[i] for i, at in enumerate(there) if at is None),
        tuple(row for at, row in enumerate(found) if at not in taken),
        Places(_filled(rows), columns, is_sorted),
        tuple(sorted(gone)),
        new,
    )


def _filled(rows: Mapping[int, int | None]) -> Mapping[int, int | None]:
    """The same with rows that hold nothing: they stand as far from the row before as they did."""
    found: dict[int, int | None] = {}
    shift = 0
    for row in range(1, max(rows, default=0) + 1):
        if row in rows:
            there = rows[row]
            shift = shift - 1 if there is None else there - row
            found[row] = there
        else:
            found[row] = row + shift
    return found


def _columns(stored: Sequence[Row], found: Sequence[Row]) -> dict[str, str | None]:
    """Where each column is, by its head; empty where none was deleted or inserted."""
    before, after = _heads(stored), _heads(found)
    if len(before) == len(after) or not before or not after:
        return {}
    places: dict[str, str | None] = dict.fromkeys(before)
    names, others = list(before), list(after)
    matcher = SequenceMatcher(None, list(before.values()), list(after.values()), autojunk=False)
    for _, first, last, start, _ in (op for op in matcher.get_opcodes() if op[0] in {"equal", "replace"}):
        for offset in range(last - first):
            if start + offset < len(others):
                places[names[first + offset]] = others[start + offset]
    return places


def _heads(rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = dict.fromkeys(_letters(rows), ())
    for number, cells in rows:
        for letter, cell in cells.items():
            if number <= HEAD_ROWS and isinstance(cell.value, str):
                found[letter] = (*found[letter], cell.value)
    return found


def _letters(rows: Sequence[Row]) -> list[str]:
    return sorted({letter for _, cells in rows for letter in cells}, key=lambda name: (len(name), name))


def _pair(stored: Sequence[Row], found: Sequence[Row]) -> list[int | None]:
    """For each row the place of the same one in the copy: by its cells, then by its name, then by its neighbours."""
    there: list[int | None] = [None] * len(stored)
    free = set(range(len(found)))
    for key in (_whole, _named):
        waiting: defaultdict[Key, deque[int]] = defaultdict(deque)
        for at in sorted(free):
            waiting[key(found[at])].append(at)
        for i, row in enumerate(stored):
            if there[i] is None and key(row) and waiting[key(row)]:
                there[i] = waiting[key(row)].popleft()
                free.discard(there[i] or 0)
    _beside(stored, found, there, free)
    return there


def _beside(stored: Sequence[Row], found: Sequence[Row], there: list[int | None], free: set[int]) -> None:
    by_number = {found[at][0]: at for at in free}
    for i, (number, cells) in enumerate(stored):
        if there[i] is not None:
            continue
        before = there[i - 1] if i else -1
        behind = there[i + 1] if i + 1 < len(stored) else len(found)
        at = by_number.get(number)
        fits = [before is not None and before + 1, behind is not None and behind - 1, at]
        chosen = next((one for one in fits if one is not None and one is not False and one in free), None)
        if chosen is not None and (cells.keys() & found[chosen][1].keys()):
            there[i] = chosen
            free.discard(chosen)


def _whole(row: Row) -> Key:
    return tuple((column, _rounded(cell)) for column, cell in sorted(row[1].items()))


def _named(row: Row) -> Key:
    """What a row is called: its first texts; the number that it has in the list is left out."""
    cells = [(column, cell) for column, cell in sorted(row[1].items()) if len(column) == 1 and not cell.formula]
    return tuple([(column, cell.value) for column, cell in cells if isinstance(cell.value, str)][:4])


def _rounded(cell: CellContent) -> object:
    if cell.formula:
        return "="
    return f"{cell.value:.{_DIGITS}g}" if isinstance(cell.value, Decimal) else cell.value
