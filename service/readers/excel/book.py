"""A workbook as cells by name: one pass a sheet, with bounds on both sides, formulas and their values together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from service.domain.errors import UnreadableError
from service.readers.excel.container import DAMAGED
from service.readers.excel.parts import MALFORMED, opened, plain_text

MAX_ROW = 5000
MAX_COLUMN = 60
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]{1,3})\$(\d{1,7})(?::\$([A-Z]{1,3})\$(\d{1,7}))?")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Place = tuple[str, int, int]
Held = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Box:
    """The cells that a name stands for: rows and columns, both ends included, counted from 1."""

    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class CellValue:
    """What a cell holds; where it is a formula, `value` is what was computed last."""

    place: str
    value: Held
    is_formula: bool = False
    is_error: bool = False
    is_percent: bool = False


class Book:
    """The names and cells of a workbook; every fault of the file is UnreadableError."""

    def __init__(self, raw: bytes) -> None:
        self._parts = opened(raw)
        self._epoch = MAC_EPOCH if self._parts.from_1904 else WINDOWS_EPOCH

    def box(self, name: str) -> Box | None:
        """The cells of a name; None where there is no such name, or its cells were deleted."""
        matched = _REFERENCE.fullmatch(self._parts.names.get(name, ""))
        if matched is None:
            return None
        sheet = (matched[1] or matched[2]).replace("''", "'")
        first = _column(matched[3]), int(matched[4])
        last = (_column(matched[5]), int(matched[6])) if matched[5] else first
        box = Box(sheet, first[1], first[0], last[1], last[0])
        fits = self.has_sheet(sheet) and box.last_row <= MAX_ROW and box.last_column <= MAX_COLUMN
        return box if fits and 1 <= box.first_row <= box.last_row and box.first_column <= box.last_column else None

    def has_sheet(self, sheet: str) -> bool:
        """Whether the workbook has that sheet."""
        return sheet in self._parts.sheets

    def cells(self, places: Iterable[Place]) -> Mapping[Place, CellValue]:
        """The cells at these places, empty ones too."""
        wanted: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        for sheet, row, column in places:
            wanted[sheet].add((row, column))
        found: dict[Place, CellValue] = {}
        for sheet, spots in wanted.items():
            try:
                self._read(sheet, spots, found)
            except MALFORMED as error:
                raise UnreadableError(DAMAGED) from error
            for row, column in spots:
                if (sheet, row, column) not in found:
                    found[sheet, row, column] = CellValue(place_name(sheet, row, column), None)
        return found

    def _read(self, sheet: str, spots: set[tuple[int, int]], found: dict[Place, CellValue]) -> None:
        last_row = max(row for row, _ in spots)
        number = 0
        for row in self._parts.rows(sheet):
            number = int(row.get("r") or number + 1)
            if number > last_row:
                return
            column = 0
            for cell in row.iterfind("{*}c"):
                matched = _CELL.fullmatch(cell.get("r") or "")
                column = _column(matched[1]) if matched else column + 1
                if len(cell) and (number, column) in spots:
                    found[sheet, number, column] = self._value(place_name(sheet, number, column), cell)

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
        elif stored is None or (stored == "" and kind != "str"):
            held = None
        else:
            held = self._held(kind, stored, style)
        if is_formula and held == "":
            held = None
        is_percent = style < len(formats) and "%" in formats[style]
        return CellValue(place, held, is_formula, kind == "e", is_percent)

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


def _column(letters: str) -> int:
    return column_index_from_string(letters)
