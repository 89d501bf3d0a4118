"""The tables with rows as the appendix of the province's report prints them, each cell under a key of its own.

A table with a key is printed as its sums, a list of single cases row by row with whose they are, and the sums below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from service.domain.consolidation.bound_figures import NONE, NOT_ADDED
from service.domain.consolidation.bound_keys import TABLE, key_of
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.table_totals import (
    TotalLine,
    UnitRow,
    shown_tables,
    table_totals,
    unit_rows,
)
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.numbers import format_vietnamese
from service.domain.reporting.row_table import RowColumn, RowTable, same_key

MOST_ROWS = 300
UNITS, AGENCY, PLACE, NOTE = "Số đơn vị", "Đơn vị", "TT", "Ghi chú"
# What people see of columns that no table has; no code of a column begins so.
_UNITS, _PLACE, _NOTE = "#units", "#place", "#note"


@dataclass(frozen=True)
class BoundCell:
    """A cell that is renewed: its key, what people call it, and the text, which is never empty."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class PrintedRow:
    """A line: its name, and the cells behind it."""

    name: str
    cells: tuple[BoundCell, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table as it is printed; `rest` says how many rows are left out, None where all are there."""

    table: RowTable
    heads: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    sums: tuple[PrintedRow, ...]
    rest: BoundCell | None = None


def printed_tables(item: Consolidation) -> Iterator[PrintedTable]:
    """The tables in which somebody wrote a row, in the order of the template."""
    for number, table in shown_tables(item):
        yield _by_key(item, table, number) if table.key and table.counts else _list(item, table, number)


def _by_key(item: Consolidation, table: RowTable, number: int) -> PrintedTable:
    totals = table_totals(item.report, table)
    heads = (table.by_code[table.key].title, UNITS, *(column.title for column in table.counts))
    keys = totals.lines[: len(totals.keys)]
    rows = tuple(_sums(table, line, _mark(same_key(line.name))) for line in keys[:MOST_ROWS])
    return PrintedTable(
        table, heads, rows, _ends(table, totals.ends), _rest(table, f"Bảng {number}", len(keys) - MOST_ROWS)
    )


def _ends(table: RowTable, lines: tuple[TotalLine, ...]) -> tuple[PrintedRow, ...]:
    """What stands below the rows, which has the same keys however many lines there are."""
    return tuple(_sums(table, line, line.kind.value) for line in lines)


def _sums(table: RowTable, line: TotalLine, mark: str) -> PrintedRow:
    units = NONE if line.units is None else str(line.units)
    cells = [_cell(table, mark, line.name, _UNITS, UNITS, units)]
    cells += [_sum(table, line, mark, column) for column in table.counts]
    return PrintedRow(line.name, tuple(cells))


def _sum(table: RowTable, line: TotalLine, mark: str, column: RowColumn) -> BoundCell:
    number = line.sums.get(column.code)
    text = NONE if number is None else format_vietnamese(number)
    return _cell(table, mark, line.name, column.code, column.title, text)


def _cell(table: RowTable, mark: str, name: str, column: str, title: str, text: str) -> BoundCell:
    return BoundCell(key_of(TABLE, table.code, mark, column), f"{table.title}, {name}, {title}", text)


def _mark(text: str) -> str:
    return sha256_of(text)[:12]


def _list(item: Consolidation, table: RowTable, number: int) -> PrintedTable:
    """Row by row in the order of agencies; of one whose content the report leaves out no row is printed."""
    found: dict[str, list[UnitRow]] = {}
    for row in unit_rows(item.report, table):
        if not item.report.filings[row.agency].source.excluded:
            found.setdefault(row.agency, []).append(row)
    rows = [(unit.agency.name, row) for unit in item.units for row in found.get(unit.agency.code, ())]
    totals = table_totals(item.report, table)
    return PrintedTable(
        table,
        (AGENCY, PLACE, *(column.title for column in table.columns), NOTE),
        tuple(_listed(table, name, row) for name, row in rows[:MOST_ROWS]),
        tuple(_below(table, line) for line in totals.ends) if table.counts else (),
        _rest(table, f"Bảng {number} (các dòng)", len(rows) - MOST_ROWS),
    )


def _listed(table: RowTable, name: str, item: UnitRow) -> PrintedRow:
    mark, called = _mark(f"{item.agency} {item.number}"), f"{name}, dòng {item.number}"
    cells = [_cell(table, mark, called, _PLACE, PLACE, str(item.number))]
    cells += [
        _cell(table, mark, called, column.code, column.title, column.called(cell) or NONE)
        for column, cell in table.cells(item.row)
    ]
    cells.append(_cell(table, mark, called, _NOTE, NOTE, NONE if item.counted else NOT_ADDED))
    return PrintedRow(name, tuple(cells))


def _below(table: RowTable, line: TotalLine) -> PrintedRow:
    """A line of sums below a list, with how many units it is of at its end."""
    mark = line.kind.value
    units = NONE if line.units is None else f"{line.units} đơn vị"
    return PrintedRow(
        line.name,
        (
            _cell(table, mark, line.name, _PLACE, PLACE, NONE),
            *(_sum(table, line, mark, column) for column in table.columns),
            _cell(table, mark, line.name, _NOTE, NOTE, units),
        ),
    )


def _rest(table: RowTable, sheet: str, count: int) -> BoundCell | None:
    if count <= 0:
        return None
    more = format_vietnamese(Decimal(count))
    text = f"In {MOST_ROWS} dòng đầu; còn {more} dòng: xem trang «{sheet}» của bảng tổng hợp Excel."
    return BoundCell(key_of(TABLE, table.code, "rest"), f"{table.title}, các dòng không in", text)
