"""An opened workbook as cells by name, one pass a sheet and with bounds on both sides."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from lxml.etree import LxmlError
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from service.domain.errors import UnreadableError
from service.readers.excel.container import DAMAGED

MAX_ROW = 5000
MAX_COLUMN = 60
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]{1,3})\$(\d{1,7})(?::\$([A-Z]{1,3})\$(\d{1,7}))?")

# What zipfile, the XML parsers and openpyxl raise for parts that are cut, mixed up or made to break them.
# openpyxl checks little itself, so a part of another shape ends as the plain errors of Python's own types.
_MALFORMED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ParseError, LxmlError, DefusedXmlException,
    InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError,
    NotImplementedError, OverflowError, RecursionError, RuntimeError,
)  # fmt: skip


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
    """What a cell holds; `formula` is true where it is computed, and `value` is then what was computed last."""

    place: str
    value: str | int | float | bool | date | datetime | None
    is_formula: bool = False
    is_error: bool = False
    is_percent: bool = False


Place = tuple[str, int, int]


class Book:
    """The names and cells of a workbook; every fault of the file is UnreadableError."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        try:
            self._formulas = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
            self.names = {name: item.attr_text or "" for name, item in self._formulas.defined_names.items()}
        except _MALFORMED as error:
            raise UnreadableError(DAMAGED) from error

    def box(self, name: str) -> Box | None:
        """The cells of a name; None where there is no such name, or its cells were deleted."""
        matched = _REFERENCE.fullmatch(self.names.get(name, ""))
        if matched is None:
            return None
        sheet = (matched[1] or matched[2]).replace("''", "'")
        first = _column(matched[3]), int(matched[4])
        last = (_column(matched[5]), int(matched[6])) if matched[5] else first
        box = Box(sheet, first[1], first[0], last[1], last[0])
        fits = sheet in self._formulas.sheetnames and box.last_row <= MAX_ROW and box.last_column <= MAX_COLUMN
        return box if fits and box.first_row <= box.last_row and box.first_column <= box.last_column else None

    def column(self, sheet: str, column: int, rows: int) -> list[CellValue]:
        """The first cells of a column."""
        wanted = [(sheet, row, column) for row in range(1, rows + 1)]
        found = self.cells(wanted)
        return [found[place] for place in wanted]

    def has_sheet(self, sheet: str) -> bool:
        """Whether the workbook has that sheet."""
        return sheet in self._formulas.sheetnames

    def cells(self, places: Iterable[Place]) -> Mapping[Place, CellValue]:
        """The cells at these places, empty ones too."""
        try:
            found = _read(self._formulas, places)
            computed = [place for place, cell in found.items() if cell.is_formula]
            if computed:
                values = openpyxl.load_workbook(io.BytesIO(self._raw), read_only=True, data_only=True, keep_links=False)
                for place, cell in _read(values, computed).items():
                    found[place] = CellValue(cell.place, cell.value, True, cell.is_error, cell.is_percent)
        except _MALFORMED as error:
            raise UnreadableError(DAMAGED) from error
        return found


def _read(workbook: Any, places: Iterable[Place]) -> dict[Place, CellValue]:
    wanted: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for sheet, row, column in places:
        wanted[sheet].add((row, column))
    found: dict[Place, CellValue] = {}
    for sheet, spots in wanted.items():
        rows = workbook[sheet].iter_rows(
            min_row=1, max_row=max(row for row, _ in spots), max_col=max(column for _, column in spots)
        )
        for row_number, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells, 1):
                if (row_number, column) in spots:
                    found[sheet, row_number, column] = _value(sheet, row_number, column, cell)
        for row, column in spots:
            found.setdefault((sheet, row, column), CellValue(place_name(sheet, row, column), None))
    return found


def _value(sheet: str, row: int, column: int, cell: Any) -> CellValue:
    kind = getattr(cell, "data_type", "n")
    value = cell.value
    is_formula = kind == "f" or not isinstance(value, str | int | float | bool | date | datetime | None)
    shape = getattr(cell, "number_format", None) or ""
    return CellValue(place_name(sheet, row, column), value, is_formula, kind == "e", "%" in shape)


def place_name(sheet: str, row: int, column: int) -> str:
    """A cell as people name it: `II.2!F12`."""
    return f"{sheet}!{get_column_letter(column)}{row}"


def _column(letters: str) -> int:
    return column_index_from_string(letters) if letters <= "XFD" or len(letters) < 3 else MAX_COLUMN + 1
