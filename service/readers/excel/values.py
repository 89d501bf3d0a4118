"""Cells to values: what people type into a form, and what is said where it cannot be one."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from service.domain.errors import Finding, FirstFindings, Level, Message, message
from service.domain.notation.numbers import (
    NumberNotationError,
    digits_of,
    parse_vietnamese,
    round_half_up,
    shorten,
    shown_in_words,
    within_measure,
)
from service.domain.notation.text import clean
from service.domain.reporting.form_names import is_not_applicable
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.report import NA, Figure
from service.readers.dates import day_in
from service.readers.excel.workbook import CellValue

_CARRIAGE_RETURN = re.compile(r"_x000[dD]_")


class Notes:
    """Collects what the reader has to say, with the place of each cell."""

    def __init__(self) -> None:
        self.findings = FirstFindings()
        self.places: dict[str, str] = {}

    def error(self, rule: str, said: Message, subject: str, place: str) -> None:
        """Something that must be mended."""
        self.findings.add(Finding(rule, Level.ERROR, said, (subject,), place))

    def warn(self, rule: str, said: Message, subject: str, place: str) -> None:
        """Something to look at."""
        self.findings.add(Finding(rule, Level.WARNING, said, (subject,), place))


def figure(cell: CellValue, kind: ValueType, subject: str, notes: Notes) -> Figure | None:
    """The figure in a cell, None where it is empty or cannot be one, which is then noted."""
    if not _usable(cell, subject, notes):
        return None
    value = cell.value
    if isinstance(value, bool | date | datetime):
        what = message("ngày tháng") if isinstance(value, date) else "TRUE/FALSE"
        notes.error(
            "number", message("Ô {place} chứa {what}, cần số.", place=cell.place, what=what), subject, cell.place
        )
        return None
    try:
        found = _typed(clean(value)[0], kind) if isinstance(value, str) else _stored(value, cell, kind)
    except NumberNotationError as error:
        said = message("Ô {place}: {what}", place=cell.place, what=error.said)
        notes.error("number", said, subject, cell.place)
        return None
    if isinstance(found, Decimal) and not isinstance(value, str):
        found = _as_shown(found, cell, kind, subject, notes)
    if cell.is_formula and isinstance(found, Decimal):
        said = message(
            "Ô {place} chứa công thức; đã lấy kết quả {value}.", place=cell.place, value=shown_in_words(found)
        )
        notes.warn("formula", said, subject, cell.place)
    return found


def text(cell: CellValue, subject: str, notes: Notes) -> str:
    """The text in a cell, clean; a number that somebody typed is its digits."""
    if not _usable(cell, subject, notes):
        return ""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool | int | float):
        return format(exact(value), "f")
    cleaned, had_control = clean(_CARRIAGE_RETURN.sub("", value))
    if had_control:
        # Nobody can find in a cell what cannot be seen there, so it is taken out and need not be mended.
        said = message("Ô {place} chứa ký tự điều khiển (không in được): đã bỏ các ký tự đó.", place=cell.place)
        notes.warn("control", said, subject, cell.place)
    return cleaned


def day(cell: CellValue, subject: str, notes: Notes) -> date | None:
    """The date in a cell, None where it is empty or none, which is then noted."""
    if not _usable(cell, subject, notes):
        return None
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    typed = str(value).strip()
    if not typed:
        return None
    found = day_in(typed)
    if found is not None:
        return found
    said = message(
        "Ô {place} ghi «{text}»: không phải ngày hợp lệ (ghi theo dạng 03/02/2023).",
        place=cell.place,
        text=shorten(typed),
    )
    notes.error("date", said, subject, cell.place)
    return None


def is_empty(cell: CellValue) -> bool:
    """Whether a cell of a list says nothing."""
    if isinstance(cell.value, str):
        return not cell.value.strip()
    return cell.value is None and not cell.is_formula


def exact(value: float) -> Decimal:
    """A stored number with the fifteen digits that a spreadsheet keeps, without binary noise."""
    return Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))


def _usable(cell: CellValue, subject: str, notes: Notes) -> bool:
    if cell.is_error:
        said = message(
            "Ô {place} đang báo lỗi {error}: sửa công thức hoặc gõ giá trị.", place=cell.place, error=cell.value
        )
        notes.error("cell", said, subject, cell.place)
        return False
    if cell.is_formula and cell.value is None:
        said = message(
            "Ô {place} chứa công thức chưa có kết quả: mở tệp bằng Excel, lưu lại, hoặc gõ thẳng giá trị.",
            place=cell.place,
        )
        notes.error("formula", said, subject, cell.place)
        return False
    return True


def _stored(value: float | None, cell: CellValue, kind: ValueType) -> Decimal | None:
    if value is None:
        return None
    number = within_measure(exact(value), str(value))
    if kind is not ValueType.PERCENT:
        return number
    if cell.is_percent:
        # A cell shown as 28,4 % holds 0.284.
        return number * 100
    if 0 < number <= 1:
        # Whoever types 57% into a cell that shows plain numbers leaves 0.57 in it.
        raise NumberNotationError(
            message(
                "chưa rõ số {given}: có phải là {guess}%? Ghi {guess} nếu đúng; nếu thật sự là {given}% "
                "thì ghi dạng chữ: '{given}%.",
                given=shown_in_words(number),
                guess=shown_in_words(number * 100),
            )
        )
    return number


def _as_shown(number: Decimal, cell: CellValue, kind: ValueType, subject: str, notes: Notes) -> Decimal:
    """A number that was computed, or has more decimals than its kind keeps, as its cell shows it: nobody sees more.

    What was typed is exact as far as its kind goes; a part of a whole is typed by mistake.
    """
    most, given = kind.decimals, digits_of(number)[1]
    if not cell.is_formula and (given <= most or not most):
        return number
    shown = cell.decimals if cell.decimals is not None else most or given
    if given <= shown:
        return number
    rounded = round_half_up(number, shown)
    said = message(
        "Ô {place} chứa {given}; đã lấy số làm tròn như ô hiển thị: {value}.",
        place=cell.place,
        given=shown_in_words(number),
        value=shown_in_words(rounded),
    )
    notes.warn("rounded", said, subject, cell.place)
    return rounded


def _typed(typed: str, kind: ValueType) -> Figure | None:
    if not typed:
        return None
    if is_not_applicable(typed):
        return NA
    return parse_vietnamese(typed, count=kind is ValueType.COUNT)
