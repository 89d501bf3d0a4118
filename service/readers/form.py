"""The web form: a draft's values as they were typed, to a payload in which every value knows its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from service.domain.errors import Finding, FirstFindings, Level, Message, UnreadableError, message
from service.domain.notation.numbers import NumberNotationError, parse_vietnamese, shorten
from service.domain.notation.text import clean
from service.domain.reporting.draft import DOCUMENTS, TABLES
from service.domain.reporting.form_names import is_not_applicable
from service.domain.reporting.indicator import Indicator, ValueType
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, Document, Figure
from service.domain.reporting.row_table import Cell, Row, RowTable, Tables
from service.domain.reporting.template import ReportTemplate
from service.readers.dates import day_in
from service.readers.row_cells import at_cell, cell_in, cell_subjects

_WIDTH = 4
_UNREADABLE = message("Không đọc được các dòng của bảng: tải lại trang.")


def read_form(values: Mapping[str, str], template: ReportTemplate, period: str, agency: str) -> Payload:
    """The payload of a draft; what cannot be understood is left out and said in its findings."""
    findings = FirstFindings()
    figures: dict[str, Figure] = {}
    for indicator in template.indicators:
        typed = values.get(f"indicators.{indicator.code}", "").strip()
        figure = _figure(typed, indicator, findings)
        if figure is not None:
            figures[indicator.code] = figure
    return Payload(
        template=template.code,
        template_version=template.version,
        period=period,
        agency=agency,
        indicators=figures,
        narratives=_texts(values, "narratives", [section.code for section in template.sections]),
        documents=_documents(values.get(DOCUMENTS, ""), findings),
        explanations=_texts(values, "explanations", [rule.id for rule in template.rules]),
        notes=_texts(values, "notes", [indicator.code for indicator in template.indicators]),
        tables=_tables(values, template, findings),
        findings=tuple(findings),
    )


def document_rows(value: str) -> list[list[str]]:
    """The rows of the document table, clean and without those that hold nothing; raises UnreadableError."""
    return list_rows(value, _WIDTH, message("Không đọc được danh mục văn bản: tải lại trang."))


def list_rows(value: str, width: int, unreadable: Message = _UNREADABLE) -> list[list[str]]:
    """The rows of a list of so many columns, clean and without those that hold nothing; raises UnreadableError."""
    kept = [row[:width] for row in filled_rows(value, unreadable)]
    return [row + [""] * (width - len(row)) for row in kept if any(row)]


def filled_rows(value: str, unreadable: Message = _UNREADABLE) -> list[list[str]]:
    """The rows of any list, clean and without those that hold nothing; raises UnreadableError."""
    rows = [[clean(cell)[0] for cell in row] for row in (_table(value, unreadable) if value else [])]
    return [row for row in rows if any(row)]


def document_value(rows: list[list[str]]) -> str:
    """The rows as one value of a draft, always written the same way."""
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _table(value: str, unreadable: Message) -> list[list[str]]:
    try:
        rows = json.loads(value)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows
    ):
        raise UnreadableError(unreadable)
    return rows


def _figure(typed: str, indicator: Indicator, findings: FirstFindings) -> Figure | None:
    if not typed:
        return None
    if is_not_applicable(typed):
        return NA
    try:
        return parse_vietnamese(typed, count=indicator.kind is ValueType.COUNT)
    except NumberNotationError as error:
        _refuse(findings, "number", error.said, f"$.indicators.{indicator.code}")
        return None


def _texts(values: Mapping[str, str], key: str, codes: list[str]) -> dict[str, str]:
    found = {code: values.get(f"{key}.{code}", "").strip() for code in codes}
    return {code: text for code, text in found.items() if text}


def _documents(value: str, findings: FirstFindings) -> tuple[Document, ...]:
    return tuple(
        Document(kind, number, _day(day, f"$.documents[{index}].date", index, findings), title)
        for index, (kind, number, day, title) in enumerate(document_rows(value))
    )


def _day(typed: str, place: str, index: int, findings: FirstFindings) -> date | None:
    if not typed:
        return None
    found = day_in(typed)
    if found is not None:
        return found
    said = message(
        "Dòng {row} của danh mục văn bản: «{text}» không phải ngày hợp lệ (ghi theo dạng 03/02/2023).",
        row=index + 1,
        text=shorten(typed),
    )
    _refuse(findings, "date", said, place)
    return None


def _tables(values: Mapping[str, str], template: ReportTemplate, findings: FirstFindings) -> Tables:
    found = {}
    for table in template.tables:
        rows = list_rows(values.get(f"{TABLES}.{table.code}", ""), len(table.typed))
        if rows:
            found[table.code] = tuple(_row(row, index, table, findings) for index, row in enumerate(rows))
    return found


def _row(typed: list[str], index: int, table: RowTable, findings: FirstFindings) -> Row:
    row: dict[str, Cell] = {}
    for column, text in zip(table.typed, typed, strict=True):
        try:
            cell = cell_in(text, column)
        except UnreadableError as error:
            said = at_cell(table, index, column, error.said)
            findings.add(Finding("cell", Level.ERROR, said, cell_subjects(table, index, column)))
            continue
        if cell is not None:
            row[column.code] = cell
    return row


def _refuse(findings: FirstFindings, rule: str, said: Message, place: str) -> None:
    findings.add(Finding(rule, Level.ERROR, said, (place,)))
