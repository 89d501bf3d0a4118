"""Reports as plain text: in whichever code, with lines broken or not, with tables drawn by blanks, tabs or strokes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from service.domain.errors import TooLargeError, WrongTypeError, message
from service.domain.reading.document import ReportDocument, TableCell
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.assembly import BlockDraft, assemble
from service.readers.document.layout import Line, Piece, laid_out
from service.readers.document.legacy_encodings import Encoding, detect, gains_by, recover, share_of_words
from service.readers.document.lines import is_ornament, joined
from service.readers.document.running_heads import apart

_NO_TEXT = message("Đây không phải văn bản: cần tệp Word (.docx, .doc), OpenDocument (.odt), PDF hoặc văn bản thuần.")
_UNKNOWN = message(
    "Không rõ tệp dùng bảng mã nào nên chữ có dấu không đọc được: lưu lại dạng Unicode (UTF-8) hoặc Word."
)
_TOO_MUCH = message("Văn bản quá dài để là một báo cáo: chỉ giữ lại phần báo cáo rồi thử lại.")
# A report of forty pages has a quarter of a megabyte and two thousand lines.
_MOST_BYTES, _MOST_LINES, _MOST_CELLS = 2 * 1024 * 1024, 40_000, 60_000
_PIECE = re.compile(r"\S+(?: {1,2}\S+)*")
_WORDS = re.compile(r"\S+(?: \S+)*")
_WIDE, _NARROW = re.compile(r"\S {3,}(?=\S)"), re.compile(r"\S {2}(?=\S)")
_FEWEST_NARROW = 2  # gaps of two blanks that a row of a table has, beside a wide one
_STROKES = re.compile(r"[|│┃║¦]")
# What parts the cells of a row: a tab, a stroke, or room for a column.
_GAPS = re.compile(r"[\t|│┃║¦]|\S {3,}(?=\S)")
_TAB = 8
_FEWEST_CELLS = 3  # that a row of a table has whose cells tabs part; two are a letterhead's
# Words with marks of which fewer than this share are words of Vietnamese were read in a wrong code.
_LEAST_SHARE = 0.5
_MOST_CONTROL = 0.02


def read_text(content: bytes) -> ReportDocument:
    """The document in the bytes; raises WrongTypeError, TooLargeError or UnreadableDocumentError."""
    if len(content) > _MOST_BYTES:
        raise TooLargeError(_TOO_MUCH)
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    control = sum(sign < " " and sign not in "\n\t\f\x0b" for sign in text)
    if control > _MOST_CONTROL * len(text):
        raise WrongTypeError(_NO_TEXT)
    pages = [page.split("\n") for page in text.split("\f")]
    if sum(map(len, pages)) > _MOST_LINES or sum(1 for _ in _GAPS.finditer(text)) > _MOST_CELLS:
        raise TooLargeError(_TOO_MUCH)
    encoding = detect(line for page in pages for line in page)
    if encoding:
        pages = [[_changed(line, encoding) for line in page] for page in pages]
    has_pages = len(pages) > 1
    lines = [list(_lines(page, number if has_pages else None)) for number, page in enumerate(pages, 1)]
    kept, heads = apart(lines) if has_pages else (lines, [])
    numbered = [line for page in kept for line in page]
    drafts = [*heads, *_drafts(numbered if has_pages else _without_page_numbers(numbered))]
    return assemble("txt", drafts, pages=len(pages) if has_pages else None, encodings={encoding} if encoding else ())


def _changed(line: str, encoding: Encoding) -> str:
    return recover(line, encoding) if gains_by(line, encoding) else line


def decoded(content: bytes) -> str:
    """The text in the bytes; raises UnreadableDocumentError where no code makes Vietnamese of them."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, errors="replace")
    if content[:4000].count(0) > len(content[:4000]) // 4:
        return content.decode("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be", errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _decoded_by_words(content)


def _decoded_by_words(content: bytes) -> str:
    """Text of one byte a letter: Windows' Vietnamese, or an older code in Western letters, as the words tell."""
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
    western = content.decode("cp1252", errors="replace")
    encoding = detect(western.splitlines())
    if encoding and share_of_words(recover(western, encoding)) >= _LEAST_SHARE:
        return western
    if share_of_words(vietnamese) >= _LEAST_SHARE:
        return vietnamese
    # Nearly all letters of a text cut off in the midst of a letter are as they should be.
    whole = content.decode(errors="replace")
    if share_of_words(whole.replace("\ufffd", "")) >= _LEAST_SHARE and whole.count("\ufffd") < len(whole) // 100 + 2:
        return whole
    raise UnreadableDocumentError(Reason.UNKNOWN_LETTERS, _UNKNOWN)


def _lines(lines: Sequence[str], page: int | None) -> Iterator[Line]:
    is_apart = False
    in_cells = _parted_by_tabs(lines)
    for index, line in enumerate(lines):
        pieces = tuple(_cells_of(line) if index in in_cells else _pieces(line.replace("\u00a0", " ")))
        if pieces:
            yield Line(pieces, page=page, is_apart=is_apart)
        is_apart = not pieces


def _parted_by_tabs(lines: Sequence[str]) -> set[int]:
    """The lines that are rows of a table whose cells tabs part, as it is pasted from Word or Excel."""
    found: set[int] = set()
    for has_tabs, group in groupby(range(len(lines)), key=lambda index: "\t" in lines[index]):
        run = list(group)
        most = max(lines[index].count("\t") for index in run)
        is_table = has_tabs and sum(lines[index].count("\t") == most for index in run) > 1
        if is_table and any(_filled(lines[index]) >= _FEWEST_CELLS for index in run):
            found.update(run)
    return found


def _filled(line: str) -> int:
    """How many cells between tabs say anything."""
    return sum(bool(cell.strip()) for cell in line.split("\t"))


def _cells_of(line: str) -> Iterator[Piece]:
    """The cells that tabs part, each in the column that its number says, whatever its width; an empty one is none."""
    for number, cell in enumerate(line.split("\t")):
        if cell.strip():
            yield Piece(number * _TAB, number * _TAB + _TAB / 2, " ".join(cell.split()))


def _pieces(line: str) -> Iterator[Piece]:
    """Words with three blanks or a tab between them stand in columns of their own, in a row of several with two."""
    if len(_STROKES.findall(line)) >= 2:
        yield Piece(0, len(line), line.strip())
        return
    body = line.lstrip("\t ")
    indent = len(line[: len(line) - len(body)].expandtabs(_TAB))
    # A tab parts words more than its width says.
    wide = " " * indent + body.rstrip().replace("\t", " " * _TAB)
    is_row = len(_WIDE.findall(wide.strip())) >= 1 and len(_NARROW.findall(wide.strip())) >= _FEWEST_NARROW
    for found in (_WORDS if is_row else _PIECE).finditer(wide):
        yield Piece(found.start(), found.end(), found[0])


def _without_page_numbers(lines: list[Line]) -> list[Line]:
    """The lines without those that are nothing but the next page's number each time."""
    alone = [(index, int(digits)) for index, line in enumerate(lines) if (digits := line.text.strip("-– ")).isdecimal()
             and len(digits) <= 3 and len(line.pieces) == 1]  # fmt: skip
    counted = [number for _, number in alone]
    if not counted or counted[0] > 2 or counted != list(range(counted[0], counted[0] + len(counted))):
        return lines
    taken = {index for index, _ in alone}
    return [line for index, line in enumerate(lines) if index not in taken]


def _drafts(lines: list[Line]) -> Iterator[BlockDraft]:
    for is_drawn, group in groupby(lines, key=_is_drawn):
        run = list(group)
        if is_drawn and len(run) > 1:
            yield BlockDraft(cells=_drawn_cells(run), page=run[0].page)
        else:
            yield from laid_out(run)


def _is_drawn(line: Line) -> bool:
    """Whether a line is a row of a table drawn with strokes, or a rule between two of them."""
    text = line.text
    return len(_STROKES.findall(text)) >= 2 or (is_ornament(text) and text.count("+") >= 2)


def _drawn_cells(lines: list[Line]) -> tuple[TableCell, ...]:
    """The cells of a drawn table; where rules part its rows, the lines between two rules are one row."""
    has_rules = sum(is_ornament(line.text) for line in lines) > 3
    rows: list[list[str]] = []
    is_new = True
    for line in lines:
        if is_ornament(line.text):
            is_new = True
            continue
        texts = [text.strip() for text in _STROKES.split(line.text.strip().strip("|│┃║¦"))]
        if has_rules and not is_new and len(rows[-1]) == len(texts):
            rows[-1] = [joined(above, text) for above, text in zip(rows[-1], texts, strict=True)]
        else:
            rows.append(texts)
        is_new = False
    return tuple(
        TableCell(text, number, column) for number, row in enumerate(rows, 1) for column, text in enumerate(row, 1)
    )
