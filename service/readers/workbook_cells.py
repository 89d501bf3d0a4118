"""The cells of a workbook that we made, perhaps saved again or changed by somebody since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from service.domain.errors import UnreadableError
from service.readers.excel.container import DAMAGED, require_workbook
from service.readers.excel.parts import MALFORMED, OURS, Parts, plain_text

_PLACE = re.compile(r"'?(.+?)'?!\$?([A-Z]+)\$?(\d+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows; a computed one shows nothing where the program that saved it did not compute."""

    value: Decimal | str
    is_formula: bool


class CellBook:
    """A workbook's sheets, read row by row; UnreadableError where it is damaged."""

    def __init__(self, raw: bytes) -> None:
        require_workbook(raw, OURS.sheets)
        try:
            self._parts = Parts(raw, OURS)
            self.sheets = tuple(self._parts.sheets)
        except (*MALFORMED, StopIteration) as error:
            raise UnreadableError(DAMAGED) from error

    def named(self, name: str) -> str:
        """The text of the cell that a name stands for, empty where there is none."""
        place = _PLACE.fullmatch(self._parts.names.get(name, ""))
        if place is None or place[1] not in self.sheets:
            return ""
        for number, cells in self.rows(place[1]):
            if number == int(place[3]):
                found = cells.get(place[2])
                return "" if found is None else str(found.value)
        return ""

    def rows(self, sheet: str) -> Iterator[tuple[int, dict[str, Cell]]]:
        """The rows that hold anything, by number: the cells by column."""
        try:
            for row in self._parts.rows(sheet):
                cells = {item.get("r", "").rstrip("0123456789"): self._cell(item) for item in row}
                shown = {column: cell for column, cell in cells.items() if cell.value != "" or cell.is_formula}
                if shown:
                    yield int(row.get("r")), shown
        except (*MALFORMED, TypeError) as error:
            raise UnreadableError(DAMAGED) from error

    def _cell(self, item: Any) -> Cell:
        return Cell(self._value(item), item.find("{*}f") is not None)

    def _value(self, item: Any) -> Decimal | str:
        if item.get("t") == "inlineStr":
            inline = item.find("{*}is")
            return "" if inline is None else plain_text(inline)
        text = item.findtext("{*}v") or ""
        if item.get("t") == "s" and text:
            return self._parts.texts[int(text)]
        if item.get("t", "n") != "n":
            return text
        try:
            return Decimal(text) if text else ""
        except InvalidOperation:
            return text
