"""«So sánh»: what moved much, or all of chosen units, beside the previous period and the same period last year.

Totals stand in «Biểu tổng hợp», and every figure of every unit with its earlier ones in «Dữ liệu».
The figures of now are formulas of the sections' sheets, and the differences of those, so that they follow a correction.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.baseline import CHANGE_DECIMALS, Baseline, change, is_share
from service.domain.consolidation.consolidation import Consolidation
from service.domain.reporting.indicator import Indicator, ValueType
from service.domain.reporting.report import NA, Figure
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.index_sheet import IndexSheet
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.rows import ANY_ROW
from service.writers.consolidated_workbook.sheet import LIST_HEAD, Sheet, frame, head, titles
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.subtotals import whole_name
from service.writers.consolidated_workbook.summary import SummarySheet, past_name, unlike_note
from service.writers.consolidated_workbook.wording import NOT_APPLICABLE

HEAD = LIST_HEAD
MAX_LINES = 1_000_000  # of the 1,048,576 that a sheet has
# The first four stay in sight: narrow enough for a small screen to show both comparisons beside them.
WIDTHS = (10.0, 38.0, 11.0, 28.0, 14.0, 15.0, 22.0, 10.0, 15.0, 22.0, 10.0, 44.0)
Column = Sequence[Figure | None]
NONE_YET = "Chưa có kỳ trước và cùng kỳ năm trước trong hệ thống để so sánh."
NO_FIGURES = "Không có số liệu để so sánh."
NOTHING_MOVED = "Không có số liệu nào thay đổi nhiều như vậy."
# What is much: in percent of what it was, and of a share in points.
MUCH, MANY_POINTS = Decimal(50), Decimal(10)


class ComparisonSheet(Sheet):
    """Some of the indicators; so many lines as a sheet holds. Without an earlier period it says that there is none."""

    group = SheetGroup.FIGURES
    about = "Số liệu thay đổi nhiều so với kỳ trước hoặc cùng kỳ năm trước; với đơn vị được chọn: mọi chỉ tiêu"

    def __init__(
        self, layout: Layout, table: _Table, indicators: Sequence[Indicator], lines: int, part: int
    ) -> None:  # fmt: skip
        self.table = table
        self.indicators = indicators
        self.lines = lines
        self.title = "So sánh" if part == 1 else f"So sánh ({part})"
        self.layout = layout
        self.index = IndexSheet(layout)
        self.item = layout.consolidation

    @property
    def last_row(self) -> int:
        """The last line."""
        return HEAD + max(1, self.lines)

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, head and filter."""
        every = "xem bảng Excel" if self.layout.is_print else "xem trang tính «Dữ liệu»"
        which = (
            "Không có dòng cho đơn vị không có số liệu ở cả ba kỳ."
            if self.item.scope.units
            else f"Chỉ gồm số liệu khi lập bảng thay đổi từ {MUCH}% trở lên (tỷ lệ: từ {MANY_POINTS} điểm phần trăm) "
            f"so với kỳ trước hoặc cùng kỳ, hoặc khi đó có mà nay không có; mọi số liệu: {every}."
        )
        hint = (
            f"{which} Tỷ lệ so bằng điểm phần trăm. Đơn vị sáp nhập so với tổng của các đơn vị cũ, ghi ở cột cuối. "
            f"Số {whole_name(self.item).lower()}: xem trang tính «{SummarySheet.title}». {unlike_note(self.item)}"
        ).strip()
        titles(sheet, self, self.item, "SO SÁNH VỚI CÁC KỲ TRƯỚC", hint)
        previous, last_year = past_name("Kỳ trước", self.item.previous), past_name("Cùng kỳ", self.item.last_year)
        names = (
            "Số", "Chỉ tiêu", "Đơn vị tính", "Đơn vị", "Kỳ này", previous, "Tăng, giảm", "%", last_year, "Tăng, giảm",
            "%", "Ghi chú",
        )  # fmt: skip
        widths = WIDTHS if self._has_notes else WIDTHS[:-1]
        head(sheet, HEAD, names[: len(widths)], 48)
        last = xml.LETTERS[len(widths)]
        frame(sheet, widths, f"E{HEAD + 1}", f"{HEAD}:{HEAD}", f"A{HEAD}:{last}{self.last_row}")

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """By indicator, then by unit in table order; totals stand in a sheet that nobody sorts."""
        paint = _Paint(styles)
        if self.lines == 0:
            yield xml.row(HEAD + 1, [xml.text_cell(f"A{HEAD + 1}", paint.text, self._nothing)])
            return
        row = HEAD
        has_notes = self._has_notes
        units = [
            paint.unit(
                unit.agency.name, self._note(unit.agency.code) if has_notes else None, self._divided(unit.agency.code)
            )
            for unit in self.item.units
        ]
        shared = _SharedFormulas(self.last_row)
        places: dict[str, list[str]] = {}
        for indicator in self.indicators:
            section = indicator.section
            if section not in places:
                places[section] = [self._place(unit.agency.code, section) for unit in self.item.units]
            figures = self.layout.range(section, self.layout.columns[indicator.code].letter)
            lines = _Lines(paint, indicator, figures, shared, self.table.compares(indicator))
            for at, now, previous, last_year in self.table.lines(indicator):
                row += 1
                yield lines.line(row, units[at], places[section][at], now, previous, last_year)

    @property
    def _nothing(self) -> str:
        """What stands on an empty sheet."""
        if self.table.is_alone:
            return NONE_YET
        return NO_FIGURES if self.item.scope.units else NOTHING_MOVED

    def _place(self, agency: str, section: str) -> str:
        """The cell that says where the unit stands, empty where it has no row."""
        return self.index.place(agency, section) if agency in self.layout.unit_rows else ""

    @property
    def _pasts(self) -> tuple[Baseline | None, Baseline | None]:
        return self.item.previous, self.item.last_year

    @cached_property
    def _has_notes(self) -> bool:
        """Whether there is anything to say of a unit's past, so that there is a column for it."""
        return any(past.origin(unit.agency.code) for past in self._pasts if past for unit in self.item.units)

    def _note(self, agency: str) -> str:
        """Where a unit's past is from, told of each of the two where they differ."""
        previous, last_year = (past.origin(agency) if past else "" for past in self._pasts)
        if previous == last_year or self.item.previous is None or self.item.last_year is None:
            return previous or last_year
        told = (("Kỳ trước", previous), ("Cùng kỳ", last_year))
        return "; ".join(f"{name}: {said[:1].lower()}{said[1:]}" for name, said in told if said)

    def _divided(self, agency: str) -> tuple[bool, ...]:
        return tuple(past is not None and agency in past.divided for past in self._pasts)


class _Table:
    """The units' figures of the three periods that are shown, an indicator after the other."""

    def __init__(self, item: Consolidation) -> None:
        units = [unit.agency.code for unit in item.units]
        self.is_alone = item.previous is None and item.last_year is None
        self._item = item
        self._none: Column = (None,) * len(units)
        self._now = {} if self.is_alone else item.report.columns(units)
        self._pasts = [{} if past is None else past.columns(units) for past in (item.previous, item.last_year)]
        self._has_report = [code in item.report.filings for code in units]
        self._divided = [
            tuple(past is not None and code in past.divided for past in (item.previous, item.last_year))
            for code in units
        ]
        self._shown: dict[str, array[int]] = {}

    def compares(self, indicator: Indicator) -> tuple[bool, bool]:
        """Whether the indicator's figures of either earlier period cover about as many days as now."""
        previous, last_year = (
            past is not None and past.compares(self._item.report, indicator.code)
            for past in (self._item.previous, self._item.last_year)
        )
        return previous, last_year

    def lines(self, indicator: Indicator) -> Iterator[tuple[int, Figure | None, Figure | None, Figure | None]]:
        """Each unit's place among the units, and its figures of now, the previous period and last year."""
        now, previous, last_year = self._columns(indicator)
        for at in self._places(indicator):
            yield at, now[at], previous[at], last_year[at]

    def count(self, indicator: Indicator) -> int:
        """How many lines an indicator takes: none where there is nothing to compare with."""
        return len(self._places(indicator))

    def _places(self, indicator: Indicator) -> array[int]:
        if self.is_alone:
            return array("I")
        if indicator.code not in self._shown:
            is_shown = self._is_given if self._item.scope.units else self._has_moved(indicator)
            columns = zip(*self._columns(indicator), strict=True)
            self._shown[indicator.code] = array("I", (at for at, three in enumerate(columns) if is_shown(at, three)))
        return self._shown[indicator.code]

    def _columns(self, indicator: Indicator) -> tuple[Column, Column, Column]:
        """The figures of now, the previous period and the same period last year."""
        previous, last_year = (past.get(indicator.code, self._none) for past in self._pasts)
        return self._now[indicator.code], previous, last_year

    @staticmethod
    def _is_given(_at: int, figures: Column) -> bool:
        return any(isinstance(figure, Decimal) for figure in figures)

    def _has_moved(self, indicator: Indicator) -> Callable[[int, Column], bool]:
        """Whether a unit's figures moved much since one of the periods that compare; who filed nothing is not asked."""
        compares, limit = self.compares(indicator), None if is_share(indicator) else MUCH

        def has_moved(at: int, figures: Column) -> bool:
            now, *pasts = figures
            return self._has_report[at] and any(
                is_like and not divided and _is_much(now, before, limit)
                for before, is_like, divided in zip(pasts, compares, self._divided[at], strict=True)
            )

        return has_moved


def _is_much(now: Figure | None, before: Figure | None, percent: Decimal | None) -> bool:
    """Whether a figure moved by so many percent or more, or, where None is given, by many points; or is gone."""
    if not isinstance(before, Decimal):
        return False
    if not isinstance(now, Decimal):
        return before != 0
    if percent is None:
        return abs(now - before) >= MANY_POINTS
    return now != before and 100 * abs(now - before) >= percent * abs(before)


def comparison_sheets(layout: Layout) -> list[Sheet]:
    """As many sheets as the lines need, one at least; an indicator is never divided."""
    sheets: list[Sheet] = []
    chosen: list[Indicator] = []
    lines = 0
    table = _Table(layout.consolidation)
    for section in layout.sections:
        for indicator in layout.indicators_of(section.code):
            more = table.count(indicator)
            if chosen and lines + more > MAX_LINES:
                sheets.append(ComparisonSheet(layout, table, chosen, lines, len(sheets) + 1))
                chosen, lines = [], 0
            chosen.append(indicator)
            lines += more
    return [*sheets, ComparisonSheet(layout, table, chosen, lines, len(sheets) + 1)]


class _Unit(NamedTuple):
    """What a unit's lines share: its name and its note as cells, and how many lines of text they take.

    `divided` says of each of the two pasts whether it is not the unit's alone, so that nothing is compared.
    """

    name: str
    note: str
    height: int
    divided: tuple[bool, ...]


class _Paint:
    """The style numbers of the lines."""

    def __init__(self, styles: StyleRegistry) -> None:
        self.text = styles.id(look.TEXT)
        self.na = styles.id(look.NA_CELL)
        self.missing = styles.id(look.MISSING_CELL)
        self.note = styles.id(look.NOTE)
        self.numbers = {unit: styles.id(look.number(unit)) for unit in ValueType}
        self.differences = {unit: styles.id(look.difference(unit)) for unit in ValueType}
        self.percent = styles.id(look.percentage())

    def unit(self, name: str, note: str | None, divided: tuple[bool, ...]) -> _Unit:
        """A unit's cells, without a note's where that is None."""
        return _Unit(
            xml.text_cell(f"D{ANY_ROW}", self.text, name),
            "" if note is None else xml.text_cell(f"L{ANY_ROW}", self.note, note),
            max(xml.lines_of(name, WIDTHS[3]), xml.lines_of(note or "", WIDTHS[-1])),
            divided,
        )


class _SharedFormulas:
    """The formulas of the differences: one a column that its cells share, written out in the first of them."""

    def __init__(self, last_row: int) -> None:
        self._last_row = last_row
        self._known: dict[str, tuple[str, str]] = {}

    def tail(self, cell: str, row: int, value: Decimal | None) -> str:
        """What follows the style of a cell of a column, told by how its cells begin."""
        known = self._known.get(cell)
        if known is None:
            known, index = self._opened(cell, row), len(self._known)
            self._known[cell] = f'><f t="shared" si="{index}"/><v>', f' t="str"><f t="shared" si="{index}"/><v></v></c>'
        return known[1] if value is None else f"{known[0]}{xml.number_text(value)}</v></c>"

    def _opened(self, cell: str, row: int) -> tuple[str, str]:
        letter = cell.removeprefix('<c r="')[0]
        before, own = _COMPARED[letter], f"{letter}{row}"
        if letter in "GJ":
            formula = f'IF(ISNUMBER(E{row}),ROUND(E{row}-{before}{row},9),"")'
        else:
            difference = f"{xml.LETTERS[xml.LETTERS.index(letter) - 1]}{row}"
            formula = f'IF(ISNUMBER({difference}),ROUND(100*{difference}/ABS({before}{row}),{CHANGE_DECIMALS}),"")'
        made = f'<f t="shared" ref="{own}:{letter}{self._last_row}" si="{len(self._known)}">{formula}</f><v>'
        return f">{made}", f' t="str">{made}</v></c>'


# The column of the figure with which a difference or a percentage compares.
_COMPARED = {"G": "F", "H": "F", "J": "I", "K": "I"}


class _Lines:
    """Makes the lines of an indicator; what they share is made once, for there are a great many."""

    def __init__(
        self, paint: _Paint, indicator: Indicator, figures: str, shared: _SharedFormulas, compares: tuple[bool, bool]
    ) -> None:  # fmt: skip
        texts = zip("ABC", (indicator.number, indicator.name, indicator.unit), strict=True)
        self._names = "".join(xml.text_cell(f"{letter}{ANY_ROW}", paint.text, text) for letter, text in texts)
        self._height = xml.lines_of(indicator.name, WIDTHS[1])
        self._now, *past = (f'<c r="{letter}{ANY_ROW}" s="' for letter in "EFGHIJK")
        self._previous, self._last_year = past[:3], past[3:]
        number = paint.numbers[indicator.kind]
        self._number, self._empty = f'{number}"><v>', f'{number}"/>'
        self._difference = f'{paint.differences[indicator.kind]}"'
        self._percent = f'{paint.percent}"'
        self._shared = shared
        self._found = f"INDEX({figures},"
        self._styles = number, paint.missing, paint.na
        self._missing, self._na = f'{paint.missing}"/>', f'{paint.na}"{xml.text_tail(NOT_APPLICABLE)}'
        self._is_share = is_share(indicator)
        self._unlike = tuple(not is_like for is_like in compares)

    def line(
        self, row: int, unit: _Unit, place: str, now: Figure | None, previous: Figure | None, last_year: Figure | None
    ) -> str:  # fmt: skip
        """One row of the sheet."""
        tall = xml.tall_of_lines(max(self._height, unit.height))
        one, other = (divided or unlike for divided, unlike in zip(unit.divided, self._unlike, strict=True))
        made = (
            f'<row r="{ANY_ROW}"{tall}>{self._names}{unit.name}{self._now}{self._live(place, now)}'
            f"{self._past(row, self._previous, one, now, previous)}"
            f"{self._past(row, self._last_year, other, now, last_year)}{unit.note}</row>"
        )
        return xml.numbered(made, row)

    def _live(self, place: str, figure: Figure | None) -> str:
        """The cell of now from its style on: the unit's figure wherever its row is."""
        if not place:
            return self._figure(figure)
        formula = f'<f>IF({self._found}{place})="","",{self._found}{place}))</f><v>'
        number, missing, na = self._styles
        if figure is None:
            return f'{missing}" t="str">{formula}</v></c>'
        if figure is NA:
            return f'{na}" t="str">{formula}{NOT_APPLICABLE}</v></c>'
        return f'{number}">{formula}{xml.number_text(figure)}</v></c>'

    def _past(
        self, row: int, places: Sequence[str], stands_alone: bool, now: Figure | None, before: Figure | None
    ) -> str:  # fmt: skip
        value, difference, percent = places
        if stands_alone or before is None or before is NA:
            return f"{value}{self._figure(before)}{difference}{self._empty}{percent}{self._empty}"
        moved = change(now, before)
        more, share = (None, None) if moved is None else moved
        first = f"{value}{self._figure(before)}{difference}{self._difference}{self._shared.tail(difference, row, more)}"
        if self._is_share or not before:
            return f"{first}{percent}{self._empty}"
        return f"{first}{percent}{self._percent}{self._shared.tail(percent, row, share)}"

    def _figure(self, figure: Figure | None) -> str:
        """The cell from its style on."""
        if figure is None:
            return self._missing
        return self._na if figure is NA else f"{self._number}{xml.number_text(figure)}</v></c>"
