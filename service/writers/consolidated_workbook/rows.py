"""Rows as the XML of a sheet, written without a cell object for each: text is inline and never a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from openpyxl.utils import get_column_letter

from service.domain.reporting.period import VIETNAM

MAX_TEXT = 32_767
CUT = " […đã cắt, xem toàn văn trong báo cáo đã nộp]"
LINE, MOST = 15.0, 405.0  # points; no row of a spreadsheet is higher than 409
_SHORT = 80
_LOST = 4  # letters at the end of a line, where the next word does not fit
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# A spreadsheet takes «_x0041_» in text for the letter A, unless the underscore itself is written so.
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Stands for the row's number in what many rows share; text never has this character, since it is not printable.
ANY_ROW = "\0"
_DAY_ZERO = date(1899, 12, 30)
_DAY = Decimal(86400)
LETTERS = ("", *(get_column_letter(column) for column in range(1, 400)))


def text_cell(place: str, style: int, text: str) -> str:
    """A cell with text, whatever it begins with."""
    return f'<c r="{place}" s="{style}"{text_tail(text)}'


def text_tail(text: str) -> str:
    """What follows place and style of a cell with text; short texts are remembered, since names repeat."""
    return _tail(text) if len(text) > _SHORT else _remembered(text)


def _tail(text: str) -> str:
    if not text:
        return "/>"
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - len(CUT)] + CUT
    if not text.isprintable():
        text = _UNPRINTABLE.sub("", text)
    if "_x" in text:
        text = _CODED.sub("_x005F_", text)
    return f' t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


_remembered = lru_cache(maxsize=16_384)(_tail)


def number_cell(place: str, style: int, value: Decimal | int) -> str:
    """A cell with a number."""
    return f'<c r="{place}" s="{style}"><v>{number_text(value)}</v></c>'


def number_text(value: Decimal | int) -> str:
    """A number without an exponent."""
    # The plain form is asked for where it is needed only, for it takes three times as long.
    text = str(value)
    return f"{value:f}" if "E" in text else text


def empty_cell(place: str, style: int) -> str:
    """A cell with a look only."""
    return f'<c r="{place}" s="{style}"/>'


def formula_cell(place: str, style: int, formula: str, value: Decimal | int | str | None) -> str:
    """A computed cell with the value that it has now; None where it shows nothing."""
    return f'<c r="{place}" s="{style}"{formula_tail(formula, value)}'


def formula_tail(formula: str, value: Decimal | int | str | None) -> str:
    """What follows place and style of a computed cell."""
    escaped = _escaped(formula)
    if value is None or isinstance(value, str):
        return f' t="str"><f>{escaped}</f><v>{_escaped(value or "")}</v></c>'
    return f"><f>{escaped}</f><v>{number_text(value)}</v></c>"


def _escaped(text: str) -> str:
    # Three searches that nearly always find nothing cost less than one look at every letter.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def row(number: int, cells: list[str], height: float | None = None) -> str:
    """A row of cells."""
    return f'<row r="{number}"{tall(height)}>{"".join(cells)}</row>'


@lru_cache(maxsize=256)
def tall(height: float | None) -> str:
    """How high a row is, as it stands behind its number."""
    return f' ht="{height:g}" customHeight="1"' if height else ""


@lru_cache(maxsize=256)
def tall_of_lines(lines: int) -> str:
    """The same of a row with so many lines of text."""
    return tall(height_of_lines(lines))


def template(cells: Iterable[tuple[str, str]]) -> str:
    """A row of many, for `%` with its height, what stands in each cell, and what follows; then for `numbered`.

    Each cell is a column's letter and that with which its content always begins, the style first.
    """
    made = "".join(f'<c r="{letter}{ANY_ROW}" s="{begin}%s' for letter, begin in cells)
    return f'<row r="{ANY_ROW}"%s>{made}%s</row>'


def numbered(made: str, row: int) -> str:
    """The same with this number for the row."""
    return made.replace(ANY_ROW, str(row))


def day_number(day: date) -> int:
    """A date as a spreadsheet counts it."""
    return (day - _DAY_ZERO).days


def moment_number(moment: datetime) -> Decimal:
    """A moment of Vietnam time as a spreadsheet counts it, so exact that 17:00 is not shown as 16:59."""
    local = moment.astimezone(VIETNAM)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return day_number(local.date()) + (Decimal(seconds) / _DAY).quantize(Decimal("1E-12"))


def lines_of(text: str, width: float) -> int:
    """How many lines text of size 11 takes in a column of that width, rather one too many than one too few."""
    fitting, capitals = _fitting(width)
    if "\n" not in text:
        length = len(text)
        if length <= capitals:
            return 1
        if text.isupper():
            fitting = capitals
        return 1 if length <= fitting else -(-length // max(1, fitting - _LOST))
    fitting = max(1, (capitals if text.isupper() else fitting) - _LOST)
    return sum([-(-len(part) // fitting) or 1 for part in text.split("\n")])


def one_line(width: float) -> int:
    """How long a text may be, whatever its letters, to stand on one line of a column of that width."""
    return _fitting(width)[1]


@lru_cache(maxsize=256)
def _fitting(width: float) -> tuple[int, int]:
    """How many letters stand beside each other, and how many capitals."""
    # Measured on Times New Roman: 1.14 letters a unit of width in the mean, less the indent; wide ones need more.
    fitting = int(width * 1.08) - 2
    return fitting, fitting * 3 // 4


def height_of(texts: Iterable[tuple[str, float]], line: float = LINE, padding: float = 3.0) -> float:
    """The height in points that texts need in columns of these widths."""
    return height_of_lines(max([lines_of(text, width) for text, width in texts], default=1), line, padding)


def height_of_lines(lines: int, line: float = LINE, padding: float = 3.0) -> float:
    """The height in points of so many lines, at least of one."""
    return min(MOST, line * max(1, lines) + padding)
