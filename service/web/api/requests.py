"""What a filing request carries: a JSON body or a file in a form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from flask import request
from marshmallow import ValidationError

from service.actions.intake.submit import Handed
from service.domain.errors import TooLargeError, UnreadableError, WrongTypeError, message
from service.domain.text import one_line
from service.readers.formats import FORMATS, IntakeFormat
from service.readers.json_values import require_few_values
from service.settings import MEGABYTE
from service.web.api.schemas import BounceIn, ScopeIn
from service.web.request_context import context

MAX_KEY = 200
# Bytes of a JSON body that says what is wanted, and carries no report.
MAX_WISH = 256 * 1024


def handed(period: str, agency: str) -> Handed:
    """The filing in the present request; raises WrongTypeError or UnreadableError."""
    intake, raw, name = _from_form() if request.mimetype == "multipart/form-data" else _from_body()
    return Handed(period, agency, intake, raw, name, _key())


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
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        raise UnreadableError(message("Thiếu trường «file»: chọn tệp báo cáo rồi gửi lại."))
    if len(files) > 1:
        raise UnreadableError(message("Có {count} tệp: mỗi lần chỉ gửi một tệp báo cáo.", count=len(files)))
    (file,) = files
    assert file.filename is not None
    name = one_line(PurePath(file.filename.replace("\\", "/")).name)
    if not name:
        raise UnreadableError(message("Tên tệp trống hoặc chỉ có ký tự không nhìn thấy: đổi tên tệp rồi gửi lại."))
    return name, file.read()


def sent_scope() -> Mapping[str, Any]:
    """The choice of a workbook's scope in a JSON body, which may be left out; raises UnreadableError."""
    raw = _wish()
    if not raw:
        return {}
    try:
        chosen: Mapping[str, Any] = ScopeIn().loads(raw)
    except (ValidationError, ValueError, RecursionError) as error:
        known = ", ".join(ScopeIn().fields)
        raise UnreadableError(
            message("Phạm vi của bảng cần là một đối tượng JSON chỉ có: {known}.", known=known)
        ) from error
    return chosen


def sent_bounce() -> tuple[str, str]:
    """Address and reason of a mail that came back, in a JSON body; raises UnreadableError."""
    try:
        given: Mapping[str, str] = BounceIn().loads(_wish())
    except (ValidationError, ValueError, RecursionError) as error:
        raise UnreadableError(
            message("Cần một đối tượng JSON chỉ có hai chuỗi: address (địa chỉ thư) và reason (lý do bị trả lại).")
        ) from error
    return given["address"], given["reason"]


def _wish() -> bytes:
    """A small JSON body; raises TooLargeError."""
    raw = request.get_data(cache=False)
    if len(raw) > MAX_WISH:
        raise TooLargeError(message("Nội dung yêu cầu lớn hơn {limit} KB.", limit=MAX_WISH // 1024))
    require_few_values(raw)
    return raw


def saved_body() -> Any:
    """The JSON body in which a script of ours saves; raises TooLargeError, ValueError or RecursionError."""
    raw, most = request.get_data(cache=False), context().settings.max_json
    if len(raw) > most:
        limit = most // MEGABYTE
        raise TooLargeError(message("Nội dung lưu lớn hơn {limit} MB: rút ngắn các mục vừa sửa.", limit=limit))
    require_few_values(raw)
    return json.loads(raw)


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= MAX_KEY:
        raise UnreadableError(message("Idempotency-Key cần có từ 1 đến {limit} ký tự.", limit=MAX_KEY))
    return key
