"""«Tổng quan»: what this is, how complete it is, and the way to every sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.baseline import Baseline, is_share, total_change, unlike_counts
from service.domain.consolidation.consolidation import Consolidation, completeness
from service.domain.consolidation.formatting import show_difference, show_figure, show_number, show_percent
from service.domain.reporting.period import official_moment
from service.domain.reporting.template import Indicator
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.charts import ChartSheet
from service.writers.consolidated_workbook.sheet import Sheet, frame, write
from service.writers.consolidated_workbook.styles import LINE_START, RIGHT, CellStyle, StyleRegistry
from service.writers.consolidated_workbook.subtotals import NOT_ADDED, whole_name
from service.writers.consolidated_workbook.summary import counts_note, past_name, unlike_note
from service.writers.consolidated_workbook.tables import ProgressSheet
from service.writers.consolidated_workbook.wording import KINDS
from service.writers.excel_style import BRAND, CENTER, INK, LEFT, MUTED, quoted

WIDTHS = (52.0, 19.0, 12.0, 43.0, 43.0)
ANNEX = CellStyle(bold=True, size=14, boxed=False, alignment=CENTER)
TITLE = CellStyle(bold=True, colour=BRAND, size=16, boxed=False, alignment=CENTER)
LINE = CellStyle(colour=INK, size=12, boxed=False, alignment=CENTER)
BESIDE = replace(LINE, italic=True)
STAMP = CellStyle(bold=True, colour=BRAND, size=14, alignment=CENTER, fill=look.TOTAL)
ASIDE = CellStyle(colour=MUTED, size=10, boxed=False, alignment=LEFT)
PART = CellStyle(bold=True, colour=BRAND, size=13, boxed=False, alignment=LINE_START)
FIGURE = CellStyle(bold=True, alignment=RIGHT, shape=look.COUNT)
LOWEST = 17.5
MOST_NAMED = 30
POINTS_A_CENTIMETRE = 28.35
UNIT = 7 * 9525  # a unit of width as drawings measure it: seven dots on a screen
GAP = LOWEST / POINTS_A_CENTIMETRE  # between two charts
PAGE = 43.0  # centimetres of this sheet on a page that is shrunk to its width


class OverviewSheet(Sheet):
    """The cover; it is short, so all of it is in the frame and nothing is streamed."""

    title = "Tổng quan"
    about = "Trang này"

    def __init__(self, consolidation: Consolidation, others: Sequence[Sheet], charts: ChartSheet) -> None:
        self.consolidation = consolidation
        self.others = others
        self.charts = charts
        named = consolidation.report.template.overview.figures
        self._figures = tuple(code for code in named if consolidation.shows_indicator(code))
        self._row = 0

    @property
    def last_row(self) -> int:
        """Nothing is streamed."""
        return self._row

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """Nothing is streamed."""
        yield from ()

    def prepare(self, sheet: Worksheet) -> None:
        """All of it."""
        self._row = 0
        frame(sheet, WIDTHS, None, None, None)
        sheet.page_setup.paperSize = "9"
        sheet.page_setup.orientation = "portrait"
        self._titles(sheet)
        self._counts(sheet)
        self._key_figures(sheet)
        self._contents(sheet)
        self._legend(sheet)
        self._charts(sheet)

    def _titles(self, sheet: Worksheet) -> None:
        item = self.consolidation
        done = f"{item.contributing}/{len(item.units)} đơn vị"
        stamp = "CHÍNH THỨC" if item.units and item.is_complete else "TẠM TỔNG HỢP"
        place = f"{item.province[:1].upper()}{item.province[1:]}"
        self._wide(sheet, "Phụ lục", ANNEX, 22)
        self._wide(sheet, f"BẢNG TỔNG HỢP {item.report.template.title.upper()}", TITLE, 30)
        self._wide(sheet, f"{place} – {item.period.title}" if place else item.period.title, LINE, 20)
        # A document's number and date are put in when it is issued.
        self._wide(sheet, "(Kèm theo Báo cáo số …………/BC-………… ngày …… tháng …… năm ………)", BESIDE, 20)
        if not item.scope.is_whole and (chosen := scope_name(item)):
            self._wide(sheet, chosen, LINE, max(20, xml.height_of([(chosen, sum(WIDTHS))], line=16.5)))
        self._wide(sheet, f"Số liệu {item.period.window.said}", LINE, 20)
        self._wide(sheet, f"{stamp} ({done})", STAMP, 30)
        if item.report.newest is not None:
            self._wide(sheet, f"Số liệu đến {official_moment(item.report.newest)}", LINE, 20)

    def _counts(self, sheet: Worksheet) -> None:
        item = self.consolidation
        self._part(sheet, "Tiến độ")
        missing = self._missing()
        self._pair(sheet, "Đơn vị phải báo cáo", str(len(item.units)))
        self._pair(sheet, "Đã có báo cáo hợp lệ", str(item.contributing))
        self._pair(sheet, "Trong đó nộp muộn", str(completeness(item.units).late))
        self._pair(sheet, "Chưa có báo cáo hợp lệ", f"{len(item.missing)}: {missing}" if missing else "0")
        if item.refused:
            self._pair(sheet, "Tệp bị từ chối", str(len(item.refused)))

    def _missing(self) -> str:
        """The units without a valid filing by name, so many of them as a row can show."""
        names = [unit.agency.name for unit in self.consolidation.missing]
        more = len(names) - MOST_NAMED
        named = "; ".join(names[:MOST_NAMED])
        return f"{named}; và {more} đơn vị khác (xem trang tính «{ProgressSheet.title}»)" if more > 0 else named

    def _key_figures(self, sheet: Worksheet) -> None:
        """The figures that the template's overview names, with how they moved."""
        item = self.consolidation
        if not self._figures:
            return
        self._part(sheet, f"Số liệu chính – {whole_name(item).lower()}")
        previous = past_name("So với kỳ trước", item.previous)
        last_year = past_name("So với cùng kỳ năm trước", item.last_year)
        names = ("Chỉ tiêu", "Giá trị", "Đơn vị có số liệu", previous, last_year)
        self._line(sheet, names, (look.HEADING,) * 5)
        for code in self._figures:
            indicator = item.report.template.by_code[code]
            total, value = item.report.totals[code], item.report.number(code)
            said = "chưa có" if value is None else show_figure(value, indicator)
            self._line(
                sheet,
                (
                    f"{indicator.number}. {indicator.name}",
                    said,
                    f"{total.contributing}/{total.applicable}",
                    self._moved(indicator, item.previous),
                    self._moved(indicator, item.last_year),
                ),
                (look.TEXT, FIGURE, look.MIDDLE, look.MIDDLE, look.MIDDLE),
            )

        for note in (unlike_note(item), self._counts_note()):
            if note:
                self._wide(sheet, note, ASIDE, max(LOWEST, xml.height_of([(note, sum(WIDTHS))])))

    def _counts_note(self) -> str:
        """That some of these figures are of more or fewer units than before; empty where none is."""
        if not any(counts_note(self.consolidation, code) for code in self._figures):
            return ""
        return (
            "Ở chỉ tiêu có ghi «của … đơn vị», số đơn vị có số liệu kỳ đó khác kỳ này: mức tăng, giảm chưa phản ánh "
            "đúng biến động."
        )

    def _moved(self, indicator: Indicator, past: Baseline | None) -> str:
        """Such as «+766 (+11,8%), từ 6.500», and of how many units that was where it is not as many as now."""
        before = None if past is None else past.total(indicator.code)
        moved = total_change(self.consolidation.report, past, indicator.code)
        if past is None or moved is None or not isinstance(before, Decimal):
            return "–"
        unlike = unlike_counts(self.consolidation.report, past.report, indicator.code)
        of = f" của {unlike[0]} đơn vị" if unlike else ""
        difference, was = show_difference(moved.difference, indicator.kind), show_number(before, indicator.kind)
        if is_share(indicator):
            return f"{difference}, từ {was}%{of}"
        percent = "" if moved.percent is None else f" ({show_percent(moved.percent)})"
        return f"{difference}{percent}, từ {was}{of}"

    def _charts(self, sheet: Worksheet) -> None:
        """Below each other; a row is so high that each stands below the one before."""
        assert sheet.parent is not None
        data = sheet.parent[self.charts.title]
        if not self.charts.blocks:
            return
        self._part(sheet, "Biểu đồ")
        used = self._height(sheet)
        is_first = True
        for chart, centimetres in self.charts.charts(data):
            if used + centimetres > PAGE:
                # The heading stays with the first of them.
                sheet.row_breaks.append(Break(self._row - 1 if is_first else self._row))
                used = 0.0
            is_first = False
            used += centimetres + GAP
            rows = math.ceil(centimetres * POINTS_A_CENTIMETRE / LOWEST)
            top = self._row + 1  # counted from nothing, as anchors do: a row is left free above
            chart.anchor = TwoCellAnchor(_from=AnchorMarker(row=top), to=_end(top + rows))  # type: ignore[assignment]
            sheet.add_chart(chart)
            for row in range(self._row + 1, self._row + rows + 2):
                sheet.row_dimensions[row].height = LOWEST
            self._row += rows + 1

    def _height(self, sheet: Worksheet) -> float:
        """How high the rows so far are, in centimetres."""
        points = (sheet.row_dimensions[row].height or xml.LINE for row in range(1, self._row + 1))
        return sum(points) / POINTS_A_CENTIMETRE

    def _contents(self, sheet: Worksheet) -> None:
        self._part(sheet, "Các trang tính")
        for other in self.others:
            self._pair(sheet, other.title, other.about)
            cell = write(sheet, self._row, 1, other.title, look.LINK)
            # Only a place in this file: a link that leaves it would be a risk to its readers.
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quoted(other.title)}!A1")
            look.apply_style(cell, look.LINK)

    def _legend(self, sheet: Worksheet) -> None:
        self._part(sheet, "Chú thích")
        for name, value, sample in (
            ("Ô gạch chéo, nền xám", "Chưa có số liệu: đơn vị chưa nộp hoặc để trống.", look.MISSING_CELL),
            ("n/a", "Không áp dụng với đơn vị.", look.NA_CELL),
            ("0", "Đơn vị báo cáo không phát sinh.", look.MIDDLE),
            (NOT_ADDED, "Không cộng giữa các đơn vị.", look.MIDDLE),
            ("Nền vàng", "Số liệu có cảnh báo mà đơn vị chưa giải trình.", CellStyle(fill=look.WARNED)),
            ("Tên màu nâu", "Đơn vị nộp muộn.", look.LATE_NAME),
            ("Tên in nghiêng", "Đơn vị chưa có báo cáo hợp lệ.", look.ABSENT_NAME),
        ):
            self._pair(sheet, name, value)
            write(sheet, self._row, 1, name, replace(sample, alignment=CENTER))

    def _wide(self, sheet: Worksheet, text: str, style: CellStyle, height: float) -> None:
        self._row += 1
        for column in range(1, len(WIDTHS) + 1):
            write(sheet, self._row, column, text if column == 1 else None, style)
        sheet.merge_cells(start_row=self._row, end_row=self._row, start_column=1, end_column=len(WIDTHS))
        sheet.row_dimensions[self._row].height = height

    def _part(self, sheet: Worksheet, text: str) -> None:
        self._row += 2
        write(sheet, self._row, 1, text, PART)
        sheet.row_dimensions[self._row].height = 22

    def _pair(self, sheet: Worksheet, name: str, value: str) -> None:
        self._row += 1
        write(sheet, self._row, 1, name, look.TEXT)
        for column in range(2, len(WIDTHS) + 1):
            write(sheet, self._row, column, value if column == 2 else None, look.TEXT)
        sheet.merge_cells(start_row=self._row, end_row=self._row, start_column=2, end_column=len(WIDTHS))
        self._fit(sheet, [(name, WIDTHS[0]), (value, sum(WIDTHS[1:]))])

    def _line(self, sheet: Worksheet, texts: Sequence[str], styles: Sequence[CellStyle]) -> None:
        self._row += 1
        for column, (text, style) in enumerate(zip(texts, styles, strict=True), 1):
            write(sheet, self._row, column, text, style)
        self._fit(sheet, list(zip(texts, WIDTHS, strict=True)))

    def _fit(self, sheet: Worksheet, texts: Sequence[tuple[str, float]]) -> None:
        sheet.row_dimensions[self._row].height = max(LOWEST, xml.height_of(texts))


def _end(row: int) -> AnchorMarker:
    """Where a chart ends: within the last column, or the one behind it would be printed too."""
    return AnchorMarker(col=len(WIDTHS) - 1, colOff=round(WIDTHS[-1] * UNIT), row=row)


def scope_name(item: Consolidation) -> str:
    """Which part of the period the workbook shows, empty where it is the whole."""
    scope = item.scope
    parts = [
        *([f"cấp: {', '.join(KINDS[kind].removeprefix('Cấp ') for kind in scope.kinds)}"] if scope.kinds else []),
        *([f"{len(item.units)} đơn vị được chọn"] if scope.units else []),
        *([f"mục {', '.join(scope.sections)}"] if scope.sections else []),
    ]
    return f"Phạm vi: {'; '.join(parts)}" if parts else ""
