"""What a column of an export adds up to, held against the rows of the export that add it up themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from service.domain.errors import Message, message
from service.domain.notation.numbers import format_vietnamese, shorten
from service.domain.reading.export_rows import ExportRow, RowKind, children, runs
from service.domain.reading.export_tables import ExportColumn, ExportTable
from service.domain.reading.exported import letters

_MOST_FAULTS = 5
Told = tuple[Decimal, Message | None]


@dataclass(frozen=True)
class ColumnSum:
    """The numbers that a column may tell, the sum of its rows first; none where a cell cannot be read.

    `sure` says that nothing in the file speaks against the first; `notices` are what does, and what cannot be read.
    """

    values: tuple[Told, ...]
    sure: bool
    notices: tuple[Message, ...] = ()


def column_sum(table: ExportTable, rows: Sequence[ExportRow], column: ExportColumn) -> ColumnSum:
    """The sum of a column's rows; a row that adds up others is a check and never added."""
    data = [row for row in rows if row.kind is RowKind.DATA]
    faults = _faults(table, data, column.number)
    if faults:
        return ColumnSum((), sure=False, notices=(_unread(table, column, faults),))
    added = _added(table, data, column.number)
    values: list[Told] = [(added, None)] if data else []
    hidden = [row for row in data if row.is_hidden]
    if hidden:
        seen = _added(table, [row for row in data if not row.is_hidden], column.number)
        values.append((seen, message("không kể dòng ẩn {rows}", rows=runs(row.number for row in hidden))))
    is_of_many = any(row.kind is RowKind.OTHERS for row in rows)
    checks = [*_group_checks(table, rows, column, added), *([] if is_of_many else _totals(table, rows, column, added))]
    values += [(value, said) for value, said, _notice in checks]
    distinct: dict[Decimal, Message | None] = {}
    for value, said in values:
        distinct.setdefault(value, said)
    is_confirmed = not is_of_many and _is_total(table, rows, column.number, added)
    sure = bool(data) and not checks and (len(distinct) == 1 or is_confirmed)
    notices = tuple(notice for _value, _said, notice in checks if notice is not None)
    return ColumnSum(tuple(distinct.items()), sure, notices)


def _added(table: ExportTable, rows: Iterable[ExportRow], column: int) -> Decimal:
    return sum((table.sheet.number(row.number, column) or Decimal(0) for row in rows), Decimal(0))


def _totals(
    table: ExportTable, rows: Sequence[ExportRow], column: ExportColumn, added: Decimal
) -> list[tuple[Decimal, Message, Message | None]]:
    """The rows of totals that say something else than the rows add up to; totals of parts may say so together."""
    has_rows = any(row.kind is RowKind.DATA for row in rows)
    stated = [
        (row, value)
        for row in rows
        if row.kind is RowKind.TOTAL and (value := table.sheet.number(row.number, column.number)) is not None
    ]
    is_split = sum((value for _row, value in stated), Decimal(0)) == added
    found: list[tuple[Decimal, Message, Message | None]] = []
    for row, value in stated:
        if has_rows and (value == added or (is_split and value in _beside(table, rows, row, column.number))):
            continue
        place, label = table.sheet.place(row.number, column.number), shorten(row.label)
        said = message(
            "Cột {column} «{head}»: «{label}» của tệp (ô {place}) là {value}, các dòng cộng lại {added}.",
            column=letters(column.number), head=shorten(column.path), label=label, place=place,
            value=format_vietnamese(value), added=format_vietnamese(added),
        )  # fmt: skip
        note = message("dòng «{label}» của tệp, ô {place}", label=label, place=place)
        found.append((value, note, said if has_rows else None))
    return found


def _beside(table: ExportTable, rows: Sequence[ExportRow], total: ExportRow, column: int) -> list[Decimal]:
    """What the rows add up to from the total before up to this one, and from this one up to the next."""
    at = rows.index(total)
    found = []
    for some in (reversed(rows[:at]), rows[at + 1 :]):
        until = takewhile(lambda row: row.kind is not RowKind.TOTAL, some)
        found.append(_added(table, [row for row in until if row.kind is RowKind.DATA], column))
    return found


def _is_total(table: ExportTable, rows: Iterable[ExportRow], column: int, added: Decimal) -> bool:
    """Whether a row of totals says the sum."""
    return any(row.kind is RowKind.TOTAL and table.sheet.number(row.number, column) == added for row in rows)


def _group_checks(
    table: ExportTable, rows: Sequence[ExportRow], column: ExportColumn, added: Decimal
) -> list[tuple[Decimal, Message, Message]]:
    """The rows that add up a group and say something else than its rows do."""
    found = []
    for row in rows:
        value = table.sheet.number(row.number, column.number) if row.kind is RowKind.GROUP else None
        if value is None:
            continue
        below = _added(table, children(rows, row), column.number)
        if value != below:
            place = table.sheet.place(row.number, column.number)
            said = message(
                "Cột {column} «{head}»: nhóm «{label}» (ô {place}) ghi {value}, các dòng của nhóm cộng lại {added}.",
                column=letters(column.number), head=shorten(column.path), label=shorten(row.label), place=place,
                value=format_vietnamese(value), added=format_vietnamese(below),
            )  # fmt: skip
            note = message("lấy nhóm «{label}» theo ô {place}", label=shorten(row.label), place=place)
            found.append((added - below + value, note, said))
    return found


def _faults(table: ExportTable, rows: Iterable[ExportRow], column: int) -> list[Message]:
    """What in the added cells is no whole number from 0."""
    found = []
    for row in rows:
        cell = table.sheet.cells.get((row.number, column))
        if cell is None:
            continue
        place = table.sheet.place(row.number, column)
        if cell.doubt is not None:
            found.append(message("ô {place}: {what}", place=place, what=cell.doubt))
        elif cell.number is None:
            found.append(message("ô {place} ghi «{text}», cần số", place=place, text=shorten(cell.text)))
        elif cell.number < 0 or cell.number != cell.number.to_integral_value():
            given = format_vietnamese(cell.number)
            found.append(message("ô {place} là {given}, cần số nguyên từ 0", place=place, given=given))
    return found


def _unread(table: ExportTable, column: ExportColumn, faults: Sequence[Message]) -> Message:
    """Why a column is not taken."""
    joined = faults[0]
    for item in faults[1:_MOST_FAULTS]:
        joined = message("{one}; {other}", one=joined, other=item)
    return message(
        "Không lấy cột {place} «{head}»: {faults}. Sửa tệp rồi đưa lại, hoặc nhập số này.",
        place=f"{table.sheet.title}!{letters(column.number)}" if table.sheet.title else letters(column.number),
        head=shorten(column.path), faults=joined,
    )  # fmt: skip
