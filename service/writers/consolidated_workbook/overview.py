"""«Tổng quan»: what this is, how complete it is, its key figures, where something is missing, and charts.

Its key figures are formulas of «Biểu tổng hợp», so that they follow whoever corrects a unit's figure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles import Color
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.baseline import Baseline, is_share, total_change, unlike_counts
from service.domain.consolidation.consolidation import Consolidation, completeness
from service.domain.consolidation.corrections import excluded_names
from service.domain.consolidation.earlier_period import Punctuality
from service.domain.consolidation.overlaps import overlap_lines
from service.domain.consolidation.scope import WorkbookFormat
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.period import official_moment
from service.domain.reporting.report import NA, Figure
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.chart_data import ChartSheet
from service.writers.consolidated_workbook.charts import chart_of
from service.writers.consolidated_workbook.gaps import HEAD as GAPS_HEAD
from service.writers.consolidated_workbook.gaps import KIND, GapSheet
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.page import LOWEST, Content, Live, Page, PageCell
from service.writers.consolidated_workbook.sheet import CONTENTS, OVERVIEW, Sheet, frame
from service.writers.consolidated_workbook.stamp import MOST_NAMED, scope_name, stamp
from service.writers.consolidated_workbook.styles import LINE_START, RIGHT, CellStyle, StyleRegistry
from service.writers.consolidated_workbook.subtotals import NOT_ADDED, whole_name
from service.writers.consolidated_workbook.summary import SummarySheet, counts_note, past_name, unlike_note
from service.writers.consolidated_workbook.tables import ProgressSheet
from service.writers.consolidated_workbook.target_lines import (
    NOTHING,
    TargetLine,
    colours,
    result_formula,
    result_words,
    target_lines,
)
from service.writers.consolidated_workbook.wording import KINDS, NOT_APPLICABLE
from service.writers.excel_style import BLUE, BRAND, CENTER, COMPUTED_SHAPES, INK, LEFT, MUTED, RED_FILL, quoted

WIDTHS = (46.0, 19.0, 12.0, 24.0, 21.0, 10.0, 24.0, 21.0, 10.0)
ANNEX = CellStyle(bold=True, size=14, boxed=False, alignment=CENTER)
TITLE = CellStyle(bold=True, colour=BRAND, size=16, boxed=False, alignment=CENTER)
LINE = CellStyle(colour=INK, size=12, boxed=False, alignment=CENTER)
BESIDE = replace(LINE, italic=True)
STAMP = CellStyle(bold=True, colour=BRAND, size=14, alignment=CENTER, fill=look.TOTAL)
ONWARD = CellStyle(colour=BLUE, size=11, boxed=False, alignment=CENTER)
ASIDE = CellStyle(colour=MUTED, size=10, boxed=False, alignment=LEFT)
PART = CellStyle(bold=True, colour=BRAND, size=13, boxed=False, alignment=LINE_START)
COUNTED = replace(look.TEXT, shape=look.COUNT)
POINTS_A_CENTIMETRE = 28.35
UNIT = 7 * 9525  # a unit of width as drawings measure it: seven dots on a screen
GAP = LOWEST / POINTS_A_CENTIMETRE  # between two charts
PAGE = 43.0  # centimetres of this sheet on a page that is shrunk to its width


class OverviewSheet(Sheet):
    """The cover."""

    title = OVERVIEW
    about = "Bìa: mức độ đầy đủ, số liệu chính, nơi còn thiếu, biểu đồ"
    group = SheetGroup.FRONT
    back = ""

    def __init__(
        self, consolidation: Consolidation, summary: SummarySheet, charts: ChartSheet, gaps: GapSheet
    ) -> None:  # fmt: skip
        self.consolidation = consolidation
        self.summary = summary
        self.charts = charts
        self.gaps = gaps
        self._heat: list[str] = []
        self._results = ""
        named = consolidation.report.template.overview.figures
        self._figures = tuple(code for code in named if code in summary.lines)
        self.page = Page(WIDTHS)
        self._titles()
        self._counts()
        self._key_figures()
        self._targets()
        self._missing_figures()
        self._punctuality()
        self._placed = tuple(self._charts())
        self.last_letter = self.page.last_letter

    @property
    def last_row(self) -> int:
        """The row below the last chart."""
        return self.page.row

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """All of it."""
        yield from self.page.stream(styles)

    def links(self) -> Iterator[tuple[str, str]]:
        """To every other sheet."""
        yield from self.page.links

    def prepare(self, sheet: Worksheet) -> None:
        """Widths, printing, and the charts."""
        frame(sheet, WIDTHS, None, None, None)
        sheet.page_setup.paperSize = "9"
        sheet.page_setup.orientation = "portrait"
        self.page.prepare(sheet)
        assert sheet.parent is not None
        data = sheet.parent[self.charts.title]
        for place in self._heat:
            sheet.conditional_formatting.add(place, _SCALE)
        if self._results:
            for rule in colours(self._results.partition(":")[0]):
                sheet.conditional_formatting.add(self._results, rule)
        for block, (top, rows, is_first_on_page) in zip(self.charts.blocks, self._placed, strict=True):
            chart = chart_of(data, block)
            chart.anchor = TwoCellAnchor(_from=AnchorMarker(row=top), to=_end(top + rows))  # type: ignore[assignment]
            sheet.add_chart(chart)
            if is_first_on_page:
                sheet.row_breaks.append(Break(is_first_on_page))

    def alt_texts(self) -> Iterator[str]:
        """Each chart in words."""
        for block in self.charts.blocks:
            yield f"{block.title}. {block.words}."

    def _titles(self) -> None:
        item = self.consolidation
        done = f"{item.contributing}/{len(item.units)} đơn vị"
        place = f"{item.province[:1].upper()}{item.province[1:]}"
        wide = self.page.wide
        wide("Phụ lục", ANNEX, 22)
        wide(f"BẢNG TỔNG HỢP {item.report.template.title.upper()}", TITLE, 30)
        wide(f"{place} – {item.period.title}" if place else item.period.title, LINE, 20)
        # A document's number and date are put in when it is issued.
        wide("(Kèm theo Báo cáo số …………/BC-………… ngày …… tháng …… năm ………)", BESIDE, 20)
        if not item.scope.is_whole and (chosen := scope_name(item)):
            wide(chosen, LINE, max(20, xml.height_of([(chosen, sum(WIDTHS))], line=16.5)))
        wide(f"Số liệu {item.period.window.said}", LINE, 20)
        wide(f"{stamp(item)} ({done})", STAMP, 30)
        if item.edition is not None:
            wide(str(item.edition.said), LINE, 20)
        if item.report.newest is not None:
            wide(f"Số liệu đến {official_moment(item.report.newest)}", LINE, 20)
        if item.scope.file_format is not WorkbookFormat.PDF:
            wide(f"Đến {CONTENTS.lower()} và ghi chú →", ONWARD, LOWEST)
            self.page.link(f"{quoted(CONTENTS)}!A1")

    def _counts(self) -> None:
        item = self.consolidation
        self._part("Tiến độ")
        self._pair("Đơn vị phải báo cáo", len(item.units))
        self._pair("Đã có báo cáo hợp lệ", item.contributing)
        self._pair("Trong đó nộp muộn", completeness(item.units).late)
        self._pair("Chưa có báo cáo hợp lệ", len(item.missing))
        if item.missing:
            self._pair("Tên đơn vị chưa có báo cáo hợp lệ", self._missing())
        if item.excluded:
            self._pair("Số liệu không cộng theo quyết định của Sở Nội vụ", excluded_names(item.excluded))
        if item.overlaps:
            self._pair("Số liệu hai nơi cùng báo cáo, chỉ tính một nơi", overlap_lines(item.overlaps))
        if item.refused:
            self._pair("Tệp bị từ chối", len(item.refused))

    def _missing_figures(self) -> None:
        """Heat map: by section and kind, how many units have not given all figures."""
        groups = self.summary.layout.owing
        if not groups or not self.gaps.sections:
            return
        self._part("Đơn vị còn thiếu số liệu theo mục")
        self.page.line([(name, look.HEADING) for name in ("Mục", *(KINDS[kind] for kind in groups))])
        first = self.page.row + 1
        for section in self.gaps.sections:
            cells: list[PageCell] = [(f"{section.code}. {section.title}", look.TEXT)]
            for kind, units in groups.items():
                count = sum(self.gaps.missing(unit.agency.code, section.code) > 0 for unit in units)
                kinds, column = (self._of_gaps(letter) for letter in (KIND, self.gaps.letter(section.code)))
                cells.append((Live(f'COUNTIFS({kinds},"{KINDS[kind]}",{column},">0")', count), look.COUNT_CELL))
            self.page.line(cells, max(LOWEST, xml.height_of([(str(cells[0][0]), WIDTHS[0])])))
        self._heat.append(f"B{first}:{xml.LETTERS[1 + len(groups)]}{self.page.row}")

    def _of_gaps(self, letter: str) -> str:
        return f"{quoted(self.gaps.title)}!${letter}${GAPS_HEAD + 1}:${letter}${self.gaps.last_row}"

    def _punctuality(self) -> None:
        """Heat map: by period, how many units filed in time, late and not at all."""
        if len(self.gaps.periods) < 2:
            return
        own = whole_name(self.consolidation).lower()
        self._part(f"Nộp báo cáo qua các kỳ – {own} (số đơn vị)")
        self.page.line([(name, look.HEADING) for name in ("Kỳ", *(state.label for state in Punctuality))])
        first = self.page.row + 1
        for title, filings in self.gaps.periods:
            counts = Counter(filings.values())
            self.page.line([(title, look.TEXT), *((counts[state], look.COUNT_CELL) for state in Punctuality)])
        self._heat += [f"{letter}{first}:{letter}{self.page.row}" for letter in "CD"]

    def _missing(self) -> str:
        """The units without a valid filing by name, so many of them as a row can show."""
        names = [unit.agency.name for unit in self.consolidation.missing]
        more = len(names) - MOST_NAMED
        named = "; ".join(names[:MOST_NAMED])
        return f"{named}; và {more} đơn vị khác (xem trang tính «{ProgressSheet.title}»)" if more > 0 else named

    def _key_figures(self) -> None:
        """The figures that the template's overview names, with how they moved."""
        item = self.consolidation
        if not self._figures:
            return
        self._part(f"Số liệu chính – {whole_name(item).lower()}")
        previous = past_name("So với kỳ trước", item.previous)
        last_year = past_name("So với cùng kỳ năm trước", item.last_year)
        above = ("Chỉ tiêu", "Giá trị", "Đơn vị có số liệu", previous, "", "", last_year, "", "")
        below = ("", "", "", *(("Giá trị kỳ đó", "Tăng, giảm", "%") * 2))
        self.page.line([(name or None, look.HEADING) for name in above], 32)
        for first in (4, 7):
            self.page.merge(first, first + 2)
        self.page.line([(name or None, look.HEADING) for name in below])
        for column in (1, 2, 3):
            self.page.merge(column, column, rows=2)
        for code in self._figures:
            self._figure(item.report.template.by_code[code])
        for note in (unlike_note(item), self._counts_note()):
            if note:
                self.page.wide(note, ASIDE, max(LOWEST, xml.height_of([(note, sum(WIDTHS))])))

    def _figure(self, indicator: Indicator) -> None:
        """A key figure's line: its cells show what the line of «Biểu tổng hợp» shows."""
        item, code = self.consolidation, indicator.code
        total, name = item.report.totals[code], f"{indicator.number}. {indicator.name}"
        figure: Figure | str | None = item.report.figure(code)
        if indicator.aggregate is Aggregate.NONE and figure is None:
            figure = NOT_ADDED
        count = f'{self._cell(code, "E")}&"/"&{self._cell(code, "F")}'
        self.page.line(
            [
                (name, look.TEXT),
                (self._shown(code, "D", figure, "chưa có"), key_figure(indicator)),
                (Live(count, f"{total.contributing}/{total.applicable}"), look.MIDDLE),
                *self._moved(indicator, item.previous, "GHI"),
                *self._moved(indicator, item.last_year, "JKL"),
            ],
            max(LOWEST, xml.height_of([(name, WIDTHS[0])])),
        )

    def _targets(self) -> None:
        """What the province should reach in the year, and which agencies do not."""
        item = self.consolidation
        lines = [line for line in target_lines(item) if line.code in self.summary.lines]
        if not lines:
            return
        self._part(f"Mục tiêu năm {item.period.year}")
        names = ("Chỉ tiêu", "Toàn tỉnh", "Mục tiêu", "Kết quả toàn tỉnh", "Đơn vị đạt", "Đơn vị chưa đạt", "", "", "")
        self.page.line([(name or None, look.HEADING) for name in names])
        self.page.merge(6, len(WIDTHS))
        first = self.page.row + 1
        for line in lines:
            self._target(line)
        self._results = f"D{first}:D{self.page.row}"

    def _target(self, line: TargetLine) -> None:
        report, code = self.consolidation.report, line.code
        indicator, figure = report.template.by_code[code], report.figure(code)
        name = f"{indicator.number}. {indicator.name}"
        result: Content = "–"
        if line.whole is not None:
            result = Live(result_formula(line.whole, self._cell(code, "D")), result_words(line.whole, figure))
        known = len(line.met) + len(line.missed)
        texts = [(name, WIDTHS[0]), (line.goals, WIDTHS[2]), (line.missed_names, sum(WIDTHS[5:]))]
        self.page.line(
            [
                (name, look.TEXT),
                (self._shown(code, "D", figure, NOTHING), key_figure(indicator)),
                (line.goals, look.MIDDLE),
                (result, look.MIDDLE),
                (f"{len(line.met)}/{known}", look.MIDDLE),
                (line.missed_names, look.TEXT),
                *[(None, look.TEXT)] * 3,
            ],
            max(LOWEST, xml.height_of(texts)),
        )
        self.page.merge(6, len(WIDTHS))

    def _moved(self, indicator: Indicator, past: Baseline | None, letters: str) -> Iterator[PageCell]:
        """The value of then, of how many units where that is not as many as now, and how it moved."""
        code = indicator.code
        moved = total_change(self.consolidation.report, past, code)
        unlike = None if past is None else unlike_counts(self.consolidation.report, past.report, code)
        of = f'" của {unlike[0]} đơn vị"' if unlike else ""
        value, difference, percent = tuple(letters)
        before = None if past is None else past.total(code)
        then = replace(look.number(indicator.kind), shape=f"{COMPUTED_SHAPES[indicator.kind]}{of}{look.SPACED}")
        yield self._shown(code, value, before), then
        yield self._shown(code, difference, moved and moved.difference), look.difference(indicator.kind)
        yield self._shown(code, percent, None if moved is None or is_share(indicator) else moved.percent), _PERCENT

    def _cell(self, code: str, letter: str) -> str:
        return f"{quoted(self.summary.title)}!{letter}{self.summary.lines[code]}"

    def _shown(self, code: str, letter: str, figure: Figure | str | None, nothing: str = "–") -> Live:
        """What stands in the indicator's line of the summary; a word where nothing does."""
        cell = self._cell(code, letter)
        value = nothing if figure is None else NOT_APPLICABLE if figure is NA else figure
        assert isinstance(value, str | Decimal)
        return Live(f'IF({cell}="","{nothing}",{cell})', value)

    def _counts_note(self) -> str:
        """That some of these figures are of more or fewer units than before; empty where none is."""
        if not any(counts_note(self.consolidation, code) for code in self._figures):
            return ""
        return (
            "Ở chỉ tiêu có ghi «của … đơn vị», số đơn vị có số liệu kỳ đó khác kỳ này: mức tăng, giảm chưa phản ánh "
            "đúng biến động."
        )

    def _charts(self) -> Iterator[tuple[int, int, int]]:
        """Below each other; a row is so high that each stands below the one before.

        Of each chart the row above it, how many rows it takes, and the row after which a page ends, else 0.
        """
        if not self.charts.blocks:
            return
        self._part("Biểu đồ")
        used = sum(self.page.heights) / POINTS_A_CENTIMETRE
        is_first = True
        for block in self.charts.blocks:
            centimetres, ended = block.height, 0
            if used + centimetres > PAGE:
                # The heading stays with the first of them.
                ended, used = self.page.row - is_first, 0.0
            is_first = False
            used += centimetres + GAP
            rows = math.ceil(centimetres * POINTS_A_CENTIMETRE / LOWEST)
            top = self.page.row + 1  # counted from nothing, as anchors do: a row is left free above
            self.page.space(rows + 1)
            yield top, rows, ended

    def _part(self, text: str) -> None:
        self.page.space(1)
        self.page.line([(text, PART)], 22)

    def _pair(self, name: str, value: Content) -> None:
        texts = [(name, WIDTHS[0]), (str(value), sum(WIDTHS[1:]))]
        style = look.TEXT if isinstance(value, str) else COUNTED
        self.page.line(
            [(name, look.TEXT), (value, style), *[(None, style)] * (len(WIDTHS) - 2)], max(LOWEST, xml.height_of(texts))
        )
        self.page.merge(2, len(WIDTHS))


_SCALE = Rule(
    "colorScale",
    colorScale=ColorScale(
        cfvo=[FormatObject("num", 0), FormatObject("max")], color=[Color(rgb="FFFFFFFF"), Color(rgb=f"FF{RED_FILL}")]
    ),
)
_PERCENT = look.percentage()


def key_figure(indicator: Indicator) -> CellStyle:
    """A number with its unit of measure behind it, which stays a number."""
    shape, unit = COMPUTED_SHAPES[indicator.kind], indicator.unit.replace('"', "")
    if not is_share(indicator):
        shape = f'{shape}" {unit}"'
    return CellStyle(bold=True, alignment=RIGHT, shape=f"{shape}{look.SPACED}")


def _end(row: int) -> AnchorMarker:
    """Where a chart ends: within the last column, or the one behind it would be printed too."""
    return AnchorMarker(col=len(WIDTHS) - 1, colOff=round(WIDTHS[-1] * UNIT), row=row)
