"""A sheet's filter: which rows it hides by what it says, so that a row hidden otherwise is told apart from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from typing import Protocol

from service.domain.errors import Message, message
from service.domain.notation.text import clean

Value = Decimal | str
_DAY_ZERO = date(1899, 12, 30)
_NUMBER = re.compile(r"-?\d[\d.,]*")
_LARGEST = Decimal(10) ** 15
_LAST_DAY = 2_958_465  # 31/12/9999 as spreadsheets count

_FILTERED = message("Trang tính {sheet} đang lọc theo cột {columns}, {count} dòng ẩn.")


class Criterion(Protocol):
    """What one column has to say for a row to be shown."""

    def admits(self, value: Value, column: Sequence[Value]) -> bool | None:
        """Whether a row with this value is shown, `column` being all values; None where that cannot be judged."""


@dataclass(frozen=True)
class Listed:
    """One of the texts that were ticked, an empty cell, or a day: year, month and day, or the first of them."""

    texts: frozenset[str]
    blank: bool = False
    days: frozenset[tuple[int, ...]] = frozenset()

    def admits(self, value: Value, column: Sequence[Value]) -> bool | None:
        """By the text that the cell shows, in capitals or small letters."""
        if _is_blank(value):
            return self.blank
        if isinstance(value, str):
            return _plain(value) in {_plain(text) for text in self.texts}
        if any(_shows(value, text) for text in self.texts) or any(_is_day(value, day) for day in self.days):
            return True
        # A moment, or whatever else is written with several numbers, may be how this one is shown.
        return None if any(len(_NUMBER.findall(text)) > 1 for text in self.texts) else False


@dataclass(frozen=True)
class Compared:
    """One or two conditions: operator as workbooks name it, and the text or number."""

    conditions: tuple[tuple[str, str], ...]
    needs_all: bool = False

    def admits(self, value: Value, column: Sequence[Value]) -> bool | None:
        """By each condition; one that cannot be judged decides nothing."""
        found = [_meets(value, operator, wanted) for operator, wanted in self.conditions]
        decided = not self.needs_all
        if decided in found:
            return decided
        return None if None in found else not decided


@dataclass(frozen=True)
class Extremes:
    """The largest or smallest numbers: so many, or so many of a hundred."""

    count: int
    is_top: bool = True
    is_percent: bool = False

    def admits(self, value: Value, column: Sequence[Value]) -> bool | None:
        """Equals of the last one are shown too."""
        numbers = sorted((item for item in column if isinstance(item, Decimal)), reverse=self.is_top)
        if not isinstance(value, Decimal) or not numbers:
            return False
        count = len(numbers) * self.count // 100 if self.is_percent else self.count
        last = numbers[min(max(count, 1), len(numbers)) - 1]
        return value >= last if self.is_top else value <= last


@dataclass(frozen=True)
class Average:
    """Numbers above or below the column's average."""

    is_above: bool

    def admits(self, value: Value, column: Sequence[Value]) -> bool | None:
        """Of numbers alone."""
        numbers = [item for item in column if isinstance(item, Decimal)]
        if not isinstance(value, Decimal):
            return False
        average = sum(numbers, Decimal(0)) / len(numbers)
        return value > average if self.is_above else value < average


@dataclass(frozen=True)
class NotJudged:
    """By colour, sign or today's date: what was shown then is not known."""

    def admits(self, value: Value, column: Sequence[Value]) -> bool | None:
        """Nobody can say."""
        return None


@dataclass(frozen=True)
class SheetFilter:
    """The rows between `top`, which holds the buttons, and `bottom`, and what each filtered column has to say."""

    top: int
    bottom: int
    criteria: Mapping[str, Criterion]

    def covers(self, row: int) -> bool:
        """Whether the filter may hide it."""
        return self.top < row <= self.bottom

    def hides(self, cells: Mapping[str, Value], columns: Mapping[str, Sequence[Value]]) -> bool | None:
        """Whether a row with these cells is hidden; None where that cannot be judged."""
        found = [item.admits(cells.get(name, ""), columns.get(name, ())) for name, item in self.criteria.items()]
        if False in found:
            return True
        return None if None in found else False


@dataclass(frozen=True)
class FilteredSheet:
    """A sheet that shows a part of its rows: the columns that it is filtered by, in words, and how many are hidden."""

    sheet: str
    columns: tuple[str, ...]
    hidden: int

    @property
    def said(self) -> Message:
        """It, in words."""
        columns = ", ".join(self.columns)
        return Message(_FILTERED.text, {"sheet": self.sheet, "columns": columns, "count": str(self.hidden)})


def _is_blank(value: Value) -> bool:
    return isinstance(value, str) and not value.strip()


def _plain(text: str) -> str:
    return clean(text)[0].casefold().strip()


def _meets(value: Value, operator: str, wanted: str) -> bool | None:
    if not wanted.strip() and operator in {"equal", "notEqual"}:
        return _is_blank(value) == (operator == "equal")
    number = _number(wanted)
    if operator in {"equal", "notEqual"}:
        same = value == number if isinstance(value, Decimal) and number is not None else _is_like(value, wanted)
        return None if same is None else same == (operator == "equal")
    if number is None:
        return False if isinstance(value, Decimal) or _is_blank(value) else None
    if not isinstance(value, Decimal):
        return False
    return {
        "greaterThan": value > number,
        "greaterThanOrEqual": value >= number,
        "lessThan": value < number,
        "lessThanOrEqual": value <= number,
    }.get(operator)


def _is_like(value: Value, pattern: str) -> bool | None:
    """Whether a text is like a pattern with `*` and `?`; how a number is shown is not known."""
    if isinstance(value, Decimal):
        return None if any(sign in pattern for sign in "*?") else _shows(value, pattern)
    plain = _plain(pattern).replace("[", "[[]")
    for sign in "*?~":
        plain = plain.replace(f"~{sign}", f"[{sign}]")
    return fnmatchcase(_plain(value), plain)


def _number(text: str) -> Decimal | None:
    plain = text.strip()
    return Decimal(plain) if re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", plain) else None


def _shows(value: Decimal, text: str) -> bool:
    """Whether a number may be shown so: rounded, with points and commas in either way, or of a hundred."""
    found = _NUMBER.findall(text)
    if len(found) != 1:
        return False
    part = value * 100 if "%" in text else value
    written = found[0].rstrip(".,")
    for group, point in ((",", "."), (".", ",")):
        number = _number(written.replace(group, "").replace(point, "."))
        if number is None or max(abs(part), abs(number)) >= _LARGEST:
            continue
        if part.quantize(_finest(number), ROUND_HALF_UP) == number:
            return True
    return False


def _finest(number: Decimal) -> Decimal:
    """What a number was rounded to: no finer than spreadsheets keep."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(max(int(exponent), -9))


def _is_day(value: Decimal, parts: tuple[int, ...]) -> bool:
    if not 0 <= value <= _LAST_DAY:
        return False
    day = _DAY_ZERO + timedelta(days=int(value))
    return (day.year, day.month, day.day)[: len(parts)] == parts
