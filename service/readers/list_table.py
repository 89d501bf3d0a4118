"""A list of agencies or people as rows of text: CSV as programs and spreadsheets write it, or a workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from service.domain.errors import Finding, FirstFindings, Level, Message, UnreadableError, message
from service.domain.notation.text import clean, without_diacritics
from service.readers.excel.container import OLE, require_workbook
from service.readers.excel.values import exact
from service.readers.excel.workbook import MAX_ROW, CellValue, WorkbookReader

REST = "rest"
SEPARATORS = ";\t,"  # of cells, as spreadsheets and programs write them
_MOST_ABOVE = 20  # lines down to the heads: a title and blank lines may stand above them
_NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu"})
# What keeps a spreadsheet from taking a text for a formula, as it stands in the list that is handed out.
_SHIELD = re.compile(r"^'(?= *[=+\-@＝＋－＠])")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class ListColumns:
    """What a list holds: its title, each column with what people call it, without diacritics, and what it cannot lack.

    `expected` says to people what the first line needs.
    """

    title: Message
    headings: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    expected: Message


@dataclass(frozen=True)
class ListTable:
    """The rows below the heads with their line numbers; `headings` is what the file calls each of its columns."""

    headings: Mapping[str, str]
    rows: Iterator[tuple[int, dict[str, str]]]


class CellProblems(FirstFindings):
    """What is wrong in a list, at the columns as the file calls them."""

    def __init__(self, rule: str, headings: Mapping[str, str]) -> None:
        super().__init__()
        self._rule = rule
        self._headings = headings

    def note(self, line: int, column: str, said: Message) -> None:
        """Something wrong in a cell."""
        heading = self._headings.get(column, column)
        self.add(Finding(self._rule, Level.ERROR, said, (), f"dòng {line}, cột «{heading}»"))


def read_table(raw: bytes, columns: ListColumns) -> ListTable:
    """The list in the bytes; raises UnreadableError, WrongTypeError or TooLargeError."""
    lines = _workbook_lines(raw) if raw.startswith((b"PK", OLE)) else _text_lines(raw, columns)
    heads, found = _heads(lines, columns)
    headings = {column: head.strip() for column, head in zip(found, heads, strict=True) if column}
    return ListTable(headings, _named(lines, found, columns))


def _heads(lines: Iterator[tuple[int, Sequence[str]]], columns: ListColumns) -> tuple[Sequence[str], list[str]]:
    """The heads, below a title where there is one, and the column that each stands for; raises UnreadableError."""
    known_as = {name: column for column, names in columns.headings.items() for name in (column, *names)}
    for _, heads in islice(lines, _MOST_ABOVE):
        found = [known_as.get(_plain(head), "") for head in heads]
        known = {column for column in found if column}
        if set(columns.needed) <= known:
            # A stray head is as much of a mistake as a missing one: its column would be passed over.
            said = [head for head in heads if head.strip() and _plain(head) not in _NUMBERING]
            if len(known) == len(said):
                return heads, found
            break
    raise UnreadableError(columns.expected)


def _named(
    lines: Iterator[tuple[int, Sequence[str]]], found: Sequence[str], columns: ListColumns
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in lines:
        if any(cell.strip() for cell in cells):
            cleaned = [_SHIELD.sub("", clean(cell)[0]) for cell in cells]
            row = dict.fromkeys((*columns.headings, REST), "")
            row |= {column: cell for column, cell in zip(found, cleaned, strict=False) if column}
            row[REST] = "".join(cleaned[len(found) :])
            yield number, row


def _text_lines(raw: bytes, columns: ListColumns) -> Iterator[tuple[int, list[str]]]:
    text = decoded(raw, columns.title)
    # Where decimals have a comma, spreadsheets separate cells by semicolons; «Unicode Text» has tabs.
    heads = (line for line in first_lines(text) if max(map(line.count, SEPARATORS)) >= len(columns.needed) - 1)
    return csv_lines(text, max(SEPARATORS, key=next(heads, "").count), columns.title)


def first_lines(text: str) -> list[str]:
    """The lines among which the heads are; one in which a spreadsheet says what separates the cells is none of them."""
    return text.split("\n", _MOST_ABOVE)[_names_separator(text) : _MOST_ABOVE]


def csv_lines(text: str, separator: str, title: Message) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line with its number; raises UnreadableError, which names what is read by its `title`."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    skips = _names_separator(text)
    try:
        for cells in reader:
            if reader.line_num > 1 or not skips:
                yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableError(
            message(
                "{title}: dòng {line} không đọc được: có dấu nháy kép chưa đóng?", title=title, line=reader.line_num
            )
        ) from error


def _names_separator(text: str) -> bool:
    first = text.partition("\n")[0].strip().lower()
    return first.startswith("sep=") and len(first) == len("sep=") + 1


def decoded(raw: bytes, title: Message) -> str:
    """The text of a CSV file; raises UnreadableError."""
    encoding = "utf-16" if raw.startswith(_UTF16) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            message("{title} chưa ở dạng UTF-8: trong Excel chọn Lưu dưới dạng «CSV UTF-8» rồi gửi lại.", title=title)
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
