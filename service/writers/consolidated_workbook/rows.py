"""Rows as the XML of a sheet, written without a cell object for each: text is inline and never a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl.utils import get_column_letter

from service.domain.period import VIETNAM

MAX_TEXT = 32_767
CUT = " […đã cắt, xem toàn văn trong báo cáo đã nộp]"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# A decimal is written without an exponent.
_PLAIN: dict[type, str] = {Decimal: "f", int: "d", bool: "d"}
_DAY_ZERO = date(1899, 12, 30)
LETTERS = ("", *(get_column_letter(column) for column in range(1, 400)))


def text_cell(place: str, style: int, text: str) -> str:
    """A cell with text, whatever it begins with."""
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - len(CUT)] + CUT
    if not text.isprintable():
        text = _UNPRINTABLE.sub("", text)
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def number_cell(place: str, style: int, value: Decimal | int) -> str:
    """A cell with a number."""
    return f'<c r="{place}" s="{style}"><v>{value:{_PLAIN[type(value)]}}</v></c>'


def empty_cell(place: str, style: int) -> str:
    """A cell with a look only."""
    return f'<c r="{place}" s="{style}"/>'


def formula_cell(place: str, style: int, formula: str, value: Decimal | int | None) -> str:
    """A computed cell with the value that it has now; None where it shows nothing."""
    escaped = _escaped(formula)
    if value is None:
        return f'<c r="{place}" s="{style}" t="str"><f>{escaped}</f><v></v></c>'
    return f'<c r="{place}" s="{style}"><f>{escaped}</f><v>{value:{_PLAIN[type(value)]}}</v></c>'


def _escaped(text: str) -> str:
    # Three searches that nearly always find nothing cost less than one look at every letter.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def row(number: int, cells: list[str], height: float | None = None) -> str:
    """A row of cells."""
    tall = f' ht="{height:g}" customHeight="1"' if height else ""
    return f'<row r="{number}"{tall}>{"".join(cells)}</row>'


def day_number(day: date) -> int:
    """A date as a spreadsheet counts it."""
    return (day - _DAY_ZERO).days


def moment_number(moment: datetime) -> Decimal:
    """A moment of Vietnam time as a spreadsheet counts it, to the second."""
    local = moment.astimezone(VIETNAM)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return day_number(local.date()) + (Decimal(seconds) / 86400).quantize(Decimal("0.00000001"))


def height_of(texts: Sequence[tuple[str, float]], line: float = 15.0, most: float = 405.0) -> float:
    """The height in points that texts need in columns of these widths."""
    lines = 1
    for text, width in texts:
        fitting = int(width * 1.15)
        if len(text) > fitting or "\n" in text:
            lines = max(lines, sum(-(-len(part) // fitting) or 1 for part in text.split("\n")))
    return min(most, line * lines + 3)
