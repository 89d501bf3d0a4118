"""The export of another system, a workbook or CSV, as its cells: nothing is taken for more than it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from service.domain.errors import Message, TooLargeError, UnreadableError, WrongTypeError, message
from service.domain.notation.numbers import NumberNotationError, format_vietnamese, parse_vietnamese, shorten
from service.domain.notation.text import clean, one_line
from service.domain.reading.exported import Area, At, ExportCell, ExportFile, ExportSheet
from service.readers.excel.container import OLE, require_workbook
from service.readers.excel.ranges import require_small_ranges
from service.readers.excel.values import exact
from service.readers.excel.workbook import MAX_CELLS, MAX_COLUMN, MAX_ROW, CellValue, WorkbookReader
from service.readers.list_table import SEPARATORS, csv_lines, decoded, first_lines

SUFFIXES = (".xlsx", ".csv", ".txt")
_DASHES = frozenset("-–—…. ")
_TITLE = message("Tệp CSV")
_NO_RESULT = message("công thức chưa có kết quả: mở tệp bằng Excel, lưu lại")


def read_export(name: str, raw: bytes) -> ExportFile:
    """The sheets of an export that people see; raises UnreadableError, WrongTypeError or TooLargeError."""
    if not raw:
        raise UnreadableError(message("Tệp «{name}» trống: chọn đúng tệp xuất từ hệ thống.", name=name))
    if raw.startswith(OLE):
        raise WrongTypeError(
            message(
                "Tệp «{name}» ở dạng .xls cũ hoặc có mật khẩu: mở bằng Excel, lưu thành .xlsx rồi đưa lại.", name=name
            )
        )
    return _workbook(name, raw) if raw.startswith(b"PK") else _csv(name, raw)


def _workbook(name: str, raw: bytes) -> ExportFile:
    require_workbook(raw)
    require_small_ranges(raw)
    book = WorkbookReader(raw)
    shown = [sheet for sheet in book.sheets if not book.is_hidden(sheet)]
    hidden = [sheet for sheet in book.sheets if book.is_hidden(sheet) and book.grid(sheet)]
    said = message("Tệp «{name}» có trang tính bị ẩn, không đọc: {sheets}.", name=name, sheets=", ".join(hidden))
    return ExportFile(name, tuple(_sheet(book, sheet) for sheet in shown), (said,) if hidden else ())


def _sheet(book: WorkbookReader, sheet: str) -> ExportSheet:
    grid = book.grid(sheet)
    cells = {at: cell for at, value in grid.items() if (cell := _cell(value)) is not None}
    _require_whole(sheet, cells)
    layout = book.layout(sheet)
    return ExportSheet(one_line(sheet), cells, tuple(Area(*item) for item in layout.merged), layout.hidden)


def _require_whole(sheet: str, cells: Mapping[At, ExportCell]) -> None:
    """Raises TooLargeError where the reader may have left something out behind the last row or column it looks at."""
    if any(row >= MAX_ROW or column >= MAX_COLUMN for row, column in cells):
        raise TooLargeError(
            message(
                "Trang tính «{sheet}» có hơn {rows} dòng hoặc {columns} cột: xuất bảng theo lĩnh vực hoặc theo đơn vị.",
                sheet=shorten(sheet), rows=format_vietnamese(Decimal(MAX_ROW - 1)), columns=MAX_COLUMN - 1,
            )
        )  # fmt: skip


def _cell(value: CellValue) -> ExportCell | None:
    if value.is_error:
        return ExportCell(str(value.value), doubt=message("ô đang báo lỗi {error}", error=str(value.value)))
    match value.value:
        case None:
            return ExportCell("=", doubt=_NO_RESULT) if value.is_formula else None
        case bool() as truth:
            return ExportCell(str(truth).upper())
        case datetime() | date() as day:
            return ExportCell(f"{day:%d/%m/%Y}")
        case str() as text:
            return _typed(text)
        case number:
            found = exact(number)
            shown = f"{format_vietnamese(found * 100)}%" if value.is_percent else format_vietnamese(found)
            return ExportCell(shown, found, is_share=value.is_percent)


def _typed(text: str) -> ExportCell | None:
    """A cell of text; a number that is written in it is one."""
    said = one_line(clean(text)[0])
    if not said or not set(said) - _DASHES:
        return None
    try:
        return ExportCell(said, parse_vietnamese(said.removesuffix("%"), count=True), is_share=said.endswith("%"))
    except NumberNotationError as error:
        is_like_number = said[0].isdecimal() and not any(sign.isalpha() for sign in said)
        return ExportCell(said, doubt=error.said if is_like_number else None)


def _csv(name: str, raw: bytes) -> ExportFile:
    cells: dict[At, ExportCell] = {}
    for row, texts in _lines(raw):
        for column, text in enumerate(texts, start=1):
            if (cell := _typed(text)) is not None:
                cells[row, column] = cell
        if len(cells) > MAX_CELLS:
            raise TooLargeError(_too_many(name))
    _require_whole(name, cells)
    return ExportFile(name, (ExportSheet("", cells),))


def _too_many(name: str) -> Message:
    limit = format_vietnamese(Decimal(MAX_CELLS))
    return message("Tệp «{name}» có hơn {limit} ô: xuất bảng theo lĩnh vực hoặc theo đơn vị.", name=name, limit=limit)


def _lines(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines of a CSV file, by the sign that most stands in its first ones."""
    text = decoded(raw, _TITLE)
    opening = "\n".join(first_lines(text))
    return csv_lines(text, max(SEPARATORS, key=opening.count), _TITLE)
