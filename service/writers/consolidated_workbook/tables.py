"""The sheets that list: narratives, documents, findings, progress, refused files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation import Consolidation, UnitStatus
from service.domain.errors import Level
from service.domain.submission import Channel
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.sheet import frame, head, titles
from service.writers.consolidated_workbook.styles import Look, StyleBook

HEAD = 5
Value = str | int | date | datetime | None
CHANNELS = {
    Channel.FORM: "biểu mẫu web",
    Channel.EXCEL: "tệp Excel",
    Channel.JSON: "API",
    Channel.WORD: "tệp Word",
}


@dataclass(frozen=True)
class TableColumn:
    """A column's name, width, and whether its text decides the row's height."""

    name: str
    width: float
    look: Look = look.TEXT_TOP
    wraps: bool = False


class TableSheet:
    """A list with a head and a filter; subclasses say what stands in it."""

    title: str
    hint = ""
    columns: tuple[TableColumn, ...]

    def __init__(self, consolidation: Consolidation) -> None:
        self.consolidation = consolidation
        self._lines = tuple(self.lines())

    @property
    def last_row(self) -> int:
        """The last line, or the one that says that there is none."""
        return HEAD + max(1, len(self._lines))

    def lines(self) -> Iterator[Sequence[Value]]:
        """What stands in the list."""
        raise NotImplementedError

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, head and filter."""
        titles(sheet, self.consolidation, self.title, self.hint)
        head(sheet, HEAD, [column.name for column in self.columns])
        last = xml.LETTERS[len(self.columns)]
        widths = [column.width for column in self.columns]
        frame(sheet, widths, f"A{HEAD + 1}", f"{HEAD}:{HEAD}", f"A{HEAD}:{last}{self.last_row}")

    def rows(self, styles: StyleBook) -> Iterator[str]:
        """A row a line."""
        ids = [styles.id(column.look) for column in self.columns]
        if not self._lines:
            yield xml.row(HEAD + 1, [xml.text_cell(f"A{HEAD + 1}", ids[0], "Không có.")])
        letters = xml.LETTERS[1:]
        wrapped = [(index, column.width) for index, column in enumerate(self.columns) if column.wraps]
        for row, line in enumerate(self._lines, HEAD + 1):
            cells = [_cell(f"{letters[i]}{row}", ids[i], value) for i, value in enumerate(line)]
            yield xml.row(row, cells, xml.height_of([(str(line[i] or ""), width) for i, width in wrapped]))


def _cell(place: str, style: int, value: Value) -> str:
    if type(value) is str:
        return xml.text_cell(place, style, value)
    if isinstance(value, datetime):
        return xml.number_cell(place, style, xml.moment_number(value))
    if isinstance(value, date):
        return xml.number_cell(place, style, xml.day_number(value))
    if isinstance(value, int):
        return xml.number_cell(place, style, value)
    return xml.empty_cell(place, style)


class NarrativeSheet(TableSheet):
    """What the units wrote, section by section."""

    title = "Tường thuật"
    hint = "Xếp theo mục, rồi theo đơn vị; dùng bộ lọc ở cột «Đơn vị» để đọc riêng một đơn vị."
    columns = (
        TableColumn("Mục", 9),
        TableColumn("Tiêu đề", 36, wraps=True),
        TableColumn("Đơn vị", 34, wraps=True),
        TableColumn("Nội dung", 130, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """By section, then by unit in table order."""
        filings = self.consolidation.report.filings
        units = [unit.agency for unit in self.consolidation.units if unit.agency.code in filings]
        for section in self.consolidation.report.template.sections:
            for agency in units:
                text = filings[agency.code].narratives.get(section.code)
                if text:
                    yield section.code, section.title, agency.name, text


class DocumentSheet(TableSheet):
    """The documents that the units issued."""

    title = "Văn bản"
    columns = (
        TableColumn("Đơn vị", 38, wraps=True),
        TableColumn("Loại", 16),
        TableColumn("Số, ký hiệu", 24),
        TableColumn("Ngày", 13, look.DAY_CELL),
        TableColumn("Trích yếu", 110, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """By unit in table order, then by date and number."""
        for unit in self.consolidation.units:
            filing = self.consolidation.report.filings.get(unit.agency.code)
            documents = () if filing is None else filing.documents
            for item in sorted(documents, key=lambda d: (d.date or date.max, d.number, d.title)):
                yield unit.agency.name, item.kind, item.number, item.date, item.title


class FindingSheet(TableSheet):
    """What was said of the counted filings, and what the units answered."""

    title = "Cảnh báo và giải trình"
    columns = (
        TableColumn("Đơn vị", 38, wraps=True),
        TableColumn("Quy tắc", 11, look.MIDDLE),
        TableColumn("Mức", 12, look.MIDDLE),
        TableColumn("Phát hiện", 90, wraps=True),
        TableColumn("Vị trí trong báo cáo", 34, wraps=True),
        TableColumn("Giải trình của đơn vị", 55, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """By unit in table order, then in the order of the rules."""
        for unit in self.consolidation.units:
            if unit.agency.code in self.consolidation.report.filings:
                for item in unit.findings:
                    is_error = item.level is Level.ERROR
                    answer = item.explanation or ("" if is_error else "chưa giải trình")
                    level = "lỗi" if is_error else "cảnh báo"
                    yield unit.agency.name, item.rule, level, str(item.message), item.place, answer


class ProgressSheet(TableSheet):
    """Who filed, when and how."""

    title = "Tiến độ nộp"
    hint = "Thời điểm theo giờ Việt Nam. «Muộn» tính từ hạn nộp đến lần nộp hợp lệ đầu tiên."
    columns = (
        TableColumn("STT", 6, look.MIDDLE),
        TableColumn("Đơn vị", 44, wraps=True),
        TableColumn("Loại", 24),
        TableColumn("Trạng thái", 16, look.MIDDLE),
        TableColumn("Hạn nộp", 18, look.MOMENT_CELL),
        TableColumn("Nộp hợp lệ lần đầu", 18, look.MOMENT_CELL),
        TableColumn("Muộn (ngày)", 10, look.COUNT_CELL),
        TableColumn("Số lần nộp", 9, look.COUNT_CELL),
        TableColumn("Kênh", 15, look.MIDDLE),
        TableColumn("Người nộp", 28, wraps=True),
        TableColumn("Số biên nhận", 26, wraps=True),
        TableColumn("SHA-256", 70),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """Every unit that owes a report, in table order."""
        for number, unit in enumerate(self.consolidation.units, 1):
            receipt = unit.receipt
            yield (
                number,
                unit.agency.name,
                unit.agency.kind.label,
                unit.state.label,
                unit.due_at,
                unit.first_valid_at,
                days_late(unit),
                unit.revisions,
                CHANNELS[receipt.channel] if receipt else "",
                receipt.filed_by if receipt else "",
                receipt.submission if receipt else "",
                receipt.sha256 if receipt else "",
            )


class RefusedSheet(TableSheet):
    """Files that could not be taken, and why."""

    title = "Tệp bị từ chối"
    columns = (
        TableColumn("Tệp", 50, wraps=True),
        TableColumn("Vị trí", 34, wraps=True),
        TableColumn("Quy tắc", 12, look.MIDDLE),
        TableColumn("Lý do", 120, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """By file, in order of their names."""
        for file in self.consolidation.refused:
            for reason in file.reasons:
                yield file.name, reason.place, reason.rule, str(reason.message)


def days_late(unit: UnitStatus) -> int | None:
    """The days begun between deadline and first valid filing, None where it was in time."""
    if unit.first_valid_at is None or not unit.is_late:
        return None
    return -(-(unit.first_valid_at - unit.due_at) // timedelta(days=1))
