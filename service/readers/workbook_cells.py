"""The cells of a workbook that we made, perhaps saved again or changed by somebody since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import Any

from openpyxl.formula.translate import Translator, TranslatorError

from service.domain.consolidation.formulas import normal
from service.domain.errors import UnreadableError
from service.readers.excel.container import DAMAGED, require_workbook
from service.readers.excel.parts import MALFORMED, OURS, Parts, plain_text
from service.readers.workbook_structure import Structure, structure_of
from service.readers.workbook_styles import PLAIN, ShownStyle, shown_styles

FIRST_ROWS = 12  # among which the fingerprint stands
_PLACE = re.compile(r"'?(.+?)'?!\$?([A-Z]+)\$?(\d+)")
_CELL_NAME = re.compile(r"\b([A-Z]{1,3})(\d+)\b(?!\()")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows and how; a computed one shows nothing where the program that saved it did not compute."""

    value: Decimal | str
    formula: str
    look: ShownStyle


class CellBook:
    """A workbook's sheets, read row by row; UnreadableError where it is damaged."""

    def __init__(self, raw: bytes, without: str = "") -> None:
        """`without` is a sheet that is passed over."""
        require_workbook(raw, OURS.sheets)
        try:
            self._parts = Parts(raw, OURS)
            self._parts.sheets.pop(without, None)
            self._parts.states.pop(without, None)
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

    def digests(self) -> Iterator[str]:
        """What may be a fingerprint: a text of 64 digits on top of a sheet."""
        for sheet in self.sheets:
            for number, cells in self.rows(sheet):
                if number > FIRST_ROWS:
                    break
                yield from (text for cell in cells.values() if _DIGEST.fullmatch(text := str(cell.value)))

    @cached_property
    def structure(self) -> Structure:
        """What it has beside its cells."""
        try:
            return structure_of(self._parts)
        except (*MALFORMED, TypeError) as error:
            raise UnreadableError(DAMAGED) from error

    def rows(self, sheet: str) -> Iterator[tuple[int, dict[str, Cell]]]:
        """The rows that hold anything, by number: the cells by column."""
        shared: dict[str, tuple[str, str]] = {}
        try:
            for row in self._parts.rows(sheet):
                cells = {item.get("r", "").rstrip("0123456789"): self._cell(item, shared) for item in row}
                shown = {column: cell for column, cell in cells.items() if cell.value != "" or cell.formula}
                if shown:
                    yield int(row.get("r")), shown
        except (*MALFORMED, TypeError, TranslatorError) as error:
            raise UnreadableError(DAMAGED) from error

    @cached_property
    def _styles(self) -> Mapping[str, ShownStyle]:
        return {str(number): look for number, look in enumerate(shown_styles(self._parts))}

    def _cell(self, item: Any, shared: dict[str, tuple[str, str]]) -> Cell:
        formula = item.find("{*}f")
        text = "" if formula is None else _formula(item.get("r", ""), formula, shared)
        return Cell(self._value(item), text, self._styles.get(item.get("s", "0"), PLAIN))

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


def _written_out(origin: str, begin: str, place: str) -> str:
    """A shared formula as it is in another cell of its column; most speak of their own row only."""
    template = _of_own_row(origin, begin)
    letter = begin.rstrip("0123456789")
    if template and place.startswith(letter) and place[len(letter) :].isdigit():
        return template.replace("\0", place[len(letter) :])
    found: str = Translator(f"={origin}", begin).translate_formula(place)
    return found


@lru_cache(maxsize=64)
def _of_own_row(origin: str, begin: str) -> str:
    """The formula with a sign for its row where each cell that it names stands in that row; else empty."""
    row = begin.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    names = _CELL_NAME.findall(origin)
    if "!" in origin or "$" in origin or any(found != row for _, found in names):
        return ""
    return _CELL_NAME.sub(lambda found: f"{found[1]}\0", origin)


def _formula(place: str, item: Any, shared: dict[str, tuple[str, str]]) -> str:
    """The cell's own formula in its normal form: one that several cells share is written out for each."""
    text, number = item.text or "", item.get("si")
    if item.get("t") == "shared" and number is not None:
        if text:
            shared[number] = (text, place)
        elif number in shared:
            return normal(_written_out(*shared[number], place))
    made = normal(text)
    if item.get("t") == "array" and item.get("ref", place) != place:
        return f"{{{made}}}"
    return made or f"{{{item.get('t', '?')}}}"
