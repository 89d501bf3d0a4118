"""The filled workbook as a payload."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.domain.errors import NotFoundError, UnreadableError, message
from service.domain.excel_map import (
    DOCUMENT_COLUMNS,
    DOCUMENTS,
    FORMAT,
    META_SHEET,
    explanation_name,
    indicator_name,
    narrative_name,
    note_name,
)
from service.domain.numbers import shorten
from service.domain.payload import Payload
from service.domain.report import Document, Figure
from service.domain.template import ReportTemplate
from service.readers.excel import values
from service.readers.excel.book import Book, CellValue, Place
from service.readers.excel.container import require_workbook
from service.readers.excel.values import Notes

FindTemplate = Callable[[str, str], ReportTemplate]
_META_ROWS = 12
_FRESH_FORM = message("tải biểu mẫu mới của kỳ này rồi chép số liệu sang")


@dataclass(frozen=True)
class Filled:
    """The workbook being read: its cells by subject, and what there is to say of them."""

    template: ReportTemplate
    cells: Mapping[Place, CellValue]
    spots: Mapping[str, Place]
    notes: Notes

    def cell(self, subject: str) -> CellValue | None:
        """The cell that holds the subject, None where its name or row was deleted."""
        spot = self.spots.get(subject)
        return None if spot is None else self.cells[spot]


def read_excel(raw: bytes, find_template: FindTemplate) -> Payload:
    """The payload in the workbook; wrong cells are findings of the payload.

    Raises WrongTypeError, TooLargeError, or UnreadableError where the file is no filled form of a known template.
    """
    require_workbook(raw)
    book = Book(raw)
    meta = _meta(book)
    template = _template(meta, find_template)
    notes = Notes()
    names = _names(template, frozenset(meta["exempt"].split()))
    boxes = {subject: box for subject, name in names.items() if (box := book.box(name)) is not None}
    if not boxes:
        raise UnreadableError(message("Biểu mẫu không còn tên ô để đọc số liệu: {fresh}.", fresh=_FRESH_FORM))
    spots: dict[str, Place] = {s: (box.sheet, box.first_row, box.first_column) for s, box in boxes.items()}
    rows = _document_rows(book)
    cells = book.cells([*spots.values(), *(place for row in rows for place in row)])
    filled = Filled(template, cells, spots, notes)
    _note_deleted(filled, names)
    notes.places.update({f"$.{key}": f"{META_SHEET}" for key in ("template", "template_version", "period", "agency")})
    indicators = _figures(filled)
    return Payload(
        template=template.code,
        template_version=template.version,
        period=meta["period"],
        agency=meta["agency"],
        indicators=indicators,
        narratives=_texts(filled, "narratives"),
        documents=_documents(filled, rows),
        explanations=_texts(filled, "explanations"),
        notes=_texts(filled, "notes"),
        places=notes.places,
        findings=tuple(notes.findings),
    )


def _meta(book: Book) -> dict[str, str]:
    if not book.has_sheet(META_SHEET):
        raise UnreadableError(
            message(
                "Tệp này không phải biểu mẫu của hệ thống (thiếu tờ ẩn «{sheet}»): {fresh}.",
                sheet=META_SHEET,
                fresh=_FRESH_FORM,
            )
        )
    rows = range(1, _META_ROWS + 1)
    cells = book.cells([(META_SHEET, row, column) for row in rows for column in (1, 2)])
    meta = {str(cells[META_SHEET, row, 1].value): str(cells[META_SHEET, row, 2].value or "") for row in rows}
    missing = {"format", "template", "template_version", "digest", "period", "agency", "exempt"} - meta.keys()
    if missing or meta["format"] != FORMAT:
        raise UnreadableError(
            message("Tờ ẩn «{sheet}» của biểu mẫu đã bị sửa: {fresh}.", sheet=META_SHEET, fresh=_FRESH_FORM)
        )
    return meta


def _template(meta: Mapping[str, str], find_template: FindTemplate) -> ReportTemplate:
    try:
        template = find_template(meta["template"], meta["template_version"])
    except NotFoundError as error:
        raise UnreadableError(
            message("Biểu mẫu {code} phiên bản {version} không dùng ở đây: {fresh}.", code=shorten(meta["template"]),
                    version=shorten(meta["template_version"]), fresh=_FRESH_FORM)
        ) from error  # fmt: skip
    if template.digest != meta["digest"]:
        raise UnreadableError(message("Tệp được làm từ một bản cũ của biểu mẫu: {fresh}.", fresh=_FRESH_FORM))
    return template


def _names(template: ReportTemplate, exempt: frozenset[str]) -> dict[str, str]:
    """The workbook's name of each subject that the unit could fill in."""
    found: dict[str, str] = {}
    for indicator in template.indicators:
        if indicator.code not in exempt:
            found[f"$.indicators.{indicator.code}"] = indicator_name(indicator.code)
            found[f"$.notes.{indicator.code}"] = note_name(indicator.code)
    found |= {f"$.narratives.{section.code}": narrative_name(section.code) for section in template.sections}
    found |= {f"$.explanations.{rule.id}": explanation_name(rule.id) for rule in template.rules}
    return found


def _note_deleted(filled: Filled, names: Mapping[str, str]) -> None:
    """An indicator whose row was deleted is an error, since its figure would be taken for missing."""
    for subject in names:
        code = subject.removeprefix("$.indicators.")
        if code != subject and subject not in filled.spots:
            indicator = filled.template.by_code[code]
            said = message(
                "Dòng của chỉ tiêu «{name}» ({number}) đã bị xóa khỏi biểu mẫu: {fresh}.",
                name=indicator.name,
                number=indicator.number,
                fresh=_FRESH_FORM,
            )
            filled.notes.error("removed", said, subject, indicator.section)


def _figures(filled: Filled) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for indicator in filled.template.indicators:
        subject = f"$.indicators.{indicator.code}"
        cell = filled.cell(subject)
        if cell is None:
            continue
        filled.notes.places[subject] = cell.place
        figure = values.figure(cell, indicator, subject, filled.notes)
        if figure is not None:
            found[indicator.code] = figure
    return found


def _texts(filled: Filled, key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    prefix = f"$.{key}."
    for subject in filled.spots:
        cell = filled.cell(subject)
        if not subject.startswith(prefix) or cell is None:
            continue
        filled.notes.places[subject] = cell.place
        if written := values.text(cell, subject, filled.notes):
            found[subject.removeprefix(prefix)] = written
    return found


def _document_rows(book: Book) -> list[list[Place]]:
    box = book.box(DOCUMENTS)
    if box is None:
        return []
    columns = range(box.first_column, min(box.last_column, box.first_column + len(DOCUMENT_COLUMNS) - 1) + 1)
    return [[(box.sheet, row, column) for column in columns] for row in range(box.first_row, box.last_row + 1)]


def _documents(filled: Filled, rows: list[list[Place]]) -> tuple[Document, ...]:
    found: list[Document] = []
    for row in rows:
        cells = dict(zip(DOCUMENT_COLUMNS, (filled.cells[place] for place in row), strict=False))
        if len(cells) == len(DOCUMENT_COLUMNS) and any(not _is_empty(cell) for cell in cells.values()):
            found.append(_document(filled, f"$.documents[{len(found)}]", cells))
    return tuple(found)


def _document(filled: Filled, subject: str, cells: Mapping[str, CellValue]) -> Document:
    filled.notes.places[subject] = cells["kind"].place
    filled.notes.places.update({f"{subject}.{key}": cell.place for key, cell in cells.items()})
    return Document(
        kind=values.text(cells["kind"], f"{subject}.kind", filled.notes),
        number=values.text(cells["number"], f"{subject}.number", filled.notes),
        date=values.day(cells["date"], f"{subject}.date", filled.notes),
        title=values.text(cells["title"], f"{subject}.title", filled.notes),
    )


def _is_empty(cell: CellValue) -> bool:
    return not cell.is_formula and (cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()))
