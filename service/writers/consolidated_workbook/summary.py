"""«Biểu tổng hợp»: a line an indicator with its value, linked to its total, beside those of earlier periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.baseline import (
    CHANGE_DECIMALS,
    Baseline,
    is_share,
    total_change,
    unlike_counts,
    unlike_days,
)
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.corrections import excluded_names
from service.domain.consolidation.formatting import show_difference, show_percent
from service.domain.consolidation.matching import MatchedAgencies, MatchedTotal
from service.domain.reporting.indicator import Aggregate, Indicator, ValueType
from service.domain.reporting.report import NA
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.correction_sheet import CORRECTIONS
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import COUNT_ROW, TOTAL_ROW, Column, Layout
from service.writers.consolidated_workbook.sheet import Sheet, frame, titles, write
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.subtotals import NOT_ADDED, whole_name
from service.writers.consolidated_workbook.wording import NOT_APPLICABLE
from service.writers.excel_style import quoted

HEAD = 6
HOW = {
    Aggregate.SUM: "Cộng số liệu các đơn vị",
    Aggregate.RATIO: "Tính lại từ tổng tử số và tổng mẫu số",
    Aggregate.NONE: "Không cộng giữa các đơn vị",
}
WIDTHS = (11.0, 72.0, 12.0, 16.0, 9.0, 9.0, 15.0, 22.0, 11.0, 15.0, 22.0, 11.0, 78.0)
SMALLER = 1.1  # so many more of the note's letters stand on a line
LAST = xml.LETTERS[len(WIDTHS)]


class SummarySheet(Sheet):
    """The table that Home Affairs copies into its own report."""

    title = "Biểu tổng hợp"
    group = SheetGroup.FIGURES
    about = "Mỗi chỉ tiêu một dòng: giá trị, số đơn vị có số liệu, so với kỳ trước và cùng kỳ năm trước"

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.report = layout.consolidation.report
        item = layout.consolidation
        self._adjusted = item.adjusted
        self._matched = tuple(
            (name, MatchedAgencies(item.report, past))
            for name, past in (("kỳ trước", item.previous), ("cùng kỳ", item.last_year))
        )

    @property
    def last_row(self) -> int:
        """The last line."""
        return HEAD + len(self.layout.sections) + len(self.layout.columns)

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """Each indicator's row, below a row for its section."""
        row = HEAD
        found: dict[str, int] = {}
        for section in self.layout.sections:
            row += 1
            for indicator in self.layout.indicators_of(section.code):
                row += 1
                found[indicator.code] = row
        return found

    def prepare(self, sheet: Worksheet) -> None:
        """Titles and a head of two rows."""
        item = self.layout.consolidation
        hint = (
            "Giá trị là tổng số liệu các đơn vị, trừ nơi có ghi chú khác, liên kết với dòng "
            f"{whole_name(item).upper()} của từng mục. "
            "Thay đổi của tỷ lệ tính bằng điểm phần trăm; của chỉ tiêu khác kèm số phần trăm tăng hoặc giảm. "
            f"{unlike_note(item)} {excluded_note(item)}"
        ).strip()
        titles(sheet, self, item, "BIỂU TỔNG HỢP SỐ LIỆU", hint)
        merged = {1: "Số", 2: "Chỉ tiêu", 3: "Đơn vị tính", 4: "Giá trị", 13: "Ghi chú"}
        pairs = {
            5: ("Đơn vị", "có số liệu", "thuộc phạm vi"),
            7: (past_name("Kỳ trước", item.previous), "Giá trị", "Tăng, giảm", "%"),
            10: (past_name("Cùng kỳ năm trước", item.last_year), "Giá trị", "Tăng, giảm", "%"),
        }
        for row in (HEAD - 1, HEAD):
            for column in range(1, len(WIDTHS) + 1):
                write(sheet, row, column, merged.get(column) if row < HEAD else None, look.HEADING)
        for column in merged:
            sheet.merge_cells(start_row=HEAD - 1, end_row=HEAD, start_column=column, end_column=column)
        for start, (above, *below) in pairs.items():
            write(sheet, HEAD - 1, start, above, look.HEADING)
            end = start + len(below) - 1
            sheet.merge_cells(start_row=HEAD - 1, end_row=HEAD - 1, start_column=start, end_column=end)
            for column, name in enumerate(below, start):
                write(sheet, HEAD, column, name, look.HEADING)
        sheet.row_dimensions[HEAD - 1].height = sheet.row_dimensions[HEAD].height = 32
        frame(sheet, WIDTHS, f"C{HEAD + 1}", f"{HEAD - 1}:{HEAD}", None)

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """Section by section in the template's order."""
        paint = SummaryPaint(styles)
        for section in self.layout.sections:
            indicators = self.layout.indicators_of(section.code)
            row = self.lines[indicators[0].code] - 1
            first = [
                xml.text_cell(f"A{row}", paint.group, section.code),
                xml.text_cell(f"B{row}", paint.group, section.title),
            ]
            rest = xml.LETTERS[3 : len(WIDTHS) + 1]
            yield xml.row(row, [*first, *(xml.empty_cell(f"{letter}{row}", paint.group) for letter in rest)])
            for indicator in indicators:
                row = self.lines[indicator.code]
                note = self._note(indicator)
                height = xml.height_of([(indicator.name, WIDTHS[1]), (note, WIDTHS[-1] * SMALLER)])
                yield xml.row(row, self._line(row, indicator, note, paint), height)

    def _line(self, row: int, indicator: Indicator, note: str, paint: SummaryPaint) -> list[str]:
        total = self.report.totals[indicator.code]
        column = self.layout.columns[indicator.code]
        sheet = quoted(column.sheet)
        item = self.layout.consolidation
        return [
            xml.text_cell(f"A{row}", paint.middle, indicator.number),
            xml.text_cell(f"B{row}", paint.text, indicator.name),
            xml.text_cell(f"C{row}", paint.middle, indicator.unit),
            self._value(f"D{row}", indicator, f"{sheet}!{column.letter}{TOTAL_ROW}", paint),
            xml.formula_cell(f"E{row}", paint.count, f"{sheet}!{column.letter}{COUNT_ROW}", total.contributing),
            xml.formula_cell(f"F{row}", paint.count, self._applicable(column), total.applicable),
            *self._past(row, "GHI", indicator, item.previous, paint),
            *self._past(row, "JKL", indicator, item.last_year, paint),
            xml.text_cell(f"{LAST}{row}", paint.small, note),
        ]

    def _past(self, row: int, letters: str, item: Indicator, past: Baseline | None, paint: SummaryPaint) -> list[str]:
        """Value of then, difference and percentage; live, and empty where one of the two is no number."""
        before = None if past is None else past.total(item.code)
        moved = total_change(self.report, past, item.code)
        style = paint.plain[item.kind]
        value, difference, percent = (f"{letter}{row}" for letter in letters)
        if before is None:
            return [xml.empty_cell(place, style) for place in (value, difference, percent)]
        if before is NA:
            return [xml.text_cell(value, paint.middle, NOT_APPLICABLE), *_empty(style, difference, percent)]
        cells = [xml.number_cell(value, style, before)]
        if past is None or not past.is_matched or not past.compares(self.report, item.code):
            return [*cells, *_empty(style, difference, percent)]
        by, more = paint.difference[item.kind], f'IF(ISNUMBER(D{row}),ROUND(D{row}-{value},9),"")'
        cells.append(xml.formula_cell(difference, by, more, None if moved is None else moved.difference))
        if is_share(item) or not before:
            return [*cells, *_empty(style, percent)]
        # Rounded once, from the figures themselves, to what is shown: a percentage of two steps is off by a tenth.
        formula = f'IF(ISNUMBER({difference}),ROUND(100*{difference}/ABS({value}),{CHANGE_DECIMALS}),"")'
        return [*cells, xml.formula_cell(percent, paint.percent, formula, None if moved is None else moved.percent)]

    def _applicable(self, column: Column) -> str:
        """To how many of the units that are counted the indicator applies."""
        counted, figures = self.layout.range(column.sheet, column.flag), self.layout.range(column.sheet, column.letter)
        return f'COUNTIFS({counted},1)-COUNTIFS({counted},1,{figures},"{NOT_APPLICABLE}")'

    def _note(self, indicator: Indicator) -> str:
        """What is to be known of a line; that figures are added up is the rule, and said above the table."""
        how = "" if indicator.aggregate is Aggregate.SUM else HOW[indicator.aggregate]
        counts = counts_note(self.layout.consolidation, indicator.code)
        alike = _alike(((name, matched.beside(indicator.code)) for name, matched in self._matched), indicator)
        adjusted = sum(item.indicator.code == indicator.code for item in self._adjusted)
        corrections = f"số liệu của {adjusted} đơn vị đã điều chỉnh (xem «{CORRECTIONS}»)" if adjusted else ""
        told = [story for story in self.layout.consolidation.overlaps if story.indicator.code == indicator.code]
        twice = f"hai nơi cùng báo cáo, tính một nơi (xem «{CORRECTIONS}»)" if told else ""
        definition = self.report.template.definitions.get(indicator.code)
        unsettled = "giải thích chỉ tiêu cần xác nhận" if definition is not None and definition.is_open else ""
        notes = (how, indicator.time.label, counts, *alike, corrections, twice, unsettled)
        said = "; ".join(note for note in notes if note)
        return f"{said[:1].upper()}{said[1:]}"

    def _value(self, place: str, indicator: Indicator, source: str, paint: SummaryPaint) -> str:
        figure = self.report.figure(indicator.code)
        if indicator.aggregate is Aggregate.NONE and figure is None:
            return xml.text_cell(place, paint.middle, NOT_ADDED)
        return xml.formula_cell(place, paint.bold[indicator.kind], source, NOT_APPLICABLE if figure is NA else figure)


class SummaryPaint:
    """The style numbers of the lines."""

    def __init__(self, styles: StyleRegistry) -> None:
        self.group, self.text = styles.id(look.GROUP_NAME), styles.id(look.TEXT)
        self.middle, self.count = styles.id(look.MIDDLE), styles.id(look.COUNT_CELL)
        self.small = styles.id(look.SMALL)
        self.bold = {unit: styles.id(look.number(unit, bold=True)) for unit in ValueType}
        self.plain = {unit: styles.id(look.number(unit)) for unit in ValueType}
        self.difference = {unit: styles.id(look.difference(unit)) for unit in ValueType}
        self.percent = styles.id(look.percentage())


def unlike_note(consolidation: Consolidation) -> str:
    """That the previous period lasted longer or shorter, which its own figures show; empty where it did not."""
    days = unlike_days(consolidation.period, consolidation.previous)
    if days is None:
        return ""
    return (
        f"Kỳ trước dài {days} ngày, kỳ này {consolidation.period.window.days} ngày: "
        "chỉ tiêu trong kỳ và lũy kế không so với kỳ trước mà so với cùng kỳ năm trước."
    )


def excluded_note(consolidation: Consolidation) -> str:
    """Whose figures are left out of the totals; empty where nobody's are."""
    if not consolidation.excluded:
        return ""
    return f"Số liệu không cộng theo quyết định của Sở Nội vụ: {excluded_names(consolidation.excluded)}."


def counts_note(consolidation: Consolidation, code: str) -> str:
    """Of how many units an indicator's earlier figures are where that is not as many as now; empty where it is.

    Such as «kỳ trước 19 đơn vị, cùng kỳ 18, kỳ này 17».
    """
    pasts = (("kỳ trước", consolidation.previous), ("cùng kỳ", consolidation.last_year))
    unlike = [
        (name, *counts)
        for name, past in pasts
        if past is not None and (counts := unlike_counts(consolidation.report, past.report, code)) is not None
    ]
    if not unlike:
        return ""
    (first, then, now), *others = unlike
    return ", ".join([f"{first} {then} đơn vị", *(f"{name} {count}" for name, count, _ in others), f"kỳ này {now}"])


def past_name(what: str, past: Baseline | None) -> str:
    """The heading of an earlier period's columns."""
    return f"{what} ({past.period.title})" if past else f"{what} (chưa có trong hệ thống)"


def _alike(pasts: Iterable[tuple[str, MatchedTotal | None]], indicator: Indicator) -> list[str]:
    """How a total moved over the units of both periods, such as «trên 23 đơn vị có ở cả hai kỳ: so với cùng kỳ +4».

    Periods with equally many such units share one part.
    """
    moves: dict[int, list[str]] = {}
    for past, found in pasts:
        if found is None:
            continue
        moved = found.change
        percent = "" if is_share(indicator) or moved.percent is None else f" ({show_percent(moved.percent)})"
        size = show_difference(moved.difference, indicator.kind)
        moves.setdefault(found.agencies, []).append(f"so với {past} {size}{percent}")
    return [f"trên {count} đơn vị có ở cả hai kỳ: {', '.join(said)}" for count, said in moves.items()]


def _empty(style: int, *places: str) -> list[str]:
    return [xml.empty_cell(place, style) for place in places]
