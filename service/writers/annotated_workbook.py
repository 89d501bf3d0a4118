"""A form given back: what was found stands in a list on the first sheet and as a comment at each faulty cell."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from service.domain.errors import Finding, Level, UnreadableError, message
from service.writers.excel_style import A4, BRAND, box, fill, font, quoted, set_value
from service.writers.reproducible_zip import save_fixed

LIST = "Danh sách lỗi"
AUTHOR = "tonghop"
HEAD = 4
WIDTHS = {"A": 6.0, "B": 12.0, "C": 18.0, "D": 100.0, "E": 3.0}
COMMENT_WIDTH, LINE_HEIGHT, SIGNS_A_LINE = 380, 20, 52
PLAIN = font(12, None)
LINK = font(12, "FF0B4F8F", underline="single")
# The brand without any transparency, as programs write what they put into a form that somebody else made.
_BRAND = f"FF{BRAND}"
_PLACE = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]{1,3}[0-9]{1,7})")
_FILLS = {Level.ERROR: "FFFFC7C7", Level.WARNING: "FFFFEB9C"}
_WORDS = {Level.ERROR: "Lỗi", Level.WARNING: "Cảnh báo"}
_EDGE = box("FFBFC5CC")
_TOP = Alignment(vertical="top", wrap_text=True)

# The library has no error of its own: it asks elements for what a damaged one has not, and writes what it was given.
# Faulty XML is a SyntaxError; unpacking fails in ways of its own, passwords and unknown methods are a RuntimeError.
_UNWRITABLE = (
    SyntaxError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError, AssertionError, RuntimeError,
    OSError, EOFError, zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError,
)  # fmt: skip


def annotate(raw: bytes, findings: Sequence[Finding], target: BinaryIO, moment: datetime) -> None:
    """Write the form with its findings as of `moment`; what an earlier time put in is taken out first.

    Raises UnreadableError where the form can be read and, being damaged in a part that nobody reads, not be written.
    """
    try:
        book = load_workbook(BytesIO(raw))
        _clear(book)
        cells = _cells(book, findings)
        before = {place: _colour(cell) for place, (cell, _) in cells.items()}
        for cell, said in cells.values():
            _mark(cell, said)
        _list(book, findings, before)
        save_fixed(book, target, moment)
    except _UNWRITABLE as error:
        raise UnreadableError(
            message("Không chép được tệp này để đánh dấu chỗ cần sửa: mở bằng Excel, lưu lại rồi thử lần nữa.")
        ) from error


def _clear(book: Workbook) -> None:
    """Take out the list, the comments and the colours of an earlier time."""
    if LIST not in book.sheetnames:
        return
    for place, _, colour in book[LIST].iter_rows(min_row=HEAD + 1, min_col=3, max_col=5, values_only=True):
        cell = _cell(book, str(place))
        if cell is not None and cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None
            cell.fill = fill(str(colour)) if colour else PatternFill()
    del book[LIST]


def _cells(book: Workbook, findings: Iterable[Finding]) -> Mapping[str, tuple[Cell, list[Finding]]]:
    """The faulty cells by place, each with what was found there."""
    said: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        said[finding.place].append(finding)
    return {place: (cell, found) for place, found in said.items() if (cell := _cell(book, place)) is not None}


def _cell(book: Workbook, place: str) -> Cell | None:
    """The cell at `II.2!F12`, None where there is none or it is hidden in a merge."""
    matched = _PLACE.fullmatch(place)
    if matched is None or matched["sheet"] not in book.sheetnames:
        return None
    cell = book[matched["sheet"]][matched["cell"]]
    return cell if isinstance(cell, Cell) else None


def _colour(cell: Cell) -> str:
    """The colour of the cell as it was, empty where it had none of its own."""
    colour = cell.fill.fgColor.rgb if cell.fill.patternType == "solid" else None
    return colour if isinstance(colour, str) else ""


def _mark(cell: Cell, said: Sequence[Finding]) -> None:
    text = "\n".join(f"{_WORDS[finding.level]}: {finding.message}" for finding in said)
    lines = sum(ceil(max(1, len(line)) / SIGNS_A_LINE) for line in text.split("\n"))
    cell.comment = Comment(text, AUTHOR, width=COMMENT_WIDTH, height=LINE_HEIGHT * (lines + 1))
    worst = Level.ERROR if any(finding.level is Level.ERROR for finding in said) else Level.WARNING
    cell.fill = fill(_FILLS[worst])


def _list(book: Workbook, findings: Sequence[Finding], before: Mapping[str, str]) -> None:
    sheet = book.create_sheet(LIST, 0)
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["E"].hidden = True
    errors = sum(finding.level is Level.ERROR for finding in findings)
    _text(sheet["A1"], "DANH SÁCH CHỖ CẦN XEM LẠI", font(14, _BRAND, bold=True))
    counted = f"{errors} lỗi phải sửa, {len(findings) - errors} cảnh báo cần xem lại hoặc giải trình."
    hint = f"{counted} Bấm vào vị trí để đến ô; sửa xong, nộp lại chính tệp này."
    _text(sheet["A2"], hint, font(12, None, italic=True))
    for letter, title in zip("ABCDE", ("STT", "Mức", "Vị trí", "Nội dung", "Màu cũ"), strict=True):
        cell = sheet[f"{letter}{HEAD}"]
        _text(cell, title, font(12, "FFFFFFFF", bold=True))
        cell.fill, cell.border = fill(_BRAND), _EDGE
        cell.alignment = Alignment(horizontal="center", vertical="center")
    for number, finding in enumerate(findings, 1):
        _line(sheet, number, finding, before)
    sheet.freeze_panes = f"A{HEAD + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _line(sheet: Worksheet, number: int, finding: Finding, before: Mapping[str, str]) -> None:
    row = HEAD + number
    values = (str(number), _WORDS[finding.level], finding.place, str(finding.message), before.get(finding.place, ""))
    for letter, value in zip("ABCDE", values, strict=True):
        cell = sheet[f"{letter}{row}"]
        _text(cell, value, LINK if letter == "C" and _is_cell(finding) else PLAIN)
        cell.alignment, cell.border = _TOP, _EDGE
    sheet[f"B{row}"].fill = fill(_FILLS[finding.level])
    if _is_cell(finding):
        name, _, place = finding.place.rpartition("!")
        sheet[f"C{row}"].hyperlink = Hyperlink(ref=f"C{row}", location=f"{quoted(name)}!{place}")
    sheet.row_dimensions[row].height = 16.0 * max(1, ceil(len(str(finding.message)) / (WIDTHS["D"] - 4)))


def _is_cell(finding: Finding) -> bool:
    return _PLACE.fullmatch(finding.place) is not None


def _text(cell: Cell, value: str, letters: Font) -> None:
    set_value(cell, value).font = letters
