"""What requests carry: a filing as a JSON body or a file in a form, or a small JSON object that says what is wanted."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import PurePath
from typing import Any, NoReturn

from apiflask.schema_adapters.marshmallow import parser
from flask import Request, request
from marshmallow import ValidationError

from service.actions.intake.submit import SubmissionRequest
from service.domain.errors import EntryError, TooLargeError, UnreadableError, WrongTypeError, message
from service.domain.notation.numbers import NumberNotationError, within_measure
from service.domain.notation.text import one_line
from service.domain.reporting.evidence import FIGURE, SIGNED_REPORT, WHOLE
from service.readers.formats import FORMATS, IntakeFormat
from service.readers.json import plain_number
from service.readers.json_values import require_few_values
from service.setting_values import MEGABYTE
from service.web.api.schemas import RequestSchema
from service.web.request_context import context

# Bytes of a JSON body that says what is wanted, and carries no report.
MAX_REQUEST = 256 * 1024


def handed(period: str, agency: str, key: str | None = None, reason: str = "") -> SubmissionRequest:
    """The filing in the present request; raises WrongTypeError or UnreadableError."""
    intake, raw, name = _from_form() if request.mimetype == "multipart/form-data" else _from_body()
    return SubmissionRequest(period, agency, intake, raw, name, key, reason=reason)


def _from_body() -> tuple[IntakeFormat, bytes, str]:
    raw = request.get_data(cache=False)
    intake = FORMATS.of_body(request.mimetype)
    if intake is not None:
        return intake, raw, ""
    if not raw:
        kinds = ", ".join(FORMATS.suffixes())
        raise UnreadableError(message("Nội dung gửi lên trống: cần một báo cáo ({kinds}).", kinds=kinds))
    types = ", ".join(entry.media_type for entry in FORMATS.bodies())
    raise WrongTypeError(
        message("Cần Content-Type là {types}, hoặc multipart/form-data với trường «file».", types=types)
    )


def _from_form() -> tuple[IntakeFormat, bytes, str]:
    name, raw = sent_file()
    intake = FORMATS.of_file(name)
    if intake is None:
        kinds, advice = ", ".join(FORMATS.suffixes()), FORMATS.advice(name)
        raise WrongTypeError(
            message("Tệp «{name}» không đúng loại, chỉ nhận {kinds}: {advice}.", name=name, kinds=kinds, advice=advice)
        )
    return intake, raw, name


def sent_file() -> tuple[str, bytes]:
    """Name and bytes of the file in a form; raises UnreadableError where there is none."""
    files = sent_files()
    if len(files) > 1:
        raise UnreadableError(message("Có {count} tệp: mỗi lần chỉ gửi một tệp báo cáo.", count=len(files)))
    return files[0]


def sent_files() -> list[tuple[str, bytes]]:
    """Names and bytes of the files in a form, one at least; raises UnreadableError where there is none."""
    files = [(file.filename, file) for file in request.files.getlist("file") if file.filename]
    if not files:
        raise UnreadableError(message("Thiếu trường «file»: chọn tệp báo cáo rồi gửi lại."))
    named = [(one_line(PurePath(name.replace("\\", "/")).name), file) for name, file in files]
    if not all(name for name, _file in named):
        raise UnreadableError(message("Tên tệp trống hoặc chỉ có ký tự không nhìn thấy: đổi tên tệp rồi gửi lại."))
    return [(name, file.read()) for name, file in named]


def sent_evidence() -> list[tuple[str, str, bytes]]:
    """What each file that comes with a report is about, its name and bytes; none where the report is the body.

    The field says what it is about: `signed`, `evidence`, or `evidence.<indicator>`.
    """
    found = []
    for field, file in request.files.items(multi=True) if request.mimetype == "multipart/form-data" else ():
        head, _, code = field.partition(".")
        if field == "signed" or head == "evidence":
            about = SIGNED_REPORT if field == "signed" else f"{FIGURE}{code}" if code else WHOLE
            found.append((about, one_line(PurePath((file.filename or "").replace("\\", "/")).name), file.read()))
    return found


def sent_number(value: object) -> Decimal:
    """A figure of a JSON body that says what is wanted, as a number or a text of digits; raises EntryError."""
    number: Decimal | None = None
    if isinstance(value, str):
        number = plain_number(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(str(value))
    if number is None or not number.is_finite():
        raise EntryError("value", message('Cần một số, ví dụ 7270 hoặc "4135.9".'))
    try:
        return within_measure(number, str(value))
    except NumberNotationError as error:
        raise EntryError("value", error.said) from error


@parser.location_loader("json")
def load_request(sent: Request, schema: RequestSchema) -> Any:
    """The JSON body that `@api.input` reads, {} where there is none; raises UnreadableError or TooLargeError."""
    raw = sent.get_data(cache=False)
    if len(raw) > MAX_REQUEST:
        raise TooLargeError(message("Nội dung yêu cầu lớn hơn {limit} KB.", limit=MAX_REQUEST // 1024))
    require_few_values(raw)
    try:
        return json.loads(raw) if raw else {}
    except (ValueError, RecursionError) as error:
        raise UnreadableError(schema.fault()) from error


@parser.error_handler
def refuse(error: ValidationError, _request: Request, schema: RequestSchema, **_more: Any) -> NoReturn:
    """What `@api.input` cannot take is answered with the schema's own sentence."""
    raise UnreadableError(schema.fault()) from error


def saved_body() -> Any:
    """The JSON body in which a script of ours saves; raises TooLargeError, ValueError or RecursionError."""
    raw, most = request.get_data(cache=False), context().settings.max_json
    if len(raw) > most:
        limit = most // MEGABYTE
        raise TooLargeError(message("Nội dung lưu lớn hơn {limit} MB: rút ngắn các mục vừa sửa.", limit=limit))
    require_few_values(raw)
    return json.loads(raw)
