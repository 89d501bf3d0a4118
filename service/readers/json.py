"""The JSON payload of the API: strict, since a machine wrote it; every fault is named by its JSON path."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from service.domain.errors import Finding, FirstFindings, Level, Message, NotFoundError, UnreadableError, message
from service.domain.notation.numbers import (
    MOST_WRITTEN,
    NumberNotationError,
    format_vietnamese,
    shorten,
    within_measure,
)
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, SAID_NOT_APPLICABLE, Document, Figure
from service.domain.reporting.template import ReportTemplate
from service.readers.json_faults import LIST, OBJECT, STRING, JsonFaults, day_of, kind_of
from service.readers.json_tables import read_tables
from service.readers.json_values import require_few_values

FindTemplate = Callable[[str, str], ReportTemplate]
# A list that is too long for the report is said to be so when it is checked; this is too long to be looked at.
_MOST_DOCUMENTS = 20_000
_SURROGATE = re.compile(rb"\\u[dD]")
# Stands for a number whose exponent is longer than any that can be kept, so that its place can be named.
_BEYOND = Decimal("1E+999999")


class _Entries(fields.Dict):
    """A JSON object, whose entries are read one by one afterwards, so that each fault is named by its place."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        return value


class _Items(fields.List[Any]):
    """A JSON array, whose items are read one by one afterwards."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        return value


class DocumentSchema(Schema):
    """A document that the unit issued."""

    class Meta:
        """No other names."""

        unknown = RAISE

    kind = fields.String(required=True)
    number = fields.String(allow_none=True)
    date = fields.Date(allow_none=True)
    title = fields.String(required=True)


class PayloadSchema(Schema):
    """The payload's outer form; the API's description is made from it."""

    class Meta:
        """No other names."""

        unknown = RAISE

    template = fields.String(required=True, metadata={"examples": ["cchc"]})
    template_version = fields.String(required=True, metadata={"examples": ["2022"]})
    period = fields.String(required=True, metadata={"examples": ["2023-Q3"]})
    agency = fields.String(required=True, metadata={"examples": ["SGTVT"]})
    indicators = _Entries(
        values=fields.Raw(metadata={"type": ["number", "string", "null"]}),
        required=True,
        metadata={"description": 'Mã chỉ tiêu → số (4135.9 hoặc "4135.9"), null (chưa có) hoặc "n/a" (không áp dụng)'},
    )
    narratives = _Entries(values=fields.String(), load_default=dict, metadata={"description": "Mã mục → nội dung"})
    documents = _Items(fields.Nested(DocumentSchema), load_default=list)
    explanations = _Entries(
        values=fields.String(), load_default=dict, metadata={"description": "Mã quy tắc cảnh báo → giải trình"}
    )
    notes = _Entries(values=fields.String(), load_default=dict, metadata={"description": "Mã chỉ tiêu → ghi chú"})
    tables = _Entries(
        values=fields.List(fields.Dict(values=fields.Raw(metadata={"type": ["number", "string", "null"]}))),
        load_default=dict,
        metadata={"description": "Mã bảng → các dòng; mỗi dòng: mã cột → số, ngày (2023-02-03) hoặc chữ"},
    )


_SCHEMA = PayloadSchema()
_WANTED: dict[type[fields.Field[Any]], Message] = {fields.String: STRING, _Entries: OBJECT, _Items: LIST}
_DOCUMENT = DocumentSchema().fields
_REQUIRED = tuple(key for key, field in _DOCUMENT.items() if field.required)
_DOCUMENT_TEXTS = ("kind", "number", "title")


def read_json(raw: bytes, find_template: FindTemplate) -> Payload:
    """The payload in the bytes; raises UnreadableError whose problems name the JSON paths, the first 500 of them.

    Raises TooLargeError where there are more values than any report has.

    `find_template` raises NotFoundError for a template and version that do not exist.
    """
    content = _load(raw)
    try:
        outer: dict[str, Any] = _SCHEMA.load(content)
    except ValidationError as error:
        raise _unreadable(_outer_problems(error, content)) from error
    template = _template(outer["template"], outer["template_version"], find_template)
    faults = JsonFaults()
    payload = Payload(
        template=template.code,
        template_version=template.version,
        period=outer["period"],
        agency=outer["agency"],
        indicators=_figures(outer["indicators"], template, faults),
        narratives=_texts("narratives", outer["narratives"], template.section_by_code, message("mục"), faults),
        documents=_documents(outer["documents"], faults),
        explanations=_texts("explanations", outer["explanations"], template.explainable, message("quy tắc"), faults),
        notes=_texts("notes", outer["notes"], template.by_code, message("chỉ tiêu"), faults),
        tables=read_tables(outer["tables"], template, faults),
        findings=tuple(faults.findings),
    )
    if faults.unreadable:
        raise _unreadable(faults.unreadable)
    return payload


def _template(code: str, version: str, find_template: FindTemplate) -> ReportTemplate:
    try:
        return find_template(code, version)
    except NotFoundError as error:
        said = message(
            "Không có biểu mẫu «{code}» phiên bản «{version}».", code=shorten(code), version=shorten(version)
        )
        problem = Finding("format", Level.ERROR, said, ("$.template",), "$.template")
        raise UnreadableError(said, [problem]) from error


def _load(raw: bytes) -> Any:
    if not raw.strip():
        raise UnreadableError(message("Nội dung gửi lên trống: cần một báo cáo dạng JSON."))
    require_few_values(raw)
    content = _parse(raw)
    if _SURROGATE.search(raw):
        _require_whole_letters(content)
    return content


def _require_whole_letters(content: Any) -> None:
    """Half a surrogate pair is no letter, and neither an answer nor a database can hold it."""
    try:
        json.dumps(content, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise UnreadableError(message("JSON chứa nửa ký tự Unicode (\\ud800–\\udfff): gõ lại ký tự đó.")) from error


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_without_duplicates,
            parse_float=_exact,
            parse_int=_exact,
            parse_constant=Decimal,
        )
    except UnicodeDecodeError as error:
        raise UnreadableError(message("Nội dung không phải UTF-8 (sai ở byte {at}).", at=error.start)) from error
    except json.JSONDecodeError as error:
        raise UnreadableError(
            message("Nội dung không phải JSON: sai ở dòng {line}, cột {column}.", line=error.lineno, column=error.colno)
        ) from error
    except RecursionError as error:
        raise UnreadableError(message("JSON lồng nhau quá sâu: báo cáo chỉ cần ba lớp.")) from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        shown = shorten(twice.encode(errors="replace").decode())
        raise UnreadableError(message("Khóa «{name}» có hai lần: mỗi khóa chỉ ghi một lần.", name=shown))
    return found


def _exact(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        return _BEYOND


def _outer_problems(error: ValidationError, content: Any) -> FirstFindings:
    names = error.messages if isinstance(error.messages, dict) else {}
    found = FirstFindings()
    if not isinstance(content, dict):
        found.add(Finding("format", Level.ERROR, message("Cần một đối tượng JSON {…} chứa báo cáo."), ("$",), "$"))
        return found
    for name in sorted(names):
        shown = shorten(name)
        path, what = f"$.{shown}", _outer_problem(name, content)
        found.add(
            Finding("format", Level.ERROR, message("Khóa «{name}»: {what}.", name=shown, what=what), (path,), path)
        )
    return found


def _outer_problem(name: str, content: Mapping[str, Any]) -> Message:
    if name not in _SCHEMA.fields:
        return message("khóa không có trong cấu trúc báo cáo")
    if name not in content:
        return message("thiếu khóa này")
    wanted = _WANTED[type(_SCHEMA.fields[name])]
    return message("cần {wanted}, đang là {kind}", wanted=wanted, kind=kind_of(content[name]))


def _unreadable(problems: FirstFindings) -> UnreadableError:
    named = tuple(problems)
    return UnreadableError(
        message(
            "Không đọc được báo cáo: {count} chỗ cần sửa, bắt đầu từ {place}.",
            count=format_vietnamese(Decimal(len(problems))),
            place=named[0].place,
        ),
        named,
    )


def _figures(content: Mapping[str, Any], template: ReportTemplate, faults: JsonFaults) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for code, value in content.items():
        if code not in template.by_code:
            said = message("Biểu mẫu không có chỉ tiêu «{code}».", code=shorten(code))
            faults.refuse(f"$.indicators.{shorten(code)}", said)
        elif value is not None:
            figure = _figure(code, value, faults)
            if figure is not None:
                found[code] = figure
    return found


def _figure(code: str, value: object, faults: JsonFaults) -> Figure | None:
    if value == NA.value:
        return NA
    number: Decimal | None = None
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, str):
        number = plain_number(value)
    if number is None or not number.is_finite():
        shown = f"«{shorten(str(value))}»" if isinstance(value, str | Decimal) else kind_of(value)
        said = message(
            'Cần số (4135.9), null (chưa có số liệu) hoặc "{code}" ({words}), đang là {shown}.',
            code=NA.value,
            words=SAID_NOT_APPLICABLE,
            shown=shown,
        )
        faults.refuse(f"$.indicators.{code}", said)
        return None
    try:
        return within_measure(number, str(value))
    except NumberNotationError as error:
        faults.refuse(f"$.indicators.{code}", error.said)
        return None


def plain_number(text: str) -> Decimal | None:
    """The number that a text in JSON states in plain digits; None where it states none."""
    if len(text) > MOST_WRITTEN or not text.isascii() or "_" in text or text != text.strip():
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _texts(
    key: str, content: Mapping[str, Any], known: Mapping[str, object], what: Message, faults: JsonFaults
) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, value in content.items():
        if code not in known:
            said = message("Biểu mẫu không có {what} «{code}».", what=what, code=shorten(code))
            faults.refuse(f"$.{key}.{shorten(code)}", said)
        elif text := faults.text(f"$.{key}.{code}", value):
            found[code] = text
    return found


def _documents(content: list[Any], faults: JsonFaults) -> tuple[Document, ...]:
    if len(content) > _MOST_DOCUMENTS:
        count, most = format_vietnamese(Decimal(len(content))), format_vietnamese(Decimal(_MOST_DOCUMENTS))
        faults.refuse("$.documents", message("Danh mục có {count} văn bản: tối đa {limit}.", count=count, limit=most))
        return ()
    return tuple(_document(index, item, faults) for index, item in enumerate(content))


def _document(index: int, item: object, faults: JsonFaults) -> Document:
    path = f"$.documents[{index}]"
    if not isinstance(item, dict):
        faults.refuse(
            path, message("Cần đối tượng {keys}, đang là {kind}.", keys=", ".join(_DOCUMENT), kind=kind_of(item))
        )
        return Document("", "", None, "")
    if not item.keys() <= _DOCUMENT.keys():
        for key in sorted(item.keys() - _DOCUMENT.keys()):
            faults.refuse(f"{path}.{shorten(key)}", message("Văn bản không có khóa «{key}».", key=shorten(key)))
    for key in _REQUIRED:
        if key not in item:
            faults.refuse(f"{path}.{key}", message("Văn bản thiếu khóa «{key}».", key=key))
    kind, number, title = (_document_text(path, key, item, faults) for key in _DOCUMENT_TEXTS)
    return Document(kind, number, day_of(f"{path}.date", item.get("date"), faults), title)


def _document_text(path: str, key: str, item: Mapping[str, Any], faults: JsonFaults) -> str:
    """What stands there; empty where the key is missing, or null where that is allowed."""
    if key not in item or (item[key] is None and _DOCUMENT[key].allow_none):
        return ""
    return faults.text(f"{path}.{key}", item[key])
