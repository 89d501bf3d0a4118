"""The look of the province's workbook: every style is made once and known by its number in the file."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, PatternFill
from openpyxl.styles.cell_style import StyleArray

from service.domain.consolidation.formatting import POINTS
from service.domain.reporting.indicator import ValueType
from service.writers.excel_style import (
    ABSENT,
    AMBER,
    AMBER_FILL,
    BLUE,
    BOX,
    CENTER,
    COMPUTED_SHAPES,
    COUNT_SHAPE,
    DAY,
    HEAD_FILL,
    INK,
    LEFT,
    MONEY_SHAPE,
    MUTED,
    TOP,
    fill,
    font,
)

TOTAL = fill("F8EFD4")
GROUP = fill("EEF1F5")
MISSING = PatternFill("lightUp", fgColor=ABSENT)
WARNED = fill(AMBER_FILL)
# The space on the right is part of the format, since an indent is not kept by every program; text has it as well.
SPACED = "_);@_)"
COUNT = f"{COUNT_SHAPE}{SPACED}"
FORMATS = {unit: f"{shape}{SPACED}" for unit, shape in COMPUTED_SHAPES.items()}


def _signed(shape: str) -> str:
    """The format of what grew or fell: with a plus or a minus, and neither where it is shown as nothing."""
    return f'+{shape}_);"−"{shape}_);{shape}{SPACED}'


CHANGE = _signed('#,##0.0"%"')
# Percentages move by points.
DIFFERENCES = {**{unit: _signed(shape) for unit, shape in COMPUTED_SHAPES.items()},
               ValueType.PERCENT: _signed(f'#,##0.00" {POINTS}"')}  # fmt: skip
MOMENT = f"{DAY} hh:mm"
HELPER_WIDTH = 14.5
TALL = 18.0  # points of a row of sums
# A number that is too long for its column is written smaller, and never as «###».
RIGHT = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
# Words in a column as narrow as its numbers; sums may be words too.
SHRUNK = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
TOP_CENTER = Alignment(horizontal="center", vertical="top", wrap_text=True)
TOP_RIGHT = Alignment(horizontal="right", vertical="top")
LINE_START = Alignment(horizontal="left", vertical="center")


@dataclass(frozen=True)
class CellStyle:
    """One combination of font, fill, alignment and number format."""

    bold: bool = False
    colour: str = INK
    size: int = 11
    fill: PatternFill | None = None
    alignment: Alignment = LEFT
    shape: str = "General"
    boxed: bool = True
    italic: bool = False

    def __hash__(self) -> int:
        # openpyxl's own hash of a fill or an alignment takes long; equal ones are seldom told apart by more than this.
        fill = self.fill and self.fill.fgColor.rgb
        return hash((self.bold, self.colour, self.size, fill, self.alignment.horizontal, self.shape, self.boxed))


TEXT = CellStyle()
TEXT_TOP = CellStyle(alignment=TOP)
STRONG = CellStyle(bold=True)
SMALL = CellStyle(colour=MUTED, size=10)
MIDDLE = CellStyle(alignment=CENTER)
HEADING = CellStyle(bold=True, fill=HEAD_FILL, alignment=CENTER)
FILTER_HEAD = CellStyle(bold=True, fill=HEAD_FILL, alignment=TOP_CENTER)
GROUP_NAME = CellStyle(bold=True, fill=GROUP)
TOTAL_NAME = CellStyle(bold=True, fill=TOTAL)
ABSENT_NAME = CellStyle(colour=MUTED, italic=True)
LATE_NAME = CellStyle(colour=AMBER)
LINK = CellStyle(colour=BLUE)
LINK_TOP = CellStyle(colour=BLUE, alignment=TOP)
MISSING_CELL = CellStyle(fill=MISSING)
NA_CELL = CellStyle(colour=MUTED, alignment=SHRUNK)
COUNT_CELL = CellStyle(alignment=RIGHT, shape=COUNT)
TOP_MIDDLE = CellStyle(alignment=TOP_CENTER)
DAY_CELL = CellStyle(alignment=TOP_CENTER, shape=DAY)
MOMENT_CELL = CellStyle(alignment=TOP_CENTER, shape=MOMENT)
TOP_COUNT = CellStyle(alignment=TOP_RIGHT, shape=COUNT)
TOP_RIGHT_TEXT = CellStyle(alignment=TOP_RIGHT, shape=COUNT)
WARNED_TEXT = CellStyle(bold=True, colour=AMBER, alignment=TOP)
NOTE = CellStyle(colour=MUTED, size=10, alignment=TOP)
DIGEST = CellStyle(colour=MUTED, size=8, alignment=TOP)


def number(unit: ValueType, *, bold: bool = False, fill: PatternFill | None = None) -> CellStyle:
    """A figure of that kind."""
    return CellStyle(bold=bold, fill=fill, alignment=RIGHT, shape=FORMATS[unit])


def warned(unit: ValueType) -> CellStyle:
    """A figure of that kind with a warning, which a star in the space on the right tells as well as the colour."""
    return replace(number(unit, fill=WARNED), shape=f'{COMPUTED_SHAPES[unit]}"*";@_)')


def left_out(unit: ValueType) -> CellStyle:
    """A figure of that kind that is not added up, since another unit tells the same."""
    return replace(number(unit), colour=MUTED, italic=True)


def difference(unit: ValueType, *, bold: bool = False, fill: PatternFill | None = None) -> CellStyle:
    """By how much a figure of that kind moved: a percentage by points."""
    return replace(number(unit, bold=bold, fill=fill), shape=DIFFERENCES[unit])


def percentage(*, bold: bool = False, fill: PatternFill | None = None) -> CellStyle:
    """By how many percent a figure moved."""
    return CellStyle(bold=bold, fill=fill, alignment=RIGHT, shape=CHANGE)


# The styles that a workbook has been given, by look: making one takes far longer than copying it.
_MADE: WeakKeyDictionary[Workbook, dict[CellStyle, StyleArray]] = WeakKeyDictionary()


def apply_style(cell: Cell, look: CellStyle) -> Cell:
    """Give a cell a look."""
    workbook = cell.parent.parent
    assert workbook is not None
    made = _MADE.setdefault(workbook, {})
    if look in made:
        cell._style = copy(made[look])  # type: ignore[attr-defined]
        return cell
    cell.font = font(look.size, look.colour, bold=look.bold, italic=look.italic)
    cell.alignment = look.alignment
    cell.number_format = look.shape
    if look.fill is not None:
        cell.fill = look.fill
    if look.boxed:
        cell.border = BOX
    made[look] = copy(cell._style)  # type: ignore[attr-defined]
    return cell


class StyleRegistry:
    """The numbers under which the workbook knows its looks; amounts of money have as many decimals in all of it."""

    def __init__(self, workbook: Workbook, money_decimals: int) -> None:
        self._money = f"#,##0.{'0' * money_decimals}"
        self._scratch = workbook.create_sheet("scratch")
        self._workbook = workbook
        self._ids: dict[CellStyle, int] = {}

    def id(self, look: CellStyle) -> int:
        """The style number of a look."""
        if look not in self._ids:
            cell = self._scratch.cell(len(self._ids) + 1, 1)
            assert isinstance(cell, Cell)
            shown = replace(look, shape=look.shape.replace(MONEY_SHAPE, self._money))
            self._ids[look] = apply_style(cell, shown).style_id
        return self._ids[look]

    def close(self) -> None:
        """Take the scratch sheet away; the styles stay."""
        del self._workbook[self._scratch.title]
