"""«So sánh»: each indicator of each unit beside the previous period and the same period last year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.past import Past, change, is_share
from service.domain.report import NA, Figure
from service.domain.template import Indicator, Unit
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.sheet import Sheet, frame, head, titles
from service.writers.consolidated_workbook.styles import StyleBook
from service.writers.consolidated_workbook.subtotals import whole_name
from service.writers.consolidated_workbook.summary import past_name

HEAD = 5
MAX_LINES = 1_000_000  # of the 1,048,576 that a sheet has
WIDTHS = (10.0, 60.0, 12.0, 40.0, 14.0, 15.0, 13.0, 10.0, 15.0, 13.0, 10.0, 44.0)
NONE_YET = "Chưa có kỳ trước và cùng kỳ năm trước trong hệ thống để so sánh."


class ComparisonSheet(Sheet):
    """Some of the indicators; so many lines as a sheet holds. Without an earlier period it says that there is none."""

    about = "Từng chỉ tiêu của từng đơn vị: kỳ này, kỳ trước, cùng kỳ năm trước, tăng giảm"

    def __init__(self, layout: Layout, indicators: Sequence[Indicator], part: int) -> None:
        self.layout = layout
        self.indicators = indicators
        self.title = "So sánh" if part == 1 else f"So sánh ({part})"
        self.item = layout.consolidation

    @cached_property
    def last_row(self) -> int:
        """The last line."""
        return HEAD + max(1, sum(lines_of(self.layout, item) for item in self.indicators))

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, head and filter."""
        hint = (
            "Tỷ lệ so sánh bằng điểm phần trăm. Đơn vị sáp nhập so với tổng của các đơn vị cũ, ghi ở cột cuối. "
            "Không có dòng cho đơn vị không có số liệu ở cả ba kỳ."
        )
        titles(sheet, self.item, "SO SÁNH VỚI CÁC KỲ TRƯỚC", hint)
        previous, last_year = past_name("Kỳ trước", self.item.previous), past_name("Cùng kỳ", self.item.last_year)
        names = (
            "Số", "Chỉ tiêu", "Đơn vị tính", "Đơn vị", "Kỳ này", previous, "Tăng, giảm", "%", last_year, "Tăng, giảm",
            "%", "Ghi chú",
        )  # fmt: skip
        head(sheet, HEAD, names, 48)
        last = xml.LETTERS[len(WIDTHS)]
        frame(sheet, WIDTHS, f"E{HEAD + 1}", f"{HEAD}:{HEAD}", f"A{HEAD}:{last}{self.last_row}")

    def rows(self, styles: StyleBook) -> Iterator[str]:
        """By indicator: the whole first, then the units in table order."""
        paint = _Paint(styles)
        if self.last_row == HEAD + 1:
            yield xml.row(HEAD + 1, [xml.text_cell(f"A{HEAD + 1}", paint.plain_text, NONE_YET)])
            return
        row = HEAD
        notes = {unit.agency.code: self._note(unit.agency.code) for unit in self.item.units}
        for indicator in self.indicators:
            row += 1
            total = _Line(self.item.report.figure(indicator.code), *(_total(p, indicator) for p in self._pasts))
            name = f"{whole_name(self.item).upper()} ({self.item.report.totals[indicator.code].contributing} đơn vị)"
            yield paint.line(row, indicator, name, total, "", bold=True)
            for unit in self.item.units:
                line = _line(self.layout, unit.agency.code, indicator)
                if line is not None:
                    row += 1
                    yield paint.line(row, indicator, unit.agency.name, line, notes[unit.agency.code])

    @property
    def _pasts(self) -> tuple[Past | None, Past | None]:
        return self.item.previous, self.item.last_year

    def _note(self, agency: str) -> str:
        return next((said for past in self._pasts if past and (said := past.origin(agency))), "")


class _Line:
    """The figures of a line: now, in the previous period, in the same period last year."""

    __slots__ = ("last_year", "now", "previous")

    def __init__(self, now: Figure | None, previous: Figure | None, last_year: Figure | None) -> None:
        self.now, self.previous, self.last_year = now, previous, last_year


def comparison_sheets(layout: Layout) -> list[Sheet]:
    """As many sheets as the lines need, one at least; an indicator is never divided."""
    sheets: list[Sheet] = []
    chosen: list[Indicator] = []
    lines = 0
    for section in layout.sections:
        for indicator in layout.indicators_of(section.code):
            more = lines_of(layout, indicator)
            if chosen and lines + more > MAX_LINES:
                sheets.append(ComparisonSheet(layout, chosen, len(sheets) + 1))
                chosen, lines = [], 0
            chosen.append(indicator)
            lines += more
    return [*sheets, ComparisonSheet(layout, chosen, len(sheets) + 1)]


def lines_of(layout: Layout, indicator: Indicator) -> int:
    """How many lines an indicator takes: none where there is nothing to compare with."""
    item = layout.consolidation
    if item.previous is None and item.last_year is None:
        return 0
    return 1 + sum(_line(layout, unit.agency.code, indicator) is not None for unit in item.units)


def _line(layout: Layout, agency: str, indicator: Indicator) -> _Line | None:
    item, code = layout.consolidation, indicator.code
    now = item.report.figure_of(agency, code)
    previous = None if item.previous is None else item.previous.figure(agency, code)
    last_year = None if item.last_year is None else item.last_year.figure(agency, code)
    return None if now is None and previous is None and last_year is None else _Line(now, previous, last_year)


def _total(past: Past | None, indicator: Indicator) -> Figure | None:
    return None if past is None else past.total(indicator.code)


class _Paint:
    """Makes the cells of a line."""

    def __init__(self, styles: StyleBook) -> None:
        self.plain_text = styles.id(look.TEXT)
        self.texts = (styles.id(look.TEXT), styles.id(look.GROUP_NAME))
        self.na = styles.id(look.NA_CELL)
        self.missing = styles.id(look.MISSING_CELL)
        self.note = styles.id(look.NOTE)
        self.numbers = {
            unit: (styles.id(look.number(unit)), styles.id(look.number(unit, bold=True, fill=look.GROUP)))
            for unit in Unit
        }

    def line(self, row: int, indicator: Indicator, name: str, line: _Line, note: str, *, bold: bool = False) -> str:
        """One row of the sheet."""
        text, number = self.texts[bold], self.numbers[indicator.kind][bold]
        cells = [
            f'<c r="A{row}" s="{text}"{xml.text_tail(indicator.number)}'
            f'<c r="B{row}" s="{text}"{xml.text_tail(indicator.name)}'
            f'<c r="C{row}" s="{text}"{xml.text_tail(indicator.unit)}'
            f'<c r="D{row}" s="{text}"{xml.text_tail(name)}',
            self._figure(f"E{row}", line.now, number),
            *self._past(row, "FGH", indicator, line.now, line.previous, bold),
            *self._past(row, "IJK", indicator, line.now, line.last_year, bold),
        ]
        if note:
            cells.append(xml.text_cell(f"L{row}", self.note, note))
        return xml.row(row, cells, xml.height_of([(indicator.name, WIDTHS[1]), (name, WIDTHS[3]), (note, WIDTHS[-1])]))

    def _past(
        self, row: int, letters: str, indicator: Indicator, now: Figure | None, before: Figure | None, bold: bool
    ) -> list[str]:
        number = self.numbers[indicator.kind][bold]
        value, difference, percent = (f"{letter}{row}" for letter in letters)
        cells = [self._figure(value, before, number)]
        moved = change(now, before)
        if moved is None:
            return [*cells, xml.empty_cell(difference, number), xml.empty_cell(percent, number)]
        cells.append(xml.number_cell(difference, number, moved.difference))
        if is_share(indicator) or moved.percent is None:
            return [*cells, xml.empty_cell(percent, number)]
        return [*cells, xml.number_cell(percent, self.numbers[Unit.PERCENT][bold], moved.percent)]

    def _figure(self, place: str, figure: Figure | None, style: int) -> str:
        if figure is None:
            return xml.empty_cell(place, self.missing)
        return xml.text_cell(place, self.na, NA.value) if figure is NA else xml.number_cell(place, style, figure)
