"""«Nguồn số liệu»: the filing behind each unit's figures, and by what this workbook is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus
from service.domain.consolidation.corrections import adjustment_words, elsewhere_words, exclusion_words
from service.domain.notation.fingerprint import UNSEALED
from service.domain.reporting.own_window import own_window_note
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import SOURCE_ROW, Layout
from service.writers.consolidated_workbook.sheet import SOURCES, WAY_BACK, Sheet, frame, titles, way_back
from service.writers.consolidated_workbook.styles import StyleRegistry
from service.writers.consolidated_workbook.wording import channel_name
from service.writers.excel_style import CENTER

HEAD = SOURCE_ROW - 1
FINGERPRINT = "dau_van_tay"
FINGERPRINT_CELL = "$C$4"
COLUMNS = (
    ("STT", 6.0), ("Đơn vị", 44.0), ("Số biên nhận", 28.0), ("Lần nộp", 9.0), ("Thời điểm nộp", 18.0),
    ("Hình thức nộp", 14.0), ("Người nộp", 28.0), ("Biểu mẫu", 14.0), ("SHA-256 của tệp đã nộp", 58.0),
    ("Ghi chú", 40.0), ("Tệp gửi cùng báo cáo, chữ ký số", 70.0),
)  # fmt: skip
_PLAIN = replace(look.TEXT, boxed=False, alignment=look.LINE_START)
_NAME = replace(look.STRONG, boxed=False)
_MONO = replace(look.TEXT, size=9)


class SourceSheet(Sheet):
    """A line a counted filing; UNSEALED stands where the fingerprint is put in once everything is written."""

    title = SOURCES
    group = SheetGroup.DATA
    back = "A6"
    about = "Báo cáo nào của đơn vị đã được tính, biên nhận và SHA-256; dấu vân tay để xác minh tệp này"

    def __init__(self, layout: Layout, verify_at: str) -> None:
        self.layout = layout
        self.consolidation = layout.consolidation
        self.verify_at = verify_at

    @property
    def last_row(self) -> int:
        """The last filing's line."""
        return HEAD + max(1, len(self.layout.sources))

    def prepare(self, sheet: Worksheet) -> None:
        """Titles and widths; the rest is streamed, since the fingerprint stands above the head."""
        titles(
            sheet, self, self.consolidation, "NGUỒN SỐ LIỆU",
            "Mỗi đơn vị ở trang tính số liệu dẫn đến một dòng ở đây. Số biên nhận tra cứu được trong hệ thống.",
        )  # fmt: skip
        last = xml.LETTERS[len(COLUMNS)]
        widths = [width for _, width in COLUMNS]
        frame(sheet, widths, f"C{HEAD + 1}", f"{HEAD}:{HEAD}", f"A{HEAD}:{last}{self.last_row}")

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """The fingerprint and where it is verified, the head, and a line a filing."""
        ids = {
            "plain": styles.id(_PLAIN), "name": styles.id(_NAME), "head": styles.id(look.HEADING),
            "text": styles.id(look.TEXT), "middle": styles.id(look.MIDDLE), "count": styles.id(look.COUNT_CELL),
            "moment": styles.id(replace(look.MOMENT_CELL, alignment=CENTER)), "digest": styles.id(_MONO),
        }  # fmt: skip
        where = self.verify_at or "lệnh «tonghop» lập bảng từ tệp, không qua hệ thống: không có địa chỉ xác minh"
        for row, name, text in ((4, "Dấu vân tay của bảng này", UNSEALED), (5, "Xác minh tại", where)):
            cells = [xml.text_cell(f"B{row}", ids["name"], name), xml.text_cell(f"C{row}", ids["plain"], text)]
            yield xml.row(row, cells, look.TALL)
        if self.back:
            yield xml.row(6, [xml.text_cell(self.back, styles.id(WAY_BACK), way_back(self))])
        heads = [xml.text_cell(f"{xml.LETTERS[n]}{HEAD}", ids["head"], name) for n, (name, _) in enumerate(COLUMNS, 1)]
        yield xml.row(HEAD, heads, 32)
        if not self.layout.sources:
            yield xml.row(HEAD + 1, [xml.text_cell(f"B{HEAD + 1}", ids["text"], "Chưa có báo cáo nào được tính.")])
        units = {unit.agency.code: unit for unit in self.consolidation.units}
        for number, (code, row) in enumerate(self.layout.sources.items(), 1):
            yield xml.row(row, self._line(row, number, units[code], ids), self._height(units[code]))

    def _line(self, row: int, number: int, unit: AgencyStatus, ids: dict[str, int]) -> list[str]:
        receipt = unit.receipt
        assert receipt is not None, "a counted filing has a receipt"
        template = self.consolidation.report.template
        moment = f"E{row}"
        return [
            xml.number_cell(f"A{row}", ids["middle"], number),
            xml.text_cell(f"B{row}", ids["text"], unit.agency.name),
            xml.text_cell(f"C{row}", ids["text"], receipt.submission),
            xml.number_cell(f"D{row}", ids["count"], receipt.revision),
            xml.empty_cell(moment, ids["moment"])
            if receipt.received_at is None
            else xml.number_cell(moment, ids["moment"], xml.moment_number(receipt.received_at)),
            xml.text_cell(f"F{row}", ids["middle"], channel_name(receipt)),
            xml.text_cell(f"G{row}", ids["text"], receipt.filed_by),
            xml.text_cell(f"H{row}", ids["middle"], f"{template.code} {template.version}"),
            xml.text_cell(f"I{row}", ids["digest"], receipt.sha256),
            xml.text_cell(f"J{row}", ids["text"], self._note(unit)),
            xml.text_cell(f"K{row}", ids["text"], self._files(unit)),
        ]

    def _height(self, unit: AgencyStatus) -> float:
        by = unit.receipt.filed_by if unit.receipt else ""
        return xml.height_of(
            [
                (unit.agency.name, COLUMNS[1][1]),
                (by, COLUMNS[6][1]),
                (self._note(unit), 40.0),
                (self._files(unit), 70.0),
            ]
        )

    def _files(self, unit: AgencyStatus) -> str:
        """What was handed in with the filing, in the words of its receipt."""
        submission = unit.receipt.submission if unit.receipt else ""
        return "\n".join(map(str, self.consolidation.evidence.get(submission, ())))

    def _note(self, unit: AgencyStatus) -> str:
        filing = self.consolidation.report.filings[unit.agency.code]
        on_behalf = unit.receipt.on_behalf if unit.receipt else ""
        source, named = filing.source, self.consolidation.report.template.by_code
        adjusted = [
            f"{named[code].number} {adjustment_words(item, named[code])}" for code, item in filing.adjusted.items()
        ]
        told = {code: self.consolidation.report.elsewhere(source.agency, code) for code in filing.elsewhere}
        elsewhere = [f"{named[code].number} {elsewhere_words(item)}" for code, item in told.items() if item is not None]
        is_included = not source.excluded and not self.consolidation.report.is_counted(source)
        above = "kế thừa" if self.consolidation.period.is_last_of(unit.agency) else "cấp trên"
        own = own_window_note(self.consolidation.period, unit.agency)
        notes: Sequence[str] = [
            *([] if own is None else [str(own)]),
            *(["đã trả lại để sửa"] if unit.state is AgencyState.RETURNED else []),
            *(["nộp muộn"] if unit.is_late else []),
            *([f"Sở Nội vụ nộp thay: {on_behalf}"] if on_behalf else []),
            *([exclusion_words(source.excluded)] if source.excluded else []),
            *([f"đã gộp trong đơn vị {above}, không cộng"] if is_included else []),
            *adjusted,
            *elsewhere,
        ]
        return ", ".join(notes)
