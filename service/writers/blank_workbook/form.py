"""What every sheet of the unit's workbook is made from, and the look that they share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.organization.agency import Agency
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import Period
from service.domain.reporting.report import NA, Figure, Report
from service.domain.reporting.template import Indicator, ReportTemplate, Unit
from service.writers.typeface import FONT, foot

INK, MUTED, BRAND = "1F2933", "6B7280", "8F1D1D"
THIN = Side(style="thin", color="C9CED6")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD_FILL = PatternFill("solid", fgColor="F1E4E1")
INPUT_FILL = PatternFill("solid", fgColor="FFFBE0")
LOCKED_FILL = PatternFill("solid", fgColor="EDEFF2")
WRAP = Alignment(horizontal="left", wrap_text=True, vertical="center", indent=1)
TOP = Alignment(horizontal="left", wrap_text=True, vertical="top", indent=1)
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)
CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
NUMBER_FORMATS = {Unit.COUNT: "#,##0", Unit.MONEY: "#,##0.0##", Unit.PERCENT: "0.0##"}
SMALL_RATE = "0.0###%"


@dataclass(frozen=True)
class Form:
    """The workbook being written and all that goes into it."""

    workbook: Workbook
    template: ReportTemplate
    period: Period
    agency: Agency
    previous: Report | None
    exempt: tuple[str, ...]
    prefill: Payload | None

    def is_exempt(self, indicator: Indicator) -> bool:
        """Whether the unit does not report the indicator."""
        return self.template.is_exempt(indicator, self.agency, self.exempt)

    def name(self, name: str, sheet: Worksheet, cells: str) -> None:
        """Name a cell or range of a sheet."""
        self.workbook.defined_names[name] = DefinedName(name, attr_text=f"{quoted(sheet.title)}!{cells}")


def quoted(title: str) -> str:
    """A sheet's title as formulas refer to it."""
    return "'" + title.replace("'", "''") + "'"


def put(cell: Cell | MergedCell, value: str | int | Decimal | None, **look: object) -> Cell:
    """Write a value; text is never taken for a formula."""
    assert isinstance(cell, Cell)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font = Font(name=FONT, size=11, color=INK)
    for name, setting in look.items():
        setattr(cell, name, setting)
    return cell


def make_input(cell: Cell) -> None:
    """Let people write here."""
    cell.fill = INPUT_FILL
    cell.protection = Protection(locked=False)


def figure_value(figure: Figure | None) -> Decimal | str | None:
    """A figure as a cell shows it."""
    return figure.value if figure is NA else figure


def title_rows(form: Form, sheet: Worksheet, heading: str, hint: str) -> None:
    """The rows above every table; the table begins in row 7."""
    put(sheet["A1"], form.template.title, font=Font(name=FONT, size=14, bold=True, color=BRAND))
    put(sheet["A2"], form.agency.name, font=Font(name=FONT, size=12, bold=True, color=INK))
    put(
        sheet["A3"],
        f"{form.period.title}: số liệu {form.period.window.said}",
        font=Font(name=FONT, size=11, color=INK),
    )
    put(sheet["A4"], heading, font=Font(name=FONT, size=12, bold=True, color=INK))
    put(sheet["A5"], hint, font=Font(name=FONT, size=10, italic=True, color=MUTED))


def head_row(sheet: Worksheet, row: int, titles: tuple[str, ...]) -> None:
    """A table's head."""
    for column, title in enumerate(titles, 1):
        bold = Font(name=FONT, size=11, bold=True, color=INK)
        put(sheet.cell(row, column), title, font=bold, fill=HEAD_FILL, border=BOX, alignment=CENTER)


def protect(sheet: Worksheet) -> None:
    """Only inputs may be changed; widths and heights may. No password: this guards against slips, not people."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.selectLockedCells = False


def page(sheet: Worksheet, widths: tuple[float, ...], head: int) -> None:
    """Column widths, what stays in sight, and how it prints: A4 landscape, one page wide."""
    for index, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + index)].width = width
    sheet.freeze_panes = f"A{head + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    foot(sheet, sheet.title)


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many characters."""
    # A column's width counts digits; a letter of running text is a little narrower, and a line ends with a whole word.
    fitting = max(1, int(width * 1.08) - 3)
    return sum(max(1, -(-len(part) // fitting)) for part in text.split("\n"))
