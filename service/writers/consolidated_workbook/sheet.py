"""What a sheet is to the workbook: a prepared frame, and rows that are streamed into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.consolidation import Consolidation
from service.writers.consolidated_workbook.styles import BRAND, HEADING, INK, LINE_START, MUTED, Look, StyleBook, dress
from service.writers.typeface import foot

TITLE = Look(bold=True, colour=BRAND, size=14, boxed=False, alignment=LINE_START)
SUBTITLE = Look(colour=INK, boxed=False, alignment=LINE_START)
SOURCES = "Nguồn số liệu"
HINT = Look(colour=MUTED, size=10, italic=True, boxed=False, alignment=LINE_START)


class Sheet(Protocol):
    """One sheet: `prepare` makes its frame, `rows` yields the XML of its rows, `last_row` is known beforehand.

    `about` is what the cover says of it.
    """

    title: str
    about: str

    @property
    def last_row(self) -> int:
        """The last row that is streamed."""
        ...

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, head, widths, panes, printing."""
        ...

    def rows(self, styles: StyleBook) -> Iterator[str]:
        """The rows below the head."""
        ...

    def links(self) -> Iterator[tuple[str, str]]:
        """Cells of the streamed rows with the place in this workbook to which each leads."""
        return iter(())


def write(sheet: Worksheet, row: int, column: int, value: str | int | None, look: Look) -> Cell:
    """A cell of the frame; text is never taken for a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    return dress(cell, look)


def titles(sheet: Worksheet, consolidation: Consolidation, heading: str, hint: str = "") -> None:
    """The three lines above every table."""
    covered = f"{consolidation.period.title}, số liệu {consolidation.period.window.said}"
    for row, (text, look) in enumerate(((heading, TITLE), (covered, SUBTITLE), (hint, HINT)), 1):
        write(sheet, row, 1, text, look)


def head(sheet: Worksheet, row: int, names: Sequence[str], height: float = 32) -> None:
    """A table's head in one row."""
    for column, name in enumerate(names, 1):
        write(sheet, row, column, name, HEADING)
    sheet.row_dimensions[row].height = height


def frame(
    sheet: Worksheet, widths: Sequence[float], freeze: str | None, print_rows: str | None, filter_range: str | None
) -> None:  # fmt: skip
    """Column widths, what stays in sight, the filter, and printing: A3 landscape, one page wide."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = freeze
    sheet.sheet_view.showGridLines = False
    if print_rows:
        sheet.print_title_rows = print_rows
    if filter_range:
        sheet.auto_filter.ref = filter_range
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "8"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    # The foot stands within the margin, above what no printer reaches.
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    foot(sheet, sheet.title)


def quoted(title: str) -> str:
    """A sheet's title as formulas refer to it."""
    return "'" + title.replace("'", "''") + "'"
