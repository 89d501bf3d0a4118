"""The tables with rows: each by the heads of its columns, to its last row, without the line of sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from service.domain.errors import Finding, Level, Message, UnreadableError, message
from service.domain.reporting.form_names import META_SHEET, table_name
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.report import NA
from service.domain.reporting.row_table import Cell, ColumnKind, Row, RowColumn, RowTable, Tables
from service.domain.reporting.template import ReportTemplate
from service.readers.excel import values
from service.readers.excel.tables import SheetTable, find_tables
from service.readers.excel.values import Notes
from service.readers.excel.workbook import CellValue, WorkbookReader
from service.readers.row_cells import cell_subjects, known_choice, whole


def read_row_tables(book: WorkbookReader, template: ReportTemplate, codes: Iterable[str], notes: Notes) -> Tables:
    """The rows of the tables that the form was made with; one that is there no more is named."""
    found: dict[str, tuple[Row, ...]] = {}
    for code in codes:
        table = template.table_by_code.get(code)
        if table is None:
            continue
        place = _table(book, table)
        if place is None:
            said = message("Bảng «{table}» đã bị xóa khỏi biểu mẫu: chép các dòng vào biểu mẫu mới.", table=table.title)
            notes.error("removed", said, f"$.tables.{code}", META_SHEET)
        elif rows := tuple(_rows(book, table, place, notes)):
            found[code] = rows
    return found


def _table(book: WorkbookReader, table: RowTable) -> SheetTable | None:
    """Where the heads of all columns that people fill in stand: on the sheet of the table's name, or on another."""
    box = book.box(table_name(table.code))
    first = [box.sheet] if box else []
    heads = {str(column.title): column.code for column in table.typed}
    for sheet in (*first, *(sheet for sheet in book.sheets if sheet not in (*first, META_SHEET))):
        for found in find_tables(book, sheet, heads, heads):
            return SheetTable(sheet, found.head, {heads[head]: place for head, place in found.columns.items()})
    return None


def _rows(book: WorkbookReader, table: RowTable, place: SheetTable, notes: Notes) -> Iterator[Row]:
    index = 0
    for row in sorted({row for row, _ in book.grid(place.sheet) if row > place.head}):
        cells = {code: book.cell((place.sheet, row, column)) for code, column in place.columns.items()}
        said = next((str(cells[column.code].value or "") for column in table.typed), "")
        if table.is_total(said) or all(values.is_empty(cell) for cell in cells.values()):
            continue
        yield _row(table, index, cells, notes)
        index += 1


def _row(table: RowTable, index: int, cells: Mapping[str, CellValue], notes: Notes) -> Row:
    path = f"$.tables.{table.code}[{index}]"
    notes.places[path] = next(iter(cells.values())).place
    row: dict[str, Cell] = {}
    for column in table.typed:
        cell = cells[column.code]
        notes.places[f"{path}.{column.code}"] = cell.place
        found = _cell(table, index, column, cell, notes)
        if found not in (None, ""):
            row[column.code] = found
    return row


def _cell(table: RowTable, index: int, column: RowColumn, cell: CellValue, notes: Notes) -> Cell | None:
    subject, _ = cell_subjects(table, index, column)
    if column.is_count:
        return _count(table, index, column, cell, notes)
    if column.kind is ColumnKind.DATE:
        day = values.day(cell, subject, notes)
        return None if day is None else day.isoformat()
    return known_choice(values.text(cell, subject, notes), column)


def _count(table: RowTable, index: int, column: RowColumn, cell: CellValue, notes: Notes) -> Decimal | None:
    """The number; of one that cannot be read the whole column's sum is not known."""
    subject, whole_column = cell_subjects(table, index, column)
    own = Notes()
    number = values.figure(cell, ValueType.COUNT, subject, own)
    for finding in own.findings:
        _say(notes, finding.rule, finding.level, finding.message, (subject, whole_column), cell)
    if number is NA:
        said = message("Ô {place}: cần số nguyên; không có thì để trống.", place=cell.place)
        _say(notes, "number", Level.ERROR, said, (subject, whole_column), cell)
        return None
    try:
        return None if number is None else whole(number)
    except UnreadableError as error:
        said = message("Ô {place}: {what}", place=cell.place, what=error.said)
        _say(notes, "number", Level.ERROR, said, (subject, whole_column), cell)
        return None


def _say(
    notes: Notes, rule: str, level: Level, said: Message, subjects: tuple[str, str], cell: CellValue
) -> None:  # fmt: skip
    notes.findings.add(Finding(rule, level, said, subjects, cell.place))
