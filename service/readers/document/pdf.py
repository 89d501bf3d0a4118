"""The text of a PDF: paragraphs from its lines, tables from its rules, heads and notes apart; a scan has none."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from service.domain.errors import Message, TooLargeError, message
from service.domain.reading.document import BlockKind, ReportDocument
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.assembly import BlockDraft, assemble
from service.readers.document.layout import Line, laid_out
from service.readers.document.legacy_encodings import is_vietnamese
from service.readers.document.pdf_attachment import carried_within
from service.readers.document.pdf_lines import Letters, Row, Word, lines_of, notes_apart, rows_of, unmarked, words_of
from service.readers.document.pdf_tables import PageTable, continued, tables_of
from service.readers.document.pictures import SCAN
from service.readers.document.running_heads import apart

_TOO_MUCH = message("Tệp PDF quá lớn hoặc quá phức tạp để đọc: xuất lại từ Word, chỉ gồm phần báo cáo.")
_DAMAGED = message("Tệp PDF bị hỏng hoặc tải lên chưa hết: xuất lại từ Word rồi thử lần nữa.")
_PASSWORD = message("Tệp PDF đặt mật khẩu mở: bỏ mật khẩu rồi thử lại.")
_NO_LETTERS = message(
    "Phông chữ trong tệp PDF không có bảng mã Unicode nên không biết đó là chữ gì: dùng tệp Word gốc, hoặc xuất lại "
    "PDF từ Word với phông Times New Roman."
)
_MOST_OBJECTS, _MOST_PAGES, _MOST_LETTERS = 60_000, 300, 300_000
# What a page is drawn by; a page full of letters takes a fiftieth of it.
_MOST_DRAWN = 3 * 1024 * 1024
# Letters that a page may draw, of which a page full of them has a sixth; laying out takes its time for each.
_MOST_ON_PAGE = 30_000
_ESCAPED, _DRAWN_TEXT = re.compile(rb"\\.", re.DOTALL), re.compile(rb"\([^()]*\)|<[0-9A-Fa-f\s]*>")
# Of a page that is a picture so much is covered by it, and no more letters stand on it, such as a stamp's.
_COVERED, _STAMP = 0.5, 250
_MOST_UNKNOWN = 0.2
# What the library raises for broken files: it follows what stands in them without looking.
BROKEN = (
    PDFException, PSException, PdfminerException, MalformedPDFException, ValueError, TypeError, LookupError,
    AttributeError, AssertionError, ArithmeticError, RecursionError, EOFError, OSError, NotImplementedError,
    struct.error, zlib.error,
)  # fmt: skip

# It tells the log of every oddity in a stranger's file.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass
class _Page:
    """What stands on a page, from top to bottom."""

    number: int
    width: float
    words: list[Word]
    tables: list[PageTable]
    is_scanned: bool
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_pdf(content: bytes) -> ReportDocument:
    """The document in the bytes; raises UnreadableDocumentError or TooLargeError."""
    if content.count(b" obj") > _MOST_OBJECTS:
        raise TooLargeError(_TOO_MUCH)
    letters = Letters()
    try:
        pages = list(_pages(content, letters))
    except BROKEN as error:
        raise _said(error) from error
    _require_text(pages, letters)
    for page in pages:
        outside = [word for word in page.words if not any(table.holds(word) for table in page.tables)]
        page.rows, page.notes = notes_apart(rows_of(outside), letters.body_size)
    drafts = list(_drafts(pages))
    carried = carried_within(content)
    notices = (*carried.notices, *_notices(pages, letters))
    document = assemble("pdf", drafts, notices, len(pages), encodings=letters.encodings)
    return replace(document, carried=carried.report)


def _said(error: Exception) -> UnreadableDocumentError | TooLargeError:
    """What a person is told of a file that the library does not read."""
    causes = (error, error.__cause__, error.__context__, *error.args)
    if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
        return UnreadableDocumentError(Reason.ENCRYPTED, _PASSWORD)
    if isinstance(error, RecursionError):
        return TooLargeError(_TOO_MUCH)
    return UnreadableDocumentError(Reason.DAMAGED, _DAMAGED)


def _pages(content: bytes, letters: Letters) -> Iterator[_Page]:
    with pdfplumber.open(io.BytesIO(content)) as file:
        for number, page in enumerate(file.pages, 1):
            if number > _MOST_PAGES or letters.known + letters.unknown > _MOST_LETTERS:
                raise TooLargeError(_TOO_MUCH)
            _require_bounded([stream.get_data() for stream in page.page_obj.contents])
            words = words_of(page, letters)
            yield _Page(number, float(page.width), words, tables_of(page, words), is_scanned(page, _letters(words)))
            page.close()
        if not file.pages:
            raise UnreadableDocumentError(Reason.DAMAGED, _DAMAGED)


def _require_bounded(drawn: list[bytes]) -> None:
    """Raises TooLargeError where a page draws more, or more letters, than any page of a report."""
    if sum(map(len, drawn)) > _MOST_DRAWN:
        raise TooLargeError(_TOO_MUCH)
    plain = _ESCAPED.sub(b"x", b"".join(drawn))
    # Two digits are a letter of a simple font, four one of the others, which are counted twice.
    texts = (found[0] for found in _DRAWN_TEXT.finditer(plain))
    if sum(len(text) if text[:1] == b"(" else len(text) // 2 for text in texts) > _MOST_ON_PAGE:
        raise TooLargeError(_TOO_MUCH)


def _letters(words: list[Word]) -> int:
    return sum(len(word.text) for word in words)


def is_scanned(page: Any, letters: int) -> bool:
    """Whether a page is a picture with no more on it than a stamp; `letters` are how many stand there."""
    area = float(page.width) * float(page.height)
    covered = sum(min(float(one["width"]) * float(one["height"]), area) for one in page.images)
    return covered >= _COVERED * area and letters < _STAMP


def _require_text(pages: list[_Page], letters: Letters) -> None:
    if letters.unknown > _MOST_UNKNOWN * (letters.known + letters.unknown):
        raise UnreadableDocumentError(Reason.UNKNOWN_LETTERS, _NO_LETTERS)
    if not letters.known or 2 * sum(page.is_scanned for page in pages) > len(pages):
        raise UnreadableDocumentError(Reason.SCAN, SCAN)
    if not is_vietnamese(word.text for page in pages for word in page.words):
        raise UnreadableDocumentError(Reason.UNKNOWN_LETTERS, _NO_LETTERS)


def _notices(pages: list[_Page], letters: Letters) -> Iterable[Message]:
    if scanned := [str(page.number) for page in pages if page.is_scanned]:
        yield message("Trang {pages} là ảnh chụp: chữ trên đó không đọc được.", pages=", ".join(scanned))
    if letters.unknown:
        yield message(
            "Có {count} ký tự trong tệp PDF không rõ là chữ gì và bị bỏ qua: đối chiếu với bản gốc.",
            count=letters.unknown,
        )


def _drafts(pages: list[_Page]) -> Iterator[BlockDraft]:
    """What the pages say; pages of one width have the same margins, and paragraphs go on from one to the next."""
    lines, heads = apart([lines_of(page.rows, page.number) for page in pages])
    yield from heads
    for _, group in groupby(zip(pages, lines, strict=True), key=lambda pair: round(pair[0].width)):
        yield from _laid(_items(list(group)))
    for page in pages:
        yield from (BlockDraft(note, BlockKind.FOOTNOTE, page=page.number) for note in page.notes)


def _items(pages: list[tuple[_Page, list[Line]]]) -> Iterator[Line | BlockDraft]:
    """Lines and tables in their order; a table that goes on on the next page is one."""
    pending: BlockDraft | None = None
    for page, lines in pages:
        tables = list(page.tables)
        for index, line in enumerate(lines):
            while tables and tables[0].box[1] <= line.top:
                table = tables.pop(0)
                pending, done = _joined(pending, table, page.number)
                yield from done
            if pending:
                yield pending
                pending = None
            yield unmarked(line) if not index else line
        for table in tables:
            pending, done = _joined(pending, table, page.number)
            yield from done
    if pending:
        yield pending


def _joined(pending: BlockDraft | None, table: PageTable, page: int) -> tuple[BlockDraft, list[BlockDraft]]:
    """The table that may go on, and what is done before it."""
    if pending and pending.page != page and (cells := continued(pending.cells, table.cells)):
        return BlockDraft(cells=cells, page=pending.page), []
    return BlockDraft(cells=table.cells, page=page), [pending] if pending else []


def _laid(items: Iterable[Line | BlockDraft]) -> Iterator[BlockDraft]:
    for is_line, group in groupby(items, key=lambda item: isinstance(item, Line)):
        if is_line:
            yield from laid_out([item for item in group if isinstance(item, Line)])
        else:
            yield from (item for item in group if isinstance(item, BlockDraft))
