"""«Tổng quan»: what this is, how complete it is, and the way to every sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation import Consolidation, completeness
from service.domain.expression import operands
from service.domain.numbers import format_vietnamese
from service.domain.period import VIETNAM
from service.domain.template import Aggregate, Indicator
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.sheet import Sheet, frame, quoted, write
from service.writers.consolidated_workbook.styles import BRAND, CENTER, INK, LEFT, LINE_START, RIGHT, Look, StyleBook
from service.writers.consolidated_workbook.subtotals import NOT_ADDED

WIDTHS = (50.0, 28.0, 32.0)
ANNEX = Look(bold=True, size=14, boxed=False, alignment=CENTER)
TITLE = Look(bold=True, colour=BRAND, size=16, boxed=False, alignment=CENTER)
LINE = Look(colour=INK, size=12, boxed=False, alignment=CENTER)
BESIDE = replace(LINE, italic=True)
STAMP = Look(bold=True, colour=BRAND, size=14, alignment=CENTER, fill=look.TOTAL)
PART = Look(bold=True, colour=BRAND, size=13, boxed=False, alignment=LINE_START)
LINK = Look(colour="0B57A4", alignment=LEFT)
FIGURE = Look(bold=True, alignment=RIGHT)
LOWEST = 17.5


class OverviewSheet:
    """The cover; it is short, so all of it is in the frame and nothing is streamed."""

    title = "Tổng quan"
    about = "Trang này"

    def __init__(self, consolidation: Consolidation, others: Sequence[Sheet]) -> None:
        self.consolidation = consolidation
        self.others = others
        self._row = 0

    @property
    def last_row(self) -> int:
        """Nothing is streamed."""
        return self._row

    def rows(self, styles: StyleBook) -> Iterator[str]:
        """Nothing is streamed."""
        yield from ()

    def prepare(self, sheet: Worksheet) -> None:
        """All of it."""
        self._row = 0
        frame(sheet, WIDTHS, "A1", "1:1", None)
        sheet.freeze_panes = None
        sheet.print_title_rows = None
        sheet.page_setup.paperSize = "9"
        sheet.page_setup.orientation = "portrait"
        self._titles(sheet)
        self._counts(sheet)
        self._key_figures(sheet)
        self._contents(sheet)
        self._legend(sheet)

    def _titles(self, sheet: Worksheet) -> None:
        item = self.consolidation
        window = item.period.window
        done = f"{item.contributing}/{len(item.units)} đơn vị"
        stamp = "CHÍNH THỨC" if item.is_complete else "TẠM TỔNG HỢP"
        place = f"{item.province[:1].upper()}{item.province[1:]}"
        self._wide(sheet, "Phụ lục", ANNEX, 22)
        self._wide(sheet, f"BẢNG TỔNG HỢP {item.report.template.title.upper()}", TITLE, 30)
        self._wide(sheet, f"{place} – {item.period.title}" if place else item.period.title, LINE, 20)
        # A document's number and date are put in when it is issued.
        self._wide(sheet, "(Kèm theo Báo cáo số …………/BC-………… ngày …… tháng …… năm ………)", BESIDE, 20)
        self._wide(sheet, f"Số liệu từ {window.first:%d/%m/%Y} đến {window.last:%d/%m/%Y}", LINE, 20)
        self._wide(sheet, f"{stamp} ({done})", STAMP, 30)
        if item.report.newest is not None:
            self._wide(sheet, f"Số liệu đến {moment(item.report.newest)}", LINE, 20)

    def _counts(self, sheet: Worksheet) -> None:
        item = self.consolidation
        self._part(sheet, "Tiến độ")
        missing = "; ".join(unit.agency.name for unit in item.missing)
        self._pair(sheet, "Đơn vị phải báo cáo", str(len(item.units)))
        self._pair(sheet, "Đã có báo cáo hợp lệ", str(item.contributing))
        self._pair(sheet, "Trong đó nộp muộn", str(completeness(item.units).late))
        self._pair(sheet, "Chưa có báo cáo hợp lệ", f"{len(item.missing)}: {missing}" if missing else "0")
        if item.refused:
            self._pair(sheet, "Tệp bị từ chối", str(len(item.refused)))

    def _key_figures(self, sheet: Worksheet) -> None:
        """The ratios of the report, each followed by the sums that it comes from."""
        template = self.consolidation.report.template
        chosen: dict[str, Indicator] = {}
        for indicator in template.indicators:
            if indicator.aggregate is Aggregate.RATIO:
                assert indicator.numerator is not None and indicator.denominator is not None
                chosen[indicator.code] = indicator
                parts = (*operands(indicator.numerator), *operands(indicator.denominator))
                chosen.update((part.code, template.by_code[part.code]) for part in parts)
        if not chosen:
            return
        self._part(sheet, "Số liệu chính toàn tỉnh")
        self._three(sheet, ("Chỉ tiêu", "Toàn tỉnh", "Đơn vị có số liệu"), (look.HEADING,) * 3)
        for indicator in chosen.values():
            total = self.consolidation.report.totals[indicator.code]
            value = self.consolidation.report.number(indicator.code)
            said = "chưa có" if value is None else f"{format_vietnamese(value)} {indicator.unit}"
            texts = (f"{indicator.number}. {indicator.name}", said, f"{total.contributing}/{total.applicable}")
            self._three(sheet, texts, (look.TEXT, FIGURE, look.MIDDLE))

    def _contents(self, sheet: Worksheet) -> None:
        self._part(sheet, "Các tờ trong tệp")
        for other in self.others:
            self._pair(sheet, other.title, other.about)
            cell = write(sheet, self._row, 1, other.title, LINK)
            # Only a place in this file: a link that leaves it would be a risk to its readers.
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quoted(other.title)}!A1")
            look.dress(cell, LINK)

    def _legend(self, sheet: Worksheet) -> None:
        self._part(sheet, "Chú thích")
        for name, value, sample in (
            ("Ô gạch chéo, nền xám", "Chưa có số liệu: đơn vị chưa nộp hoặc để trống.", look.MISSING_CELL),
            ("n/a", "Không áp dụng với đơn vị.", look.NA_CELL),
            ("0", "Đơn vị báo cáo không phát sinh.", look.MIDDLE),
            (NOT_ADDED, "Không cộng giữa các đơn vị.", look.MIDDLE),
            ("Nền vàng", "Số liệu có cảnh báo mà đơn vị chưa giải trình.", Look(fill=look.WARNED)),
            ("Tên màu nâu", "Đơn vị nộp muộn.", look.LATE_NAME),
            ("Tên in nghiêng", "Đơn vị chưa có báo cáo hợp lệ.", look.ABSENT_NAME),
        ):
            self._pair(sheet, name, value)
            write(sheet, self._row, 1, name, replace(sample, alignment=CENTER))

    def _wide(self, sheet: Worksheet, text: str, style: Look, height: float) -> None:
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
        self._fit(sheet, [(name, WIDTHS[0]), (value, WIDTHS[1] + WIDTHS[2])])

    def _three(self, sheet: Worksheet, texts: Sequence[str], styles: Sequence[Look]) -> None:
        self._row += 1
        for column, (text, style) in enumerate(zip(texts, styles, strict=True), 1):
            write(sheet, self._row, column, text, style)
        self._fit(sheet, list(zip(texts, WIDTHS, strict=True)))

    def _fit(self, sheet: Worksheet, texts: Sequence[tuple[str, float]]) -> None:
        sheet.row_dimensions[self._row].height = max(LOWEST, xml.height_of(texts))


def moment(when: datetime) -> str:
    """A moment as officials write it: 10:05 ngày 20/9/2023."""
    local = when.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {local.day}/{local.month}/{local.year}"
