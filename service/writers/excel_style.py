"""The look of every workbook that is written: colours, edges, letters, number formats, and how sheets are printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.reporting.indicator import ValueType
from service.writers.fonts import FONT, foot

INK, MUTED, ABSENT, BRAND, AMBER, BLUE = "1F2933", "6B7280", "B8BEC8", "8F1D1D", "9A5B00", "0B57A4"
STEEL, GOLD, SLATE = "2F5D8A", "C98A1B", "5B6672"
GREEN_FILL, AMBER_FILL, RED_FILL = "C9EBD0", "FCE8B2", "F6C9C5"
CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
# One decimal is always shown of money, so that no decimal comma stands alone; the reader's own locale chooses the
# signs. Percentages differ: units type them, and the province's are computed.
COUNT_SHAPE, MONEY_SHAPE = "#,##0", "#,##0.0##"
_SHAPES = {ValueType.COUNT: COUNT_SHAPE, ValueType.MONEY: MONEY_SHAPE, ValueType.DECIMAL: MONEY_SHAPE}
TYPED_SHAPES = {**_SHAPES, ValueType.PERCENT: "0.0##"}
COMPUTED_SHAPES = {**_SHAPES, ValueType.PERCENT: '#,##0.00"%"'}
DAY = "dd/mm/yyyy"
# Sizes of paper as spreadsheets number them.
A3, A4 = "8", "9"


def box(colour: str) -> Border:
    """A thin line of that colour around a cell."""
    side = Side(style="thin", color=colour)
    return Border(left=side, right=side, top=side, bottom=side)


def fill(colour: str) -> PatternFill:
    """A cell of that colour."""
    return PatternFill("solid", fgColor=colour)


BOX = box("C9CED6")
HEAD_FILL = fill("F1E4E1")


def font(
    size: int = 11, colour: str | None = INK, *, bold: bool = False, italic: bool = False,
    underline: Literal["single"] | None = None,
) -> Font:  # fmt: skip
    """The letters of every workbook, in that size and colour."""
    return Font(name=FONT, size=size, bold=bold, italic=italic, color=colour, underline=underline)


def set_value(cell: Cell | MergedCell, value: str | int | Decimal | None) -> Cell:
    """Write a value; text is never taken for a formula, whatever it begins with."""
    assert isinstance(cell, Cell)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def quoted(title: str) -> str:
    """A sheet's title as formulas refer to it."""
    return "'" + title.replace("'", "''") + "'"


def print_one_page_wide(sheet: Worksheet, paper: str, side: float, bottom: float) -> None:
    """How a sheet prints: landscape, one page wide, within margins in inches, its title in the foot."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = side
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, bottom
    # The foot stands within the margin, above what no printer reaches.
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    foot(sheet, sheet.title)
