"""The list of documents: read by the heads of its table, to its last row, however many rows and columns it has."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.errors import message
from service.domain.reporting.form_names import DOCUMENT_COLUMNS, DOCUMENT_HEADS, DOCUMENTS, META_SHEET
from service.domain.reporting.report import Document
from service.readers.excel import values
from service.readers.excel.tables import SheetTable, find_tables
from service.readers.excel.values import Notes
from service.readers.excel.workbook import CellRange, CellValue, WorkbookReader

_SUBJECT = "$.documents"


def read_documents(book: WorkbookReader, notes: Notes) -> tuple[Document, ...]:
    """Every row below the heads that says something; a column without its head leaves its part empty, and is named."""
    box = book.box(DOCUMENTS)
    table = _table(book, box) or _named(book, box)
    if table is None:
        said = message(
            "Không tìm thấy bảng danh mục văn bản (các cột {heads}): chép danh mục vào biểu mẫu mới.",
            heads=", ".join(f"«{head}»" for head in DOCUMENT_HEADS.values()),
        )
        notes.error("removed", said, _SUBJECT, box.sheet if box else META_SHEET)
        return ()
    found: list[Document] = []
    for row in sorted({row for row, _ in book.grid(table.sheet) if row > table.head}):
        cells = {
            key: book.cell((table.sheet, row, table.columns[key])) for key in DOCUMENT_COLUMNS if key in table.columns
        }
        if any(not values.is_empty(cell) for cell in cells.values()):
            found.append(_document(f"{_SUBJECT}[{len(found)}]", cells, notes))
    if found:
        _note_missing(table, notes)
    return tuple(found)


def _table(book: WorkbookReader, box: CellRange | None) -> SheetTable | None:
    """The table by its heads: on the sheet that its name points to, or else on any other; the fullest one counts."""
    first = [box.sheet] if box else []
    for sheet in (*first, *(sheet for sheet in book.sheets if sheet not in (*first, META_SHEET))):
        tables = find_tables(book, sheet, DOCUMENT_HEADS.values(), ())
        best = max(tables, key=lambda table: len(table.columns), default=None)
        if best is not None and len(best.columns) >= 2:
            columns = {key: best.columns[head] for key, head in DOCUMENT_HEADS.items() if head in best.columns}
            return SheetTable(sheet, best.head, columns)
    return None


def _named(book: WorkbookReader, box: CellRange | None) -> SheetTable | None:
    """Where no heads are left, the columns of the named range, if they are as many as they were."""
    if box is None or box.last_column - box.first_column + 1 != len(DOCUMENT_COLUMNS):
        return None
    return SheetTable(
        box.sheet, box.first_row - 1, {key: box.first_column + at for at, key in enumerate(DOCUMENT_COLUMNS)}
    )


def _document(subject: str, cells: Mapping[str, CellValue], notes: Notes) -> Document:
    notes.places[subject] = next(iter(cells.values())).place
    notes.places.update({f"{subject}.{key}": cell.place for key, cell in cells.items()})

    def text(key: str) -> str:
        return values.text(cells[key], f"{subject}.{key}", notes) if key in cells else ""

    date = values.day(cells["date"], f"{subject}.date", notes) if "date" in cells else None
    return Document(kind=text("kind"), number=text("number"), date=date, title=text("title"))


def _note_missing(table: SheetTable, notes: Notes) -> None:
    missing = [head for key, head in DOCUMENT_HEADS.items() if key not in table.columns]
    if missing:
        said = message(
            "Danh mục văn bản không còn cột {heads}: thêm lại cột hoặc chép danh mục vào biểu mẫu mới.",
            heads=", ".join(f"«{head}»" for head in missing),
        )
        notes.error("removed", said, _SUBJECT, f"{table.sheet}!{table.head}")
