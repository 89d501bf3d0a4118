"""Every error becomes one answer here: problem+json after RFC 9457, in Vietnamese."""

from __future__ import annotations

import json
from collections.abc import Callable

import structlog
from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from service.domain.errors import (
    CatalogueError,
    ConflictError,
    Finding,
    ForbiddenError,
    Message,
    NotFoundError,
    TonghopError,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
    UnreadableError,
    UsedKeyError,
    WrongTypeError,
    message,
)
from service.settings import MEGABYTE
from service.web.access import SecondFactorError
from service.web.language import is_page, say
from service.web.state import context

log = structlog.get_logger()

STATUS: dict[type[TonghopError], int] = {
    UnauthenticatedError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    TooLargeError: 413,
    WrongTypeError: 415,
    UnreadableError: 422,
    UsedKeyError: 422,
    CatalogueError: 500,
    UnavailableError: 503,
}
TITLES = {
    400: "Yêu cầu không đúng",
    401: "Chưa đăng nhập",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Cách gọi không được hỗ trợ",
    409: "Không phù hợp với trạng thái hiện tại",
    413: "Nội dung quá lớn",
    415: "Loại tệp không nhận",
    422: "Không hiểu được báo cáo",
    429: "Quá nhiều lần thử",
    500: "Lỗi hệ thống",
    503: "Hệ thống đang bận",
}
DETAILS = {
    404: "Địa chỉ này không có trên hệ thống.",
    405: "Địa chỉ này không nhận phương thức vừa gọi.",
    415: "Cần Content-Type là application/json hoặc multipart/form-data.",
    429: "Đã thử quá nhiều lần: chờ 15 phút rồi thử lại, hoặc đặt lại mật khẩu.",
}
USED_KEY = "Khóa đã dùng cho nội dung khác"
REFUSED = "Yêu cầu không thực hiện được"
NOT_VALID = "Yêu cầu không hợp lệ."
UNFORESEEN = "Hệ thống gặp lỗi ngoài dự kiến; lỗi đã được ghi lại, vui lòng thử lại sau."
EXPIRED = "Trang đã mở quá lâu hoặc đã đăng nhập lại ở nơi khác: quay lại, tải lại trang rồi gửi lần nữa."


def register(app: Flask) -> None:
    """Let the application answer errors this way."""
    app.register_error_handler(TonghopError, tonghop_error)
    app.register_error_handler(HTTPException, http_error)


def tonghop_error(error: TonghopError) -> Answer:
    """An error that its author can mend."""
    status = status_of(error)
    if status >= 500:
        log.error("request cannot be served", path=request.path, exc_info=error)
    if not is_page():
        return problem(status, str(error), error.problems, title=title_of(error))
    if wants_json():
        return problem(status, say(error.said), error.problems, say, title=title_of(error))
    if isinstance(error, SecondFactorError):
        return redirect(url_for("sign_in.second_factor"))
    if isinstance(error, UnauthenticatedError) and request.method in {"GET", "HEAD"} and request.endpoint:
        onward = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.form", next=onward if onward != "/" else None))
    return page(status, say(error.said), error.problems)


def status_of(error: TonghopError) -> int:
    """The HTTP status that says what kind of error it is."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)


def title_of(error: TonghopError) -> str:
    """What kind of error it is, in a few words."""
    return USED_KEY if isinstance(error, UsedKeyError) else TITLES.get(status_of(error), REFUSED)


def wants_json() -> bool:
    """Whether a script of one of our pages asks."""
    return request.accept_mimetypes.best == "application/json"


def page(status: int, detail: str, problems: tuple[Finding, ...] = ()) -> Response:
    """The answer as a page that says what to do next."""
    title = TITLES.get(status, REFUSED)
    return make_response(render_template("error.html", title=title, detail=detail, problems=problems), status)


def http_error(error: HTTPException) -> Response:
    """An error of the protocol, or one of ours that nobody foresaw."""
    status = error.code or 500
    detail: Message | str
    if isinstance(error, InternalServerError):
        log.error("unforeseen error", path=request.path, exc_info=error.original_exception)
        detail = UNFORESEEN
    elif isinstance(error, CSRFError):
        detail = EXPIRED
    elif isinstance(error, RequestEntityTooLarge):
        detail = _too_large()
    else:
        detail = DETAILS.get(status, NOT_VALID)
    if not is_page():
        response = problem(status, str(detail))
    else:
        response = problem(status, say(detail), said=say) if wants_json() else page(status, say(detail))
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _too_large() -> Message:
    settings = context().settings
    return message(
        "Nội dung gửi lên lớn hơn mức cho phép (tệp: {file} MB, JSON: {json} MB): chỉ gửi đúng tệp báo cáo.",
        file=settings.max_upload // MEGABYTE,
        json=settings.max_json // MEGABYTE,
    )


def problem(
    status: int, detail: str, problems: tuple[Finding, ...] = (), said: Callable[[Message | str], str] = str,
    title: str = "",
) -> Response:  # fmt: skip
    """The answer in problem+json: Vietnamese to programs, `said` in the reader's language to our pages."""
    body: dict[str, object] = {
        "type": "about:blank",
        "status": status,
        "title": said(title or TITLES.get(status, REFUSED)),
        "detail": detail,
    }
    if problems:
        body["errors"] = [
            {"pointer": item.place or next(iter(item.subjects), ""), "message": said(item.message), "rule": item.rule}
            for item in problems
        ]
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json")
    if status == 503:
        response.headers["Retry-After"] = "10"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="tonghop"'
    return response
