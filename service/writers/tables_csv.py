"""Tables with rows as CSV, in the way of the figures': a line for each row of one, or for each cell of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.table_lines import TableLine, TableLineState, table_lines
from service.domain.consolidation.table_totals import TotalLine, shown_tables, table_totals
from service.domain.reporting.row_table import Cell, RowColumn, RowTable
from service.writers.figures_csv import csv_pieces

BEFORE = ("Kỳ", "Mã đơn vị", "Đơn vị", "Mã bảng", "Dòng", "Trạng thái", "Tính")
BEHIND = ("Số biên nhận", "Ghi chú")
CELLS = (
    "Kỳ", "Mã đơn vị", "Đơn vị", "Mã bảng", "Bảng", "Dòng", "Tên dòng", "Mã cột", "Cột", "Đơn vị tính", "Giá trị",
    "Trạng thái", "Tính", "Số đơn vị", *BEHIND,
)  # fmt: skip
PROVINCE = "Toàn tỉnh"
Value = Decimal | int | str | None


def table_csv(period: str, table: RowTable, lines: Iterable[TableLine]) -> Iterator[bytes]:
    """The file piece by piece: a column of the table has its title for a head, and days are written as 31/12/2025."""
    head = (*BEFORE, *(str(column.title) for column in table.columns), *BEHIND)
    return csv_pieces(head, (_values(period, table, line) for line in lines))


def tables_csv(item: Consolidation) -> Iterator[bytes]:
    """All tables of a merged report: a line for each cell of each unit's rows, then the sums of the merged table.

    The sums are those that every other output shows; they are not counted, as the lines above them add up to them.
    """
    return csv_pieces(CELLS, _cells(item))


def _cells(item: Consolidation) -> Iterator[tuple[Value, ...]]:
    for _, table in shown_tables(item):
        for line in table_lines(item, table):
            yield from _unit_cells(item.period.code, table, line)
        for total in table_totals(item.report, table).lines:
            yield from _total_cells(item.period.code, table, total)


def _unit_cells(period: str, table: RowTable, line: TableLine) -> Iterator[tuple[Value, ...]]:
    """The cells of a unit's line; of what is told elsewhere the numbers alone, as the row above has the rest."""
    agency = line.unit.agency
    for column in table.columns:
        cell = line.cells.get(column.code)
        if cell is None or (line.state is TableLineState.COUNTED_ELSEWHERE and not isinstance(cell, Decimal)):
            continue
        yield (
            period, agency.code, agency.name, *_of(table), line.number, line.cells.get(table.key, ""),
            *_of_column(column), _shown(column, cell), line.state.label, int(line.is_counted), None, _receipt(line),
            line.note,
        )  # fmt: skip


def _total_cells(period: str, table: RowTable, line: TotalLine) -> Iterator[tuple[Value, ...]]:
    for column in table.counts:
        if column.code in line.sums:
            yield (
                period, "", PROVINCE, *_of(table), None, line.name, *_of_column(column), line.sums[column.code],
                line.kind.label, 0, line.units, "", "",
            )  # fmt: skip


def _of(table: RowTable) -> tuple[str, str]:
    return table.code, table.title


def _of_column(column: RowColumn) -> tuple[str, str, str]:
    return column.code, column.title, column.unit


def _shown(column: RowColumn, cell: Cell | None) -> Decimal | str:
    return cell if isinstance(cell, Decimal) else column.called(cell)


def _receipt(line: TableLine) -> str:
    return "" if line.unit.receipt is None else line.unit.receipt.submission


def _values(period: str, table: RowTable, line: TableLine) -> tuple[Value, ...]:
    agency = line.unit.agency
    return (
        period, agency.code, agency.name, table.code, line.number, line.state.label, int(line.is_counted),
        *(_shown(column, line.cells.get(column.code)) for column in table.columns), _receipt(line), line.note,
    )  # fmt: skip
