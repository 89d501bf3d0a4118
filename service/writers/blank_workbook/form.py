"""What every sheet of the unit's workbook is made from, and the look that they share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.organization.agency import Agency
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Past
from service.domain.reporting.form_names import META_SHEET
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.own_window import TAKES_OVER
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import Period
from service.domain.reporting.report import NA, SAID_NOT_APPLICABLE, Figure
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.handover import HandedOver, handed_over
from service.writers.excel_style import (
    A4,
    BOX,
    BRAND,
    CENTER,
    HEAD_FILL,
    MUTED,
    fill,
    font,
    print_one_page_wide,
    quoted,
    set_value,
)

INPUT_FILL = fill("FFFBE0")
LOCKED_FILL = fill("EDEFF2")
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)
TEXT_SHAPE = "@"
LAST_YEAR_COLUMN = "F"
SMALL_RATE = "0.0###%"


@dataclass(frozen=True)
class Form:
    """The workbook being written and all that goes into it."""

    workbook: Workbook
    template: ReportTemplate
    period: Period
    agency: Agency
    earlier: EarlierReports
    exempt: tuple[str, ...]
    prefill: Payload | None

    @property
    def covered(self) -> str:
        """The days that the unit reports, and whether it is held against the period before."""
        own = self.period.window_of(self.agency).said
        return own + (f"; {TAKES_OVER}" if self.earlier.takes_over else "")

    @cached_property
    def handed_over(self) -> tuple[HandedOver, ...]:
        """The figures that the unit states as they were handed over to it, this once."""
        return handed_over(self.template, self.earlier, self.is_exempt)

    @property
    def previous_head(self) -> str:
        """What stands above the figures of the period before."""
        title = self.earlier.title(Past.PREVIOUS)
        return f"Kỳ trước ({title})" if title else "Kỳ trước"

    def is_exempt(self, indicator: Indicator) -> bool:
        """Whether the unit does not report the indicator."""
        return self.template.is_exempt(indicator, self.agency, self.exempt)

    def name(self, name: str, sheet: Worksheet, cells: str) -> None:
        """Name a cell or range of a sheet."""
        self.workbook.defined_names[name] = DefinedName(name, attr_text=f"{quoted(sheet.title)}!{cells}")


def put(cell: Cell | MergedCell, value: str | int | Decimal | None, **look: object) -> Cell:
    """Write a value; text is never taken for a formula."""
    written = set_value(cell, value)
    written.font = font()
    for name, setting in look.items():
        setattr(written, name, setting)
    return written


def make_input(cell: Cell) -> None:
    """Let people write here."""
    cell.fill = INPUT_FILL
    cell.protection = Protection(locked=False)


def make_text_input(cell: Cell) -> None:
    """Let people write words here, which stay as typed: spreadsheets make dates of 3/2 and formulas of «- Sở đã …»."""
    make_input(cell)
    cell.number_format = TEXT_SHAPE


def figure_value(figure: Figure | None) -> Decimal | str | None:
    """A figure as a cell shows it."""
    return str(SAID_NOT_APPLICABLE).capitalize() if figure is NA else figure


def stated_before(form: Form, indicator: Indicator, past: Past) -> Figure | None:
    """What the unit's earlier report says of an indicator, None where it says nothing."""
    report = form.earlier.of(past)
    return None if report is None or indicator.code not in report.template.by_code else report.stated(indicator.code)


def last_year_cell(form: Form, code: str) -> str:
    """The cell of the hidden sheet with a figure of the same period last year, as formulas refer to it."""
    row = list(form.template.by_code).index(code) + 1
    return f"{quoted(META_SHEET)}!${LAST_YEAR_COLUMN}${row}"


def title_rows(form: Form, sheet: Worksheet, heading: str, hint: str) -> None:
    """The rows above every table; the table begins in row 7."""
    put(sheet["A1"], form.template.title, font=font(14, BRAND, bold=True))
    put(sheet["A2"], form.agency.name, font=font(12, bold=True))
    put(sheet["A3"], f"{form.period.title}: số liệu {form.covered}", font=font())
    put(sheet["A4"], heading, font=font(12, bold=True))
    put(sheet["A5"], hint, font=font(10, MUTED, italic=True))


def head_row(sheet: Worksheet, row: int, titles: tuple[str, ...]) -> None:
    """A table's head."""
    for column, title in enumerate(titles, 1):
        put(sheet.cell(row, column), title, font=font(bold=True), fill=HEAD_FILL, border=BOX, alignment=CENTER)


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
    sheet.print_title_rows = f"{head}:{head}"
    print_one_page_wide(sheet, A4, side=0.5, bottom=0.6)


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many characters."""
    # A column's width counts digits; a letter of running text is a little narrower, and a line ends with a whole word.
    fitting = max(1, int(width * 1.08) - 3)
    return sum(max(1, -(-len(part) // fitting)) for part in text.split("\n"))
