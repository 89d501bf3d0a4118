"""A list of agencies as rows of text: CSV as programs and spreadsheets write it, or a workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.domain.errors import UnreadableError, message
from service.domain.notation.text import clean, without_diacritics
from service.readers.excel.container import OLE, require_workbook
from service.readers.excel.values import exact
from service.readers.excel.workbook import MAX_ROW, CellValue, WorkbookReader

COLUMNS = ("code", "name", "abbreviation", "kind", "parent", "valid_from", "valid_to", "successor")
NEEDED = ("code", "name", "kind", "valid_from")
REST = "rest"
# What people call the columns, without diacritics; the page of agencies uses the first of each.
_HEADINGS = {
    "code": ("ma", "ma don vi"),
    "name": ("ten", "ten don vi", "don vi"),
    "abbreviation": ("ten viet tat", "viet tat"),
    "kind": ("cap", "loai", "loai don vi", "cap don vi"),
    "parent": ("truc thuoc", "don vi cap tren", "don vi truc thuoc", "ma don vi cap tren"),
    "valid_from": ("hieu luc tu", "co hieu luc tu", "ngay co hieu luc", "tu ngay"),
    "valid_to": ("hieu luc den", "het hieu luc", "ngay het hieu luc", "den ngay"),
    "successor": ("ke thua boi", "don vi ke thua", "ma don vi ke thua"),
}
_COLUMN = {heading: column for column, names in _HEADINGS.items() for heading in (column, *names)}
_SEPARATORS = ";\t,"
# What keeps a spreadsheet from taking a text for a formula, as it stands in the list that is handed out.
_SHIELD = re.compile(r"^'(?= *[=+\-@＝＋－＠])")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class AgencyTable:
    """The rows below the heads with their line numbers; `headings` is what the file calls each of its columns."""

    headings: Mapping[str, str]
    rows: Iterator[tuple[int, dict[str, str]]]


def read_table(raw: bytes) -> AgencyTable:
    """The list in the bytes; raises UnreadableError, WrongTypeError or TooLargeError."""
    lines = _workbook_lines(raw) if raw.startswith((b"PK", OLE)) else _text_lines(raw)
    _, heads = next(lines, (1, []))
    found = [_COLUMN.get(_plain(head), "") for head in heads]
    known = [column for column in found if column]
    # A stray head is as much of a mistake as a missing one: its column would be passed over.
    if not set(NEEDED) <= set(known) or len(set(known)) < len([head for head in heads if head.strip()]):
        raise UnreadableError(
            message(
                "Danh sách đơn vị: dòng 1 cần các cột {columns} (hoặc Mã, Tên, Tên viết tắt, Cấp, Trực thuộc, "
                "Hiệu lực từ, Hiệu lực đến, Kế thừa bởi).",
                columns=",".join(COLUMNS),
            )
        )
    headings = {column: head.strip() for column, head in zip(found, heads, strict=True) if column}
    return AgencyTable(headings, _named(lines, found))


def _named(lines: Iterator[tuple[int, Sequence[str]]], columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in lines:
        if any(cell.strip() for cell in cells):
            cleaned = [_SHIELD.sub("", clean(cell)[0]) for cell in cells]
            row = dict.fromkeys((*COLUMNS, REST), "")
            row |= {column: cell for column, cell in zip(columns, cleaned, strict=False) if column}
            row[REST] = "".join(cleaned[len(columns) :])
            yield number, row


def _text_lines(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(raw)
    first = text.partition("\n")[0].strip().lower()
    # A spreadsheet may say in a line of its own what separates the cells.
    skips = first.startswith("sep=") and len(first) == len("sep=") + 1
    heads = text.split("\n", 2)[1] if skips and "\n" in text else first
    # Where decimals have a comma, spreadsheets separate cells by semicolons; «Unicode Text» has tabs.
    separator = max(_SEPARATORS, key=heads.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if reader.line_num > 1 or not skips:
                yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableError(
            message("Danh sách đơn vị: dòng {line} không đọc được: có dấu nháy kép chưa đóng?", line=reader.line_num)
        ) from error


def _decoded(raw: bytes) -> str:
    encoding = "utf-16" if raw.startswith(_UTF16) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            message("Danh sách đơn vị chưa ở dạng UTF-8: trong Excel chọn Lưu dưới dạng «CSV UTF-8» rồi gửi lại.")
        ) from error


def _workbook_lines(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that has any."""
    require_workbook(raw)
    book = WorkbookReader(raw)
    grid = next((grid for sheet in book.sheets if (grid := book.grid(sheet))), {})
    widths: dict[int, int] = {}
    for number, column in grid:
        widths[number] = max(column, widths.get(number, 0))
    if widths and max(widths) >= MAX_ROW:
        raise UnreadableError(message("Danh sách có hơn {limit} dòng: chia thành nhiều tệp.", limit=MAX_ROW - 1))
    for number, width in sorted(widths.items()):
        yield number, [_shown(grid.get((number, column))) for column in range(1, width + 1)]


def _shown(cell: CellValue | None) -> str:
    match None if cell is None else cell.value:
        case None:
            return ""
        case datetime() | date() as day:
            return f"{day:%Y-%m-%d}"
        case bool() | str() as said:
            return str(said)
        case number:
            return format(exact(number), "f")


def _plain(head: str) -> str:
    return " ".join(without_diacritics(clean(head)[0]).replace("*", " ").split())
