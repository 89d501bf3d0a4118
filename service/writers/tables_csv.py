"""The rows of a table as CSV, in the way of the figures'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from service.domain.consolidation.table_lines import TableLine
from service.domain.reporting.row_table import RowTable
from service.writers.figures_csv import csv_pieces

BEFORE = ("Kỳ", "Mã đơn vị", "Đơn vị", "Mã bảng", "Dòng", "Trạng thái", "Tính")
BEHIND = ("Số biên nhận", "Ghi chú")


def table_csv(period: str, table: RowTable, lines: Iterable[TableLine]) -> Iterator[bytes]:
    """The file piece by piece: a column of the table has its title for a head, and days are written as 31/12/2025."""
    head = (*BEFORE, *(str(column.title) for column in table.columns), *BEHIND)
    return csv_pieces(head, (_values(period, table, line) for line in lines))


def _values(period: str, table: RowTable, line: TableLine) -> tuple[Decimal | int | str | None, ...]:
    agency, receipt = line.unit.agency, line.unit.receipt
    cells = ((column, line.cells.get(column.code)) for column in table.columns)
    return (
        period, agency.code, agency.name, table.code, line.number, line.state.label, int(line.is_counted),
        *(cell if isinstance(cell, Decimal) else column.called(cell) for column, cell in cells),
        "" if receipt is None else receipt.submission, line.note,
    )  # fmt: skip
