"""Cells of a table as people type them."""

from __future__ import annotations

from decimal import Decimal

from service.domain.errors import Message, UnreadableError, message
from service.domain.notation.numbers import NumberNotationError, parse_vietnamese, shorten, shown_in_words
from service.domain.notation.text import clean
from service.domain.reporting.row_table import Cell, ColumnKind, RowColumn, RowTable, same_key
from service.readers.dates import day_in


def cell_in(typed: str, column: RowColumn) -> Cell | None:
    """What a text says in a column, None where it is empty; raises UnreadableError with what is expected."""
    text = clean(typed)[0]
    if not text:
        return None
    if column.is_count:
        try:
            return whole(parse_vietnamese(text, count=True))
        except NumberNotationError as error:
            raise UnreadableError(error.said) from error
    if column.kind is ColumnKind.DATE:
        day = day_in(text)
        if day is None:
            said = message("«{text}» không phải ngày hợp lệ (ghi theo dạng 03/02/2023).", text=shorten(text))
            raise UnreadableError(said)
        return day.isoformat()
    return known_choice(text, column)


def whole(number: Decimal) -> Decimal:
    """The number, which is a count; raises UnreadableError for a part of one."""
    if number != number.to_integral_value():
        raise UnreadableError(message("{value}: cần số nguyên.", value=shown_in_words(number)))
    return number


def known_choice(text: str, column: RowColumn) -> str:
    """A choice as the template writes it, where the text is one in other letters."""
    return next((str(known) for known in column.choices if same_key(known) == same_key(text)), text)


def at_cell(table: RowTable, index: int, column: RowColumn, what: Message) -> Message:
    """What is said of a cell of a row."""
    return message(
        "Bảng «{table}», dòng {row}, cột «{column}»: {what}",
        table=table.title, row=index + 1, column=column.title, what=what,
    )  # fmt: skip


def cell_subjects(table: RowTable, index: int, column: RowColumn) -> tuple[str, str]:
    """The paths of a cell and of its whole column, whose sum nobody knows where the cell could not be read."""
    path = f"$.tables.{table.code}"
    return f"{path}[{index}].{column.code}", f"{path}.{column.code}"
