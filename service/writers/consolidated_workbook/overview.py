"""«Tổng quan»: what this is, how complete it is, and the way to every sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation import Consolidation, completeness
from service.domain.numbers import format_vietnamese
from service.domain.period import VIETNAM
from service.domain.template import Aggregate
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.sheet import Sheet, frame, quoted, write
from service.writers.consolidated_workbook.styles import BRAND, INK, LEFT, Look, StyleBook

WIDTHS = (34.0, 46.0, 46.0)
TITLE = Look(
    bold=True,
    colour=BRAND,
    size=18,
    boxed=False,
    alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
)
LINE = Look(
    colour=INK, size=12, boxed=False, alignment=Alignment(horizontal="center", vertical="center", wrap_text=True)
)
STAMP = Look(bold=True, colour=BRAND, size=14, boxed=False, alignment=Alignment(horizontal="center", vertical="center"))
PART = Look(bold=True, colour=BRAND, size=13, boxed=False, alignment=LEFT)
LINK = Look(colour="0B57A4", alignment=LEFT)


class OverviewSheet:
    """The cover; it is short, so all of it is in the frame and nothing is streamed."""

    title = "Tổng quan"

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
        self._wide(sheet, f"BẢNG TỔNG HỢP {item.report.template.title.upper()}", TITLE, 52)
        self._wide(sheet, f"{item.province[:1].upper()}{item.province[1:]} – {item.period.title}", LINE, 22)
        self._wide(sheet, f"Số liệu từ {window.first:%d/%m/%Y} đến {window.last:%d/%m/%Y}", LINE, 20)
        self._wide(sheet, f"{stamp} ({done})", STAMP, 30)
        if item.report.newest is not None:
            self._wide(sheet, f"Số liệu đến {moment(item.report.newest)}", LINE, 20)

    def _counts(self, sheet: Worksheet) -> None:
        item = self.consolidation
        counts = completeness(item.units)
        self._part(sheet, "Tiến độ")
        missing = "; ".join(unit.agency.name for unit in item.missing)
        for name, value in (
            ("Đơn vị phải báo cáo", str(len(item.units))),
            ("Đã có báo cáo hợp lệ", str(item.contributing)),
            ("Nộp muộn", str(counts.late)),
            ("Chưa có báo cáo hợp lệ", f"{len(item.missing)}: {missing}" if missing else "0"),
            ("Tệp bị từ chối", str(len(item.refused))) if item.refused else ("", ""),
        ):
            if name:
                self._pair(sheet, name, value)

    def _key_figures(self, sheet: Worksheet) -> None:
        """The ratios of the report with the sums that they come from."""
        report = self.consolidation.report
        self._part(sheet, "Tỷ lệ toàn tỉnh")
        for indicator in report.template.indicators:
            if indicator.aggregate is Aggregate.RATIO:
                total = report.totals[indicator.code]
                value = report.number(indicator.code)
                said = "chưa có số liệu" if value is None else f"{format_vietnamese(value)} %"
                self._pair(sheet, f"{indicator.number}. {indicator.name}", f"{said} ({total.contributing} đơn vị)")

    def _contents(self, sheet: Worksheet) -> None:
        self._part(sheet, "Các tờ trong tệp")
        for other in self.others:
            self._row += 1
            heading = getattr(getattr(other, "section", None), "title", "")
            cell = write(sheet, self._row, 1, other.title, LINK)
            # Only a place in this file: a link that leaves it would be a risk to its readers.
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quoted(other.title)}!A1")
            look.dress(cell, LINK)
            write(sheet, self._row, 2, heading, look.TEXT)
            write(sheet, self._row, 3, None, look.TEXT)
            sheet.merge_cells(start_row=self._row, end_row=self._row, start_column=2, end_column=3)

    def _legend(self, sheet: Worksheet) -> None:
        self._part(sheet, "Chú thích")
        for name, value, sample in (
            ("Ô gạch chéo", "Chưa có số liệu: đơn vị chưa nộp hoặc để trống.", look.MISSING_CELL),
            ("n/a", "Không áp dụng với đơn vị.", look.NA_CELL),
            ("0", "Đơn vị báo cáo không phát sinh.", look.COUNT_CELL),
            ("Nền vàng", "Số liệu có cảnh báo mà đơn vị chưa giải trình.", Look(fill=look.WARNED)),
            ("Tên màu nâu", "Đơn vị nộp muộn.", look.LATE_NAME),
        ):
            self._pair(sheet, name, value)
            look.dress(write(sheet, self._row, 1, name, sample), sample)

    def _wide(self, sheet: Worksheet, text: str, style: Look, height: float) -> None:
        self._row += 1
        write(sheet, self._row, 1, text, style)
        sheet.merge_cells(start_row=self._row, end_row=self._row, start_column=1, end_column=len(WIDTHS))
        sheet.row_dimensions[self._row].height = height

    def _part(self, sheet: Worksheet, text: str) -> None:
        self._row += 2
        write(sheet, self._row, 1, text, PART)

    def _pair(self, sheet: Worksheet, name: str, value: str) -> None:
        self._row += 1
        write(sheet, self._row, 1, name, look.TEXT)
        for column in range(2, len(WIDTHS) + 1):
            write(sheet, self._row, column, value if column == 2 else None, look.TEXT)
        sheet.merge_cells(start_row=self._row, end_row=self._row, start_column=2, end_column=len(WIDTHS))
        sheet.row_dimensions[self._row].height = xml.height_of(
            [(name, WIDTHS[0]), (value, WIDTHS[1] + WIDTHS[2])], 15.5
        )


def moment(when: datetime) -> str:
    """A moment as officials write it: 10:05 ngày 20/9/2023."""
    local = when.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {local.day}/{local.month}/{local.year}"
