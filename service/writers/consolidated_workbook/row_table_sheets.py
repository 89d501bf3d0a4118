"""The tables with rows: added up by their key over the units, and all rows with whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from service.domain.consolidation.table_totals import TableTotals, TotalLine, shown_tables, table_totals, unit_rows
from service.domain.reporting.row_table import Cell, ColumnKind, RowColumn, RowTable
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.tables import TableColumn, TableSheet, Value

_WIDTHS = {ColumnKind.COUNT: 15.0, ColumnKind.DATE: 14.0, ColumnKind.CHOICE: 36.0, ColumnKind.TEXT: 48.0}


class TableTotalSheet(TableSheet):
    """One table added up over the units by what stands in its key column; at the end what was adjusted, and all."""

    group = SheetGroup.FIGURES

    def __init__(self, layout: Layout, table: RowTable, number: int) -> None:
        super().__init__(layout)
        self.table, self.title = table, f"Bảng {number}"
        self.about = f"{table.title}: cộng các đơn vị"
        self.hint = f"{table.title}. Cộng số liệu {self._totals.units} đơn vị có bảng; cách cộng như các chỉ tiêu."
        names = [TableColumn(table.by_code[table.key].title, 44, wraps=True)] if table.key else []
        self.columns = (*names, TableColumn("Số đơn vị", 11, look.TOP_COUNT), *map(_column, table.counts))

    @cached_property
    def _totals(self) -> TableTotals:
        return table_totals(self.consolidation.report, self.table)

    def lines(self) -> Iterator[Sequence[Value]]:
        """By the table's own choices, then others by name."""
        yield from map(self._line, self._totals.lines)

    def _line(self, line: TotalLine) -> Sequence[Value]:
        numbers = [_value(column, line.sums.get(column.code)) for column in self.table.counts]
        return (*([line.name] if self.table.key else []), line.units, *numbers)


class TableRowSheet(TableSheet):
    """Every row of one table with its unit, and whether it is added up."""

    group = SheetGroup.REPORTING

    def __init__(self, layout: Layout, table: RowTable, number: int) -> None:
        super().__init__(layout)
        self.table, self.title = table, f"Bảng {number} (các dòng)"
        self.about = f"{table.title}: từng dòng của mỗi đơn vị"
        self.hint = f"{table.title}. Xếp theo đơn vị, rồi theo thứ tự trong báo cáo."
        ends = TableColumn("Ghi chú", 24, wraps=True)
        first = (TableColumn("Đơn vị", 40, wraps=True), TableColumn("Dòng", 8, look.TOP_COUNT))
        self.columns = (*first, *map(_column, table.columns), ends)

    def lines(self) -> Iterator[Sequence[Value]]:
        """By unit in table order."""
        found: dict[str, list[Sequence[Value]]] = {}
        for item in unit_rows(self.consolidation.report, self.table):
            cells = [_value(column, cell) for column, cell in self.table.cells(item.row)]
            found.setdefault(item.agency, []).append((item.number, *cells, "" if item.counted else "không cộng"))
        for unit in self.consolidation.units:
            for line in found.get(unit.agency.code, ()):
                yield unit.agency.name, *line


def row_table_sheets(layout: Layout, kind: type[TableTotalSheet] | type[TableRowSheet]) -> Iterator[TableSheet]:
    """A sheet for each table of the sections that are shown in which somebody wrote a row."""
    for number, table in shown_tables(layout.consolidation):
        if kind is TableRowSheet or table.counts:
            yield kind(layout, table, number)


def _column(column: RowColumn) -> TableColumn:
    width = _WIDTHS[column.kind]
    if column.is_count:
        return TableColumn(column.title, width, look.TOP_COUNT)
    return TableColumn(column.title, width, look.DAY_CELL if column.kind is ColumnKind.DATE else look.TEXT_TOP, True)


def _value(column: RowColumn, cell: Cell | None) -> Value:
    if isinstance(cell, Decimal):
        return int(cell)
    return date.fromisoformat(cell) if cell and column.kind is ColumnKind.DATE else cell
