"""What a sheet is to the workbook: a prepared frame, and rows that are streamed into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.consolidation import Consolidation
from service.domain.reporting.form_names import SOURCE_SHEET
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.styles import HEADING, LINE_START, CellStyle, StyleRegistry, apply_style
from service.writers.excel_style import A3, BLUE, BRAND, INK, MUTED, TOP, print_one_page_wide, quoted, set_value

TITLE = CellStyle(bold=True, colour=BRAND, size=14, boxed=False, alignment=LINE_START)
SUBTITLE = CellStyle(colour=INK, boxed=False, alignment=LINE_START)
LIST_HEAD = 6  # of what can be sorted: the row above stays blank, so that nothing else is taken in
SOURCES, CONTENTS, OVERVIEW = SOURCE_SHEET, "Mục lục", "Tổng quan"
WAY_BACK = CellStyle(colour=BLUE, size=10, boxed=False, alignment=LINE_START)
HINT = CellStyle(colour=MUTED, size=10, italic=True, boxed=False, alignment=LINE_START)
# So many more of its smaller letters stand on a line, and so high is one, in points.
_HINT_LETTERS, _HINT_LINE = 1.1, 13.5


class Sheet(Protocol):
    """One sheet: `prepare` makes its frame, `rows` yields the XML of its rows, `last_row` is known beforehand.

    `about` is what the contents say of it. `last_letter` is the last column where the frame does not show it. `back`
    is the cell that leads to the sheet `back_to`, empty where there is none, as on paper.
    """

    title: str
    about: str
    group: SheetGroup
    last_letter: str = ""
    back: str = "A4"
    back_to: str = CONTENTS
    is_hidden: bool = False

    @property
    def last_row(self) -> int:
        """The last row that is streamed."""
        ...

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, head, widths, panes, printing."""
        ...

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """The rows below the head."""
        ...

    def alt_texts(self) -> Iterator[str]:
        """What each of its charts shows, in words."""
        return iter(())

    def links(self) -> Iterator[tuple[str, str]]:
        """Cells of the streamed rows with the place in this workbook to which each leads."""
        return iter(())


def write(sheet: Worksheet, row: int, column: int, value: str | int | None, look: CellStyle) -> Cell:
    """A cell of the frame; text is never taken for a formula."""
    return apply_style(set_value(sheet.cell(row, column), value), look)


def titles(sheet: Worksheet, of: Sheet, consolidation: Consolidation, heading: str, hint: str = "") -> None:
    """The three lines above every table, and where there is a reader who can click the way back."""
    covered = f"{consolidation.period.title}, số liệu {consolidation.period.window.said}"
    for row, (text, look) in enumerate(((heading, TITLE), (covered, SUBTITLE), (hint, HINT)), 1):
        write(sheet, row, 1, text, look)
    if of.back == "A4":
        write(sheet, 4, 1, way_back(of), WAY_BACK)


def way_back(of: Sheet) -> str:
    """The words of the link to the contents, or from them to the cover."""
    return f"← {of.back_to}"


def leading_back(of: Sheet) -> tuple[str, str]:
    """The cell of that link, and where it leads."""
    return of.back, f"{quoted(of.back_to)}!A1"


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
    if print_rows:
        sheet.print_title_rows = print_rows
    if filter_range:
        sheet.auto_filter.ref = filter_range
    _wrap_hint(sheet, widths)
    print_one_page_wide(sheet, A3, side=0.4, bottom=0.7)


def _wrap_hint(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Let a hint that is longer than its table is wide go on below, where it makes nothing on paper smaller."""
    if sheet.max_row < 3:
        return  # without titles its rows are streamed, and a cell that is looked for would be one more
    hint, width = sheet.cell(3, 1), sum(widths) * _HINT_LETTERS
    if isinstance(hint.value, str) and xml.lines_of(hint.value, width) > 1:
        hint.alignment = TOP
        sheet.merge_cells(start_row=3, end_row=3, start_column=1, end_column=len(widths))
        sheet.row_dimensions[3].height = xml.height_of([(hint.value, width)], line=_HINT_LINE)
