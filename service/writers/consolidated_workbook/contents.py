"""«Mục lục» and «Ghi chú»: where everything is, and what signs, figures and comparisons mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.scope import PrintPart, Scope, WorkbookFormat
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.sheet import CONTENTS, OVERVIEW, SOURCES, Sheet, frame, head, titles
from service.writers.consolidated_workbook.styles import CellStyle, StyleRegistry
from service.writers.consolidated_workbook.subtotals import NOT_ADDED
from service.writers.consolidated_workbook.tables import FindingSheet
from service.writers.consolidated_workbook.wording import NOT_APPLICABLE
from service.writers.excel_style import CENTER, quoted

HEAD = 5
Note = tuple[str, str, CellStyle]
_SAMPLE = replace(look.MIDDLE, alignment=CENTER)
_NAME = look.STRONG


class ContentsSheet(Sheet):
    """A line a sheet with its name, of what kind it is and what it holds; in print with the page on which it begins."""

    title = CONTENTS
    about = "Danh sách các trang tính; bấm vào tên để đến trang đó"
    group = SheetGroup.FRONT
    back_to = OVERVIEW

    def __init__(self, consolidation: Consolidation, pages: Mapping[str, int] | None = None) -> None:
        self.consolidation = consolidation
        self.others: Sequence[Sheet] = ()
        self._pages = pages or {}
        self._is_print = consolidation.scope.file_format is WorkbookFormat.PDF
        last = ("Trang", 10.0) if self._is_print else ("Loại", 22.0)
        self._columns = (("STT", 7.0), ("Trang tính", 30.0), ("Nội dung", 100.0), last)

    @property
    def last_row(self) -> int:
        """The last sheet's line."""
        return HEAD + len(self.others)

    def prepare(self, sheet: Worksheet) -> None:
        """Titles and head."""
        titles(sheet, self, self.consolidation, "MỤC LỤC", "" if self._is_print else self.about)
        head(sheet, HEAD, [name for name, _ in self._columns])
        frame(sheet, [width for _, width in self._columns], f"A{HEAD + 1}", f"{HEAD}:{HEAD}", None)

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """In the order of the sheets."""
        middle, text = styles.id(look.MIDDLE), styles.id(look.TEXT)
        name = text if self._is_print else styles.id(look.LINK)
        for number, other in enumerate(self.others, 1):
            row = HEAD + number
            cells = [
                xml.number_cell(f"A{row}", middle, number),
                xml.text_cell(f"B{row}", name, other.title),
                xml.text_cell(f"C{row}", text, other.about),
                self._last(f"D{row}", other, middle),
            ]
            yield xml.row(row, cells, xml.height_of([(other.about, self._columns[2][1])]))

    def _last(self, place: str, other: Sheet, style: int) -> str:
        if not self._is_print:
            return xml.text_cell(place, style, other.group.label)
        page = self._pages.get(other.title)
        return xml.empty_cell(place, style) if page is None else xml.number_cell(place, style, page)

    def links(self) -> Iterator[tuple[str, str]]:
        """To every sheet."""
        for row, other in enumerate(self.others, HEAD + 1):
            # Only a place in this file: a link that leaves it would be a risk to its readers.
            yield f"B{row}", f"{quoted(other.title)}!A1"


class NoteSheet(Sheet):
    """What signs mean, how figures are added up, rounded and compared, where they are from, how a copy is verified."""

    title = "Ghi chú"
    about = "Ký hiệu, cách cộng, làm tròn, so sánh, nguồn số liệu và cách xác minh bảng này"
    group = SheetGroup.FRONT

    def __init__(self, consolidation: Consolidation, verify_at: str) -> None:
        self.consolidation = consolidation
        lines = (*_SIGNS, _warned(consolidation.scope), *_NAMES, *_METHODS)
        log = [("Mã nhật ký", _on_record(consolidation.audit_hash), _NAME)] if consolidation.audit_hash else []
        if consolidation.scope.file_format is WorkbookFormat.PDF:
            self._lines = (*lines, *_on_paper(consolidation.scope, verify_at), *log)
        else:
            self._lines = (*lines, *_ON_SCREEN, ("Xác minh", _verifying(verify_at), _NAME), *log)

    @property
    def last_row(self) -> int:
        """The last note."""
        return HEAD + len(self._lines)

    def prepare(self, sheet: Worksheet) -> None:
        """Titles and head."""
        titles(sheet, self, self.consolidation, "GHI CHÚ", self.about)
        head(sheet, HEAD, ("Ký hiệu, vấn đề", "Ý nghĩa, cách làm"))
        frame(sheet, _WIDTHS, f"A{HEAD + 1}", f"{HEAD}:{HEAD}", None)

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """First the signs, each as it looks."""
        text = styles.id(look.TEXT)
        ids = [styles.id(sample) for _, _, sample in self._lines]
        for row, ((sign, meaning, _), style) in enumerate(zip(self._lines, ids, strict=True), HEAD + 1):
            first = xml.text_cell(f"A{row}", style, sign)
            height = xml.height_of([(sign, _WIDTHS[0]), (meaning, _WIDTHS[1])])
            yield xml.row(row, [first, xml.text_cell(f"B{row}", text, meaning)], height)


def _on_record(audit_hash: str) -> str:
    return (
        f"Mọi việc đã ghi vào nhật ký của hệ thống trước khi lập số liệu này được niêm phong bằng mã {audit_hash}. "
        "Quản trị hệ thống kiểm tra bằng lệnh «tonghop verify-audit --contains» với mã này."
    )


def _verifying(verify_at: str) -> str:
    how = f"mở {verify_at} rồi gửi tệp lên" if verify_at else "chạy lệnh «tonghop verify» với tệp này"
    return (
        f"Dấu vân tay của bảng ở trang tính «{SOURCES}». Để biết một bản có bị sửa không: {how}. "
        "Mở xem, lưu lại, sắp xếp hoặc lọc không làm hỏng dấu vân tay; sửa số, công thức, tên, định dạng thì bị nêu rõ."
    )


def _warned(scope: Scope) -> Note:
    """What the colour of a warning means, and where it is told in words, unless that is not printed."""
    is_told = scope.file_format is WorkbookFormat.XLSX or PrintPart.FINDINGS in scope.parts
    where = f"; nêu từng chữ ở trang tính «{FindingSheet.title}»" if is_told else ""
    meaning = f"Số liệu có cảnh báo chưa được giải trình{where}."
    return "Nền vàng, dấu *", meaning, replace(_SAMPLE, fill=look.WARNED)


def _on_paper(scope: Scope, verify_at: str) -> Iterator[Note]:
    """Where the figures are from and how the printout is verified, without what can only be done in a workbook."""
    where = f"liệt kê ở trang «{SOURCES}»" if PrintPart.SOURCES in scope.parts else "liệt kê trong bảng Excel của kỳ"
    yield "Nguồn", f"Báo cáo các đơn vị đã nộp, {where} kèm số biên nhận và SHA-256.", _NAME
    if verify_at:
        yield "Xác minh", f"Mở {verify_at} rồi gửi nguyên tệp PDF này lên: chỉ tệp chưa bị sửa được nhận ra.", _NAME


_WIDTHS = (34.0, 130.0)
_SIGNS: tuple[Note, ...] = (
    ("Ô gạch chéo, nền xám", "Chưa có số liệu: đơn vị chưa nộp hoặc để trống.", look.MISSING_CELL),
    (NOT_APPLICABLE, "Chỉ tiêu không áp dụng với đơn vị: đơn vị ghi như vậy hoặc được miễn.", look.NA_CELL),
    ("0", "Đơn vị báo cáo không phát sinh.", _SAMPLE),
    (NOT_ADDED, "Không cộng giữa các đơn vị, hoặc không có gì để so sánh.", _SAMPLE),
)  # fmt: skip
_NAMES: tuple[Note, ...] = (
    ("Tên màu nâu, ghi «nộp muộn»", "Đơn vị nộp sau hạn.", replace(look.LATE_NAME, alignment=CENTER)),
    ("Tên in nghiêng", "Đơn vị chưa có báo cáo hợp lệ.", replace(look.ABSENT_NAME, alignment=CENTER)),
)  # fmt: skip
_METHODS: tuple[Note, ...] = (
    ("Cộng", "Giá trị toàn tỉnh là tổng số liệu các đơn vị; đơn vị đã gộp trong đơn vị khác chỉ được tính một lần.",
     _NAME),
    ("Tỷ lệ", "Tính lại từ tổng tử số và tổng mẫu số của các đơn vị có cả hai, không lấy trung bình các tỷ lệ.", _NAME),
    ("Làm tròn", "Làm tròn một lần, từ số chính xác: tỷ lệ 2 chữ số thập phân, mức tăng giảm theo phần trăm 1 chữ số. "
     "Số liệu gốc giữ nguyên như đơn vị báo cáo.", _NAME),
    ("So sánh", "Tỷ lệ so bằng điểm phần trăm. Chỉ tiêu trong kỳ và lũy kế chỉ so giữa các kỳ dài gần bằng nhau. Tổng "
     "của kỳ trước là tổng của mọi đơn vị được tính khi đó; nơi số đơn vị khác nhau có ghi thêm mức tăng giảm trên "
     "các đơn vị có ở cả hai kỳ.", _NAME),
)  # fmt: skip
_ON_SCREEN: tuple[Note, ...] = (
    ("Sắp xếp, lọc", "Dùng nút ở dòng đầu bảng. Dòng tổng đứng riêng nên không bị kéo theo, tên không rời số liệu.",
     _NAME),
    ("Sửa số liệu", "Tổng, biểu đồ và so sánh là công thức nên đổi theo ô được sửa; bản đã sửa không còn khớp dấu vân "
     "tay.", _NAME),
    ("Nguồn", f"Báo cáo các đơn vị đã nộp, liệt kê ở trang tính «{SOURCES}» kèm số biên nhận và SHA-256.", _NAME),
)  # fmt: skip
