"""The filled workbook as a payload."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from service.domain.errors import NotFoundError, UnreadableError, WrongTypeError, message
from service.domain.notation.numbers import shorten
from service.domain.reporting.form_names import FORMAT, META_SHEET, SOURCE_SHEET
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import Figure
from service.domain.reporting.template import ReportTemplate
from service.readers.excel import values
from service.readers.excel.container import require_workbook
from service.readers.excel.documents import read_documents
from service.readers.excel.locate import FormField, fields_of, locate, named_places
from service.readers.excel.row_tables import read_row_tables
from service.readers.excel.values import Notes
from service.readers.excel.workbook import CellValue, Place, WorkbookReader

FindTemplate = Callable[[str, str], ReportTemplate]
_META_ROWS = 12
_FRESH_FORM = message("tải biểu mẫu mới của kỳ này rồi chép số liệu sang")


@dataclass(frozen=True)
class FilledForm:
    """The workbook being read: where each subject stands, and what there is to say of it."""

    template: ReportTemplate
    book: WorkbookReader
    places: Mapping[str, Place]
    notes: Notes

    def cell(self, subject: str) -> CellValue | None:
        """The cell that holds the subject, None where its row was deleted."""
        place = self.places.get(subject)
        return None if place is None else self.book.cell(place)


def read_excel(raw: bytes, find_template: FindTemplate) -> Payload:
    """The payload in the workbook; wrong cells are findings of the payload.

    Raises WrongTypeError, TooLargeError, or UnreadableError where the file is no filled form of a known template.
    """
    require_workbook(raw)
    book = WorkbookReader(raw)
    meta = _meta(book)
    template = _template(meta, find_template)
    notes = Notes()
    subjects = fields_of(template, frozenset(meta["exempt"].split()))
    named = named_places(book, subjects)
    if not named:
        raise UnreadableError(message("Biểu mẫu không còn tên ô để đọc số liệu: {fresh}.", fresh=_FRESH_FORM))
    filled = FilledForm(template, book, locate(book, subjects, named, notes), notes)
    _note_deleted(filled, subjects)
    notes.places.update({f"$.{key}": f"{META_SHEET}" for key in ("template", "template_version", "period", "agency")})
    indicators = _figures(filled)
    return Payload(
        template=template.code,
        template_version=template.version,
        period=meta["period"],
        agency=meta["agency"],
        indicators=indicators,
        narratives=_texts(filled, "narratives"),
        documents=read_documents(book, notes),
        explanations=_texts(filled, "explanations"),
        notes=_texts(filled, "notes"),
        tables=read_row_tables(book, template, meta.get("tables", "").split(), notes),
        places=notes.places,
        findings=tuple(notes.findings),
    )


def _meta(book: WorkbookReader) -> dict[str, str]:
    if not book.has_sheet(META_SHEET) and book.has_sheet(SOURCE_SHEET):
        raise WrongTypeError(
            message(
                "Đây là bảng tổng hợp do hệ thống lập, không phải báo cáo của một đơn vị: chọn biểu mẫu của đơn vị."
            )
        )
    if not book.has_sheet(META_SHEET):
        raise UnreadableError(
            message(
                "Tệp này không phải biểu mẫu của hệ thống (thiếu trang tính ẩn «{sheet}»): {fresh}.",
                sheet=META_SHEET,
                fresh=_FRESH_FORM,
            )
        )
    rows = range(1, _META_ROWS + 1)
    meta = {
        str(book.cell((META_SHEET, row, 1)).value): str(book.cell((META_SHEET, row, 2)).value or "") for row in rows
    }
    missing = {"format", "template", "template_version", "digest", "period", "agency", "exempt"} - meta.keys()
    if missing or meta["format"] != FORMAT:
        raise UnreadableError(
            message("Trang tính ẩn «{sheet}» của biểu mẫu đã bị sửa: {fresh}.", sheet=META_SHEET, fresh=_FRESH_FORM)
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
    if not template.takes_forms_of(meta["digest"]):
        raise UnreadableError(message("Tệp được làm từ một bản cũ của biểu mẫu: {fresh}.", fresh=_FRESH_FORM))
    return template


def _note_deleted(filled: FilledForm, subjects: Iterable[FormField]) -> None:
    """A figure or text whose row was deleted is an error, since it would be taken for missing."""
    for subject in subjects:
        kind, _, code = subject.path.removeprefix("$.").partition(".")
        if subject.path in filled.places or kind not in {"indicators", "narratives"}:
            continue
        if kind == "indicators":
            indicator = filled.template.by_code[code]
            name, sheet = indicator.name, indicator.section
            said = message("Dòng của chỉ tiêu «{name}» ({number}) đã bị xóa khỏi biểu mẫu: {fresh}.",
                           name=name, number=subject.number, fresh=_FRESH_FORM)  # fmt: skip
        else:
            sheet = subject.number
            said = message("Dòng của mục {number} đã bị xóa khỏi biểu mẫu: {fresh}.",
                           number=subject.number, fresh=_FRESH_FORM)  # fmt: skip
        filled.notes.error("removed", said, subject.path, sheet)


def _figures(filled: FilledForm) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for indicator in filled.template.indicators:
        subject = f"$.indicators.{indicator.code}"
        cell = filled.cell(subject)
        if cell is None:
            continue
        filled.notes.places[subject] = cell.place
        figure = values.figure(cell, indicator.kind, subject, filled.notes)
        if figure is not None:
            found[indicator.code] = figure
    return found


def _texts(filled: FilledForm, key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    prefix = f"$.{key}."
    for subject in filled.places:
        cell = filled.cell(subject)
        if not subject.startswith(prefix) or cell is None:
            continue
        filled.notes.places[subject] = cell.place
        if written := values.text(cell, subject, filled.notes):
            found[subject.removeprefix(prefix)] = written
    return found
