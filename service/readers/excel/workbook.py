"""A workbook as cells by name: one pass a sheet, with bounds on both sides, formulas and their values together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from service.domain.errors import TooLargeError, UnreadableError
from service.readers.excel.container import DAMAGED, TOO_MUCH
from service.readers.excel.parts import MALFORMED, opened, plain_text
from service.readers.number_formats import shown_decimals, shows_percent

MAX_ROW = 5000
MAX_COLUMN = 60
# A sheet with the most documents that a form takes has a fifth of this.
MAX_CELLS = 20_000
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]{1,3})\$(\d{1,7})(?::\$([A-Z]{1,3})\$(\d{1,7}))?")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Place = tuple[str, int, int]
Held = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class CellRange:
    """The cells that a name stands for: rows and columns, both ends included, counted from 1."""

    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class SheetLayout:
    """What stands beside a sheet's cells: merged cells by first row and column and last ones, and hidden rows."""

    merged: tuple[tuple[int, int, int, int], ...]
    hidden: frozenset[int]


@dataclass(frozen=True)
class CellValue:
    """What a cell holds; where it is a formula, `value` is what was computed last.

    `decimals` is how many of a number's decimals the cell shows; None where its format does not say.
    """

    place: str
    value: Held
    is_formula: bool = False
    is_error: bool = False
    is_percent: bool = False
    decimals: int | None = None


class WorkbookReader:
    """The names and cells of a workbook; every fault of the file is UnreadableError."""

    def __init__(self, raw: bytes) -> None:
        self._parts = opened(raw)
        self._grids: dict[str, dict[tuple[int, int], CellValue]] = {}
        self._epoch = MAC_EPOCH if self._parts.from_1904 else WINDOWS_EPOCH

    def box(self, name: str) -> CellRange | None:
        """The cells of a name; None where there is no such name, or its cells were deleted."""
        matched = _REFERENCE.fullmatch(self._parts.names.get(name, ""))
        if matched is None:
            return None
        sheet = (matched[1] or matched[2]).replace("''", "'")
        first = _column(matched[3]), int(matched[4])
        last = (_column(matched[5]), int(matched[6])) if matched[5] else first
        box = CellRange(sheet, first[1], first[0], last[1], last[0])
        fits = self.has_sheet(sheet) and box.last_row <= MAX_ROW and box.last_column <= MAX_COLUMN
        return box if fits and 1 <= box.first_row <= box.last_row and box.first_column <= box.last_column else None

    @property
    def sheets(self) -> Sequence[str]:
        """The titles of the sheets, in their order."""
        return tuple(self._parts.sheets)

    def has_sheet(self, sheet: str) -> bool:
        """Whether the workbook has that sheet."""
        return sheet in self._parts.sheets

    def grid(self, sheet: str) -> Mapping[tuple[int, int], CellValue]:
        """The cells of a sheet that hold something, by row and column, within the bounds of a form.

        Raises TooLargeError where there are more than any form has.
        """
        if sheet not in self._grids:
            try:
                self._grids[sheet] = self._read(sheet)
            except MALFORMED as error:
                raise UnreadableError(DAMAGED) from error
        return self._grids[sheet]

    def is_hidden(self, sheet: str) -> bool:
        """Whether people do not see the sheet."""
        return self._parts.states[sheet] != "visible"

    def layout(self, sheet: str) -> SheetLayout:
        """The merged cells of a sheet and its hidden rows; raises UnreadableError or TooLargeError."""
        merged: list[str] = []
        hidden: set[int] = set()
        number = 0
        try:
            for item in self._parts.around_rows(sheet):
                if item.tag.endswith("}mergeCell"):
                    merged.append(item.get("ref", ""))
                elif item.tag.endswith("}row"):
                    number = int(item.get("r") or number + 1)
                    hidden |= {number} if item.get("hidden") in {"1", "true"} else set()
            return SheetLayout(tuple(map(_merged, merged)), frozenset(hidden))
        except MALFORMED as error:
            raise UnreadableError(DAMAGED) from error

    def cell(self, place: Place) -> CellValue:
        """The cell at this place, an empty one too."""
        sheet, row, column = place
        return self.grid(sheet).get((row, column)) or CellValue(place_name(*place), None)

    def _read(self, sheet: str) -> dict[tuple[int, int], CellValue]:
        found: dict[tuple[int, int], CellValue] = {}
        number = 0
        for row in self._parts.rows(sheet):
            number = int(row.get("r") or number + 1)
            if number > MAX_ROW:
                break
            column = 0
            for cell in row.iterfind("{*}c"):
                matched = _CELL.fullmatch(cell.get("r") or "")
                column = _column(matched[1]) if matched else column + 1
                if len(cell) and column <= MAX_COLUMN:
                    found[number, column] = self._value(place_name(sheet, number, column), cell)
            if len(found) > MAX_CELLS:
                raise TooLargeError(TOO_MUCH)
        return found

    def _value(self, place: str, cell: Any) -> CellValue:
        kind = cell.get("t", "n")
        style = int(cell.get("s", "0"))
        formats = self._parts.formats
        is_formula = cell.find("{*}f") is not None
        stored = cell.findtext("{*}v")
        held: Held
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            held = None if inline is None else plain_text(inline)
        elif not stored:
            held = None
        else:
            held = self._held(kind, stored, style)
        if is_formula and held is None and kind == "str":
            # A formula that shows nothing, `=IF(…,"")`, was computed: it is an empty text and not a missing result.
            held = ""
        code = formats[style] if style < len(formats) else ""
        return CellValue(place, held, is_formula, kind == "e", shows_percent(code), shown_decimals(code))

    def _held(self, kind: str, stored: str, style: int) -> Held:
        match kind:
            case "s":
                return self._parts.texts[int(stored)]
            case "str" | "e":
                return stored
            case "b":
                return stored in {"1", "true"}
            case "d":
                return datetime.fromisoformat(stored)
        number = int(stored) if stored.lstrip("-").isdecimal() else float(stored)
        if not isfinite(number):
            raise ValueError(stored)
        dates = self._parts.dates
        if style < len(dates) and dates[style]:
            return _moment(number, self._epoch)
        return number


def _moment(number: float, epoch: datetime) -> Held:
    """The date that a cell shows; a time of day alone is text, since nothing here asks for one.

    A number that is no day's, such as 3022023 where 03022023 was typed for a date, stays a number.
    """
    try:
        value = from_excel(number, epoch)
    except OverflowError:
        return number
    return value if isinstance(value, datetime) else str(value)


def place_name(sheet: str, row: int, column: int) -> str:
    """A cell as people name it: `II.2!F12`."""
    return f"{sheet}!{get_column_letter(column)}{row}"


def _merged(ref: str) -> tuple[int, int, int, int]:
    """The first row and column and the last ones of `A1:C2`; raises ValueError."""
    begins, _, ends = ref.partition(":")
    first, last = _CELL.fullmatch(begins), _CELL.fullmatch(ends)
    if first is None or last is None:
        raise ValueError(ref)
    return int(first[2]), _column(first[1]), int(last[2]), _column(last[1])


def _column(letters: str) -> int:
    return column_index_from_string(letters)
