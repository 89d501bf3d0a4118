"""What opens files of strangers or writes their words into documents, each call within bounds of its own.

A format whose reader is bounded by itself is read here and not in a child, as long as it is no longer than reports are:
more would keep this process's other threads waiting all the same.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from service.actions.work.understanding import understand_report
from service.authorities import Authorities
from service.catalogue import Catalogue
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.copy_check import Differences
from service.domain.consolidation.renewal import Renewal
from service.domain.errors import Finding, TooLargeError, UnreadableError, message
from service.domain.notation.fingerprint import ORIGINAL_SHEET
from service.domain.organization.agency import Agency
from service.domain.reading.document import ReportDocument
from service.domain.reading.export_columns import Confirmed
from service.domain.reading.export_identity import Wanted
from service.domain.reading.export_proposal import propose_export
from service.domain.reading.proposal import Proposal
from service.domain.reading.reading import ReportReading
from service.domain.reporting.evidence import Examination, Legibility
from service.domain.reporting.export_guide import ExportGuide
from service.domain.reporting.payload import Payload
from service.readers.accounts import AccountList, read_accounts
from service.readers.agencies import read_agencies
from service.readers.document import read_document
from service.readers.evidence import examine_file
from service.readers.excel.container import require_workbook
from service.readers.excel.ranges import require_small_ranges
from service.readers.export import read_export
from service.readers.formats import IntakeFormat, Reader
from service.readers.workbook_cells import CellBook
from service.readers.workbook_differences import compare_workbooks
from service.readers.workbook_original import carried_original
from service.sandbox import MEGABYTE, Bounds, run_bounded
from service.writers.annotated_workbook import annotate
from service.writers.consolidated_workbook import FINGERPRINT
from service.writers.letters.renewal import period_in, renew_report

READING = Bounds(
    memory=768 * MEGABYTE,
    processor=10,
    time=30.0,
    said=message(
        "Tệp quá lớn hoặc quá phức tạp để đọc: xóa các trang tính, dòng, định dạng thừa hoặc điền lại biểu mẫu mới."
    ),
)
# LibreOffice, which reads old Word files, is a process of its own with as much of the processor for itself.
READING_WORDS = Bounds(
    memory=768 * MEGABYTE,
    processor=20,
    time=60.0,
    said=message("Báo cáo quá lớn hoặc quá phức tạp để đọc: bỏ phần thừa hoặc chép nội dung sang tệp Word mới."),
)
MARKING = Bounds(
    memory=768 * MEGABYTE,
    processor=15,
    time=40.0,
    said=message("Tệp quá lớn hoặc quá phức tạp để đánh dấu chỗ cần sửa: chép số liệu sang biểu mẫu mới rồi thử lại."),
)
READING_EXPORTS = Bounds(
    memory=768 * MEGABYTE,
    processor=20,
    time=60.0,
    said=message(
        "Tệp quá lớn hoặc quá phức tạp để đọc: xuất bảng tổng hợp theo lĩnh vực hoặc theo đơn vị, "
        "không kèm danh sách hồ sơ."
    ),
)
EXAMINING = Bounds(
    memory=768 * MEGABYTE,
    processor=20,
    time=60.0,
    said=message("Tệp quá lớn hoặc quá phức tạp để kiểm tra chữ ký."),
)
VERIFYING = Bounds(
    memory=1024 * MEGABYTE,
    processor=60,
    time=120.0,
    said=message("Bảng quá lớn hoặc quá phức tạp để đối chiếu từng ô: dùng lại bản tải từ hệ thống."),
    heavy=True,
)
# Bytes of JSON that are read here; a long report has a quarter of them.
MOST_HERE = 256 * 1024
# What a file may unpack to that is read whole and written again, rows below the form and all; a form has 0.2 MB.
MOST_MARKED = 8 * MEGABYTE
WORDING = Bounds(
    memory=1536 * MEGABYTE,
    processor=60,
    time=120.0,
    said=message(
        "Nội dung của các báo cáo quá dài để lập thành một văn bản Word: rút ngắn nội dung các mục rồi lập lại."
    ),
    heavy=True,
)


def read_bounded(catalogue: Catalogue, intake: IntakeFormat, raw: bytes) -> Payload:
    """The payload in the bytes of a format; raises UnreadableError, WrongTypeError, TooLargeError."""
    if intake.reads_apart or len(raw) > MOST_HERE:
        return run_bounded(READING, _read, intake.reader, raw, catalogue.packed)
    return intake.reader(raw, catalogue.get)


def read_document_bounded(name: str, raw: bytes) -> ReportDocument:
    """The text of a report in words, whose file has that name.

    Raises UnreadableDocumentError, WrongTypeError or TooLargeError.
    """
    return run_bounded(READING_WORDS, read_document, name, raw)


def read_report_bounded(
    catalogue: Catalogue, name: str, raw: bytes, agencies: tuple[Agency, ...] = (), period: str = ""
) -> ReportReading:
    """What a Word, PDF or text report says; raises UnreadableError where it is none, WrongTypeError, TooLargeError."""
    return run_bounded(READING_WORDS, _read_report, catalogue.packed, name, raw, agencies, period)


def read_exports_bounded(
    files: Sequence[tuple[str, bytes]], guide: ExportGuide, wanted: Wanted, confirmed: Mapping[str, Confirmed]
) -> Proposal:
    """What exports of one-stop systems, by name and bytes, offer for a report.

    Raises UnreadableError, also where one is of another unit or other days, WrongTypeError or TooLargeError.
    """
    return run_bounded(READING_EXPORTS, _read_exports, files, guide, wanted, confirmed)


def read_agencies_bounded(raw: bytes) -> tuple[Agency, ...]:
    """The units in a list that somebody uploads; raises UnreadableError or TooLargeError."""
    return run_bounded(READING, read_agencies, raw)


def read_accounts_bounded(raw: bytes) -> AccountList:
    """The people in a list that somebody uploads; raises UnreadableError, WrongTypeError or TooLargeError."""
    return run_bounded(READING, read_accounts, raw)


def examine_bounded(raw: bytes, authorities: Authorities, now: datetime) -> Examination:
    """What a file is that proves something, and who signed it; one that is too much to look at is said to be so."""
    try:
        return run_bounded(EXAMINING, examine_file, raw, authorities, now)
    except (TooLargeError, UnreadableError):
        return Examination(Legibility.DAMAGED, is_pdf=b"%PDF-" in raw[:1024])


def annotate_bounded(raw: bytes, findings: tuple[Finding, ...], moment: datetime) -> bytes:
    """The form with its findings at the cells; raises UnreadableError or TooLargeError."""
    return run_bounded(MARKING, _annotated, raw, findings, moment)


def write_bounded(write: Callable[..., None], *args: Any) -> bytes:
    """What a writer of letters and reports in Word writes, whose last argument is where to; raises TooLargeError."""
    return run_bounded(WORDING, _written, write, *args)


def period_of_report(raw: bytes) -> str:
    """The period of a report of the province that people edited; raises what `renew_bounded` raises."""
    return run_bounded(READING_WORDS, period_in, raw)


def renew_bounded(raw: bytes, item: Consolidation, replaces_edited: bool) -> Renewal:
    """The report of the province with today's figures; raises UnreadableError, ConflictError or TooLargeError."""
    return run_bounded(WORDING, renew_report, raw, item, replaces_edited)


def marks_of(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The fingerprint that a workbook carries, empty where it has none, and all that may be one.

    Raises UnreadableError or TooLargeError.
    """
    return run_bounded(VERIFYING, _marks, raw)


def compared(stored: bytes, copy: bytes) -> Differences:
    """How a copy of a workbook differs from what was handed out; raises UnreadableError or TooLargeError."""
    return run_bounded(VERIFYING, _compared, stored, copy)


def compared_with_its_original(raw: bytes) -> tuple[str, Differences] | None:
    """The fingerprint of a workbook that carries its original, and how it differs; None where it carries none.

    Raises UnreadableError or TooLargeError.
    """
    return run_bounded(VERIFYING, _compared_with_its_original, raw)


def _read(reader: Reader, raw: bytes, packed: bytes) -> Payload:
    return reader(raw, _unpacked(packed).get)


def _read_report(packed: bytes, name: str, raw: bytes, agencies: tuple[Agency, ...], period: str) -> ReportReading:
    return understand_report(_unpacked(packed), read_document(name, raw), agencies, period)


def _read_exports(
    files: Sequence[tuple[str, bytes]], guide: ExportGuide, wanted: Wanted, confirmed: Mapping[str, Confirmed]
) -> Proposal:
    return propose_export([read_export(name, raw) for name, raw in files], guide, wanted, confirmed)


@lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Catalogue:
    found: Catalogue = pickle.loads(packed)  # noqa: S301 - it comes from the parent
    return found


def _annotated(raw: bytes, findings: tuple[Finding, ...], moment: datetime) -> bytes:
    require_workbook(raw, MOST_MARKED)
    require_small_ranges(raw)
    target = io.BytesIO()
    annotate(raw, findings, target, moment)
    return target.getvalue()


def _written(write: Callable[..., None], *args: Any) -> bytes:
    target = io.BytesIO()
    write(*args, target)
    return target.getvalue()


def _marks(raw: bytes) -> tuple[str, tuple[str, ...]]:
    book = CellBook(raw)
    return book.named(FINGERPRINT), tuple(book.digests())


def _compared_with_its_original(raw: bytes) -> tuple[str, Differences] | None:
    carried = carried_original(CellBook(raw), FINGERPRINT)
    if carried is None:
        return None
    fingerprint, stored = carried
    return fingerprint, compare_workbooks(CellBook(stored), CellBook(raw, ORIGINAL_SHEET))


def _compared(stored: bytes, copy: bytes) -> Differences:
    return compare_workbooks(CellBook(stored), CellBook(copy))
