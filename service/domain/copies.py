"""Whether a copy of a workbook says what the workbook says, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

Value = Decimal | str
# A spreadsheet keeps some fifteen digits, so that a number saved again may differ behind them.
CLOSE = Decimal("1E-9")
SHOWN = 200


@dataclass(frozen=True)
class CellChange:
    """A cell that differs; an empty text where there is none."""

    sheet: str
    cell: str
    stored: Value
    found: Value
    is_fixed: bool = False


@dataclass(frozen=True)
class Differences:
    """How a copy differs: the first cells, how many in all, and sheets that are missing or new."""

    cells: tuple[CellChange, ...]
    count: int
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing that it says differs."""
        return not (self.count or self.missing or self.added)


UNCHANGED = Differences((), 0, (), ())
Row = tuple[int, Mapping[str, tuple[Value, bool]]]


def differing_cells(sheet: str, stored: Iterable[Row], found: Iterable[Row]) -> Iterator[CellChange]:
    """The cells of a sheet that differ, row by row; each cell is what it shows and whether that is computed."""
    left, right = iter(stored), iter(found)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        number = min(row[0] for row in (one, other) if row is not None)
        before = one[1] if one is not None and one[0] == number else {}
        after = other[1] if other is not None and other[0] == number else {}
        yield from _cells(sheet, number, before, after)
        if one is not None and one[0] == number:
            one = next(left, None)
        if other is not None and other[0] == number:
            other = next(right, None)


def summed_up(changes: Iterator[CellChange], missing: tuple[str, ...], added: tuple[str, ...]) -> Differences:
    """The differences of all sheets."""
    shown = tuple(islice(changes, SHOWN))
    return Differences(shown, len(shown) + sum(1 for _ in changes), missing, added)


def _cells(
    sheet: str, number: int, before: Mapping[str, tuple[Value, bool]], after: Mapping[str, tuple[Value, bool]]
) -> Iterator[CellChange]:
    for column in sorted(before.keys() | after.keys(), key=lambda letters: (len(letters), letters)):
        stored, was_computed = before.get(column, ("", False))
        found, is_computed = after.get(column, ("", False))
        is_fixed = was_computed and not is_computed and column in after
        if was_computed and is_computed and found == "":
            continue  # saved by a program that does not compute
        if is_fixed or not _same(stored, found):
            yield CellChange(sheet, f"{column}{number}", stored, found, is_fixed)


def _same(stored: Value, found: Value) -> bool:
    if isinstance(stored, Decimal) and isinstance(found, Decimal):
        return abs(stored - found) <= CLOSE * max(Decimal(1), abs(stored))
    return stored == found
