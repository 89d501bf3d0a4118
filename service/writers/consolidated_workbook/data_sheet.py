"""«Dữ liệu»: the figures as an Excel table, a line for each agency and indicator, for pivots and programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.figure_table import FigureRecord, FigureTable
from service.domain.reporting.indicator import ValueType
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.rows import ANY_ROW
from service.writers.consolidated_workbook.sheet import Sheet, frame, head
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.figure_columns import COLUMNS, values_of

MAX_LINES = 1_000_000  # of the 1,048,576 that a sheet has
TABLE = "DuLieu"
_LAST = xml.LETTERS[len(COLUMNS)]
# Where cells of the same agency, and of the same indicator, stand beside each other.
_AGENCY, _INDICATOR = slice(0, 5), slice(5, 11)
_ENDING, _TARGET = slice(16, 18), slice(18, 20)
_PLAIN = replace(look.TEXT, boxed=False)


class DataSheet(Sheet):
    """Some of the lines; the head stands in the first row and nothing else on the sheet, as other programs expect."""

    group = SheetGroup.DATA
    back = ""  # other programs want nothing beside the table
    about = "Mỗi đơn vị và chỉ tiêu một dòng, dạng bảng của Excel: để lọc, lập PivotTable, đưa vào Power BI"

    def __init__(self, table: FigureTable, first: int, last: int, part: int) -> None:
        self.title = "Dữ liệu" if part == 1 else f"Dữ liệu ({part})"
        self.name = TABLE if part == 1 else f"{TABLE}{part}"
        self._table, self._first, self._last = table, first, last

    @property
    def last_row(self) -> int:
        """The last line; a table has one at least."""
        return 1 + max(1, self._last - self._first)

    def prepare(self, sheet: Worksheet) -> None:
        """The head, and the table over the lines to come."""
        head(sheet, 1, [column.name for column in COLUMNS], 32)
        frame(sheet, [column.width for column in COLUMNS], "A2", "1:1", None)
        place = f"A1:{_LAST}{self.last_row}"
        table = Table(displayName=self.name, name=self.name, ref=place, autoFilter=AutoFilter(ref=place))
        # Named here, for openpyxl would make a cell for each of the lines to find the names.
        table.tableColumns = [TableColumn(id=number, name=column.name) for number, column in enumerate(COLUMNS, 1)]
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight9", showRowStripes=False)
        sheet.add_table(table)

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """A line each."""
        lines = _Lines(styles)
        if self._first == self._last:
            yield xml.row(2, [])
        for row, line in enumerate(self._table.lines(self._first, self._last), 2):
            yield lines.line(row, line)


class _Lines:
    """Makes the rows; what those of an agency or of an indicator share is made once."""

    def __init__(self, styles: StyleRegistry) -> None:
        self._text, self._count = styles.id(_PLAIN), styles.id(replace(look.COUNT_CELL, boxed=False))
        self._numbers = {kind: styles.id(replace(look.number(kind), boxed=False)) for kind in ValueType}
        self._agencies: dict[tuple[str, str], tuple[str, str]] = {}
        self._indicators: dict[str, str] = {}

    def line(self, row: int, line: FigureRecord) -> str:
        """One row of the sheet."""
        values = values_of(line)
        key, indicator = (line.unit.agency.code, line.note), line.indicator
        agency = self._agencies.get(key)
        if agency is None:
            # Agencies come one after the other, nearly all of whose lines have the same note.
            self._agencies = {key: (self._texts(values, _AGENCY), self._texts(values, _ENDING))}
            agency = self._agencies[key]
        about = self._indicators.get(indicator.code)
        if about is None:
            about = self._indicators[indicator.code] = self._texts(values, _INDICATOR)
        style = self._numbers[indicator.kind]
        made = (
            f'<row r="{ANY_ROW}">{agency[0]}{about}{_number("L", style, line.value)}'
            f'<c r="M{ANY_ROW}" s="{self._text}"{xml.text_tail(line.state.label)}'
            f"{_number('N', self._count, int(line.is_counted))}{_number('O', style, line.previous)}"
            f"{_number('P', style, line.last_year)}{agency[1]}{self._texts(values, _TARGET)}</row>"
        )
        return xml.numbered(made, row)

    def _texts(self, values: tuple[object, ...], which: slice) -> str:
        places = range(*which.indices(len(values)))
        return "".join(
            xml.text_cell(f"{xml.LETTERS[at + 1]}{ANY_ROW}", self._text, str(values[at])) for at in places if values[at]
        )


def _number(letter: str, style: int, value: Decimal | int | None) -> str:
    return "" if value is None else f'<c r="{letter}{ANY_ROW}" s="{style}"><v>{xml.number_text(value)}</v></c>'


def data_sheets(layout: Layout) -> list[Sheet]:
    """As many sheets as the lines need; none for printing, which nobody can filter."""
    if layout.is_print:
        return []
    indicators = [item for section in layout.sections for item in layout.indicators_of(section.code)]
    table = FigureTable(layout.consolidation, indicators)
    step = MAX_LINES - MAX_LINES % max(1, len(indicators))
    starts = range(0, max(1, len(table)), step)
    return [DataSheet(table, at, min(len(table), at + step), part) for part, at in enumerate(starts, 1)]
