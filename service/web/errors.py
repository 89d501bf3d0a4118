"""Every error becomes one answer here: problem+json after RFC 9457, in the reader's language."""

from __future__ import annotations

import json
import math

import structlog
from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    RequestEntityTooLarge,
    TooManyRequests,
)
from werkzeug.wrappers import Response as Answer

from service.actions.organization.refusals import record_refused_access
from service.actions.organization.sign_in import SESSION_ENDED
from service.domain.errors import (
    CatalogueError,
    ConflictError,
    Finding,
    ForbiddenError,
    HiddenError,
    Message,
    NotFoundError,
    StorageFullError,
    TonghopError,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
    UnreadableError,
    UsedKeyError,
    WrongTypeError,
    message,
)
from service.domain.organization.quota import QuotaError
from service.domain.organization.throttle import SlowDownError, in_words
from service.os_errors import unavailable
from service.setting_values import MEGABYTE
from service.web.auth.access import SecondFactorError
from service.web.auth.bodies import Body, body_of, limit, size_in_words
from service.web.auth.request_kind import is_page
from service.web.auth.secret_paths import logged_path
from service.web.auth.security import limiter
from service.web.auth.sessions import signed_in
from service.web.request_context import caller, context
from service.web.ui.i18n import translate
from service.web.ui.layout import without_reader
from service.web.ui.page_before import page_before

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
    StorageFullError: 507,
    SlowDownError: 429,
    UnavailableError: 503,
}
TITLES = {
    400: "Yêu cầu không đúng",
    401: "Chưa đăng nhập",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Cách gọi không được hỗ trợ",
    408: "Gửi quá chậm",
    409: "Chưa thực hiện được",
    413: "Nội dung quá lớn",
    415: "Loại tệp không nhận",
    422: "Không đọc được nội dung đã gửi",
    429: "Quá nhiều lần thử",
    500: "Lỗi hệ thống",
    503: "Hệ thống đang bận",
    507: "Hệ thống hết chỗ lưu",
}
# Seconds after which what may pass is worth another try.
RETRY_AFTER = {503: 10, 507: 30}
DETAILS = {
    404: "Địa chỉ này không có trên hệ thống.",
    405: "Địa chỉ này không nhận phương thức vừa gọi.",
    408: "Nội dung gửi lên đến quá chậm hoặc bị ngắt giữa chừng: kiểm tra đường truyền rồi gửi lại.",
    415: "Cần Content-Type là application/json hoặc multipart/form-data.",
    503: "Hệ thống đang nhận nhiều tệp lớn cùng lúc: vui lòng gửi lại sau ít phút.",
}
TITLE_OF: dict[type[TonghopError], str] = {
    UsedKeyError: "Khóa đã dùng cho nội dung khác",
    QuotaError: "Đã dùng hết mức cho phép",
}
REFUSED = "Yêu cầu không thực hiện được"
NOT_VALID = "Yêu cầu không hợp lệ."
UNFORESEEN = "Hệ thống gặp lỗi ngoài dự kiến; lỗi đã được ghi lại, vui lòng thử lại sau."
EXPIRED = "Trang đã mở quá lâu hoặc đã đăng nhập lại ở nơi khác: quay lại, tải lại trang rồi gửi lần nữa."


def register(app: Flask) -> None:
    """Let the application answer errors this way."""
    app.register_error_handler(TonghopError, tonghop_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OSError, system_error)


def tonghop_error(error: TonghopError) -> Answer:
    """An error that its author can mend."""
    status = status_of(error)
    if isinstance(error, ForbiddenError | HiddenError) and "caller" in g:
        record_refused_access(context(), caller(), request.endpoint or "", logged_path())
    if isinstance(error, UnavailableError):
        # Many are answered so while it lasts: a line each, without how the code got there.
        why = str(error.__cause__ or error)
        log.warning("request cannot be served now", path=logged_path(), status=status, error=why)
    elif status >= 500:
        log.error("request cannot be served", path=logged_path(), exc_info=error)
    if not is_page() or wants_json():
        return _waiting(problem(status, translate(error.said), error.problems, title=title_of(error)), error)
    if isinstance(error, SecondFactorError):
        return redirect(url_for("sign_in.second_factor"))
    if isinstance(error, UnauthenticatedError) and request.method in {"GET", "HEAD"} and request.endpoint:
        onward = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.form", next=onward if onward != "/" else None))
    return _waiting(page(status, translate(error.said), error.problems, title=title_of(error)), error)


def _waiting(response: Response, error: TonghopError) -> Response:
    if isinstance(error, SlowDownError):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def system_error(error: OSError) -> Answer:
    """A disk that is full or failing may be well again later; whatever else the system says nobody foresaw."""
    if (said := unavailable(error)) is None:
        raise error
    said.__cause__ = error
    return tonghop_error(said)


def status_of(error: TonghopError) -> int:
    """The HTTP status that says what kind of error it is."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)


def title_of(error: TonghopError) -> str:
    """What kind of error it is, in a few words."""
    return next(
        (said for kind, said in TITLE_OF.items() if isinstance(error, kind)), TITLES.get(status_of(error), REFUSED)
    )


def wants_json() -> bool:
    """Whether a script of one of our pages asks."""
    return request.accept_mimetypes.best == "application/json"


def page(status: int, detail: str, problems: tuple[Finding, ...] = (), title: str = "") -> Response:
    """The answer as a page that says what to do next."""
    title = title or TITLES.get(status, REFUSED)
    given = {"title": title, "detail": detail, "problems": problems, "page_before": page_before()}
    try:
        answer = render_template("error.html", **given)
    except UnavailableError as error:
        log.warning("page of an error without its reader", path=logged_path(), error=str(error.__cause__ or error))
        without_reader()
        answer = render_template("error.html", **given)
    return _for_later(make_response(answer, status))


def _for_later(response: Response) -> Response:
    if (seconds := RETRY_AFTER.get(response.status_code)) is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def http_error(error: HTTPException) -> Answer:
    """An error of the protocol, or one of ours that nobody foresaw."""
    status = error.code or 500
    detail: Message | str
    if isinstance(error, InternalServerError):
        log.error("unforeseen error", path=logged_path(), exc_info=error.original_exception)
        detail = UNFORESEEN
    elif isinstance(error, CSRFError):
        try:
            detail = EXPIRED if signed_in() else SESSION_ENDED
        except UnavailableError as away:
            return tonghop_error(away)
    elif isinstance(error, RequestEntityTooLarge):
        detail = _too_large()
    elif isinstance(error, TooManyRequests):
        return _asked_too_often()
    else:
        detail = DETAILS.get(status, NOT_VALID)
    answer = page if is_page() and not wants_json() else problem
    response = answer(status, translate(detail))
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _asked_too_often() -> Response:
    """Links are what is limited by requests: those sent already go on working."""
    reset = limiter.current_limit.reset_at if limiter.current_limit else 0
    wait = max(1, math.ceil(reset - context().clock.real().timestamp()))
    said = message(
        "Đã yêu cầu liên kết quá nhiều lần: chờ {wait} rồi yêu cầu lại. Liên kết trong thư gần nhất vẫn dùng được.",
        wait=in_words(wait),
    )
    return _waiting(page(429, translate(said)), SlowDownError(said, wait))


def _too_large() -> Message:
    if request.endpoint is None or body_of(current_app, request.endpoint) is not Body.FILE:
        return message("Nội dung gửi lên lớn hơn mức cho phép ở địa chỉ này ({limit}).", limit=size_in_words(limit()))
    settings = context().settings
    return message(
        "Nội dung gửi lên lớn hơn mức cho phép (tệp: {file} MB, JSON: {json} MB): chỉ gửi đúng tệp báo cáo.",
        file=settings.max_upload // MEGABYTE,
        json=settings.max_json // MEGABYTE,
    )


def problem(status: int, detail: str, problems: tuple[Finding, ...] = (), title: str = "") -> Response:
    """The answer in problem+json, in the reader's language."""
    body: dict[str, object] = {
        "type": "about:blank",
        "status": status,
        "title": translate(title or TITLES.get(status, REFUSED)),
        "detail": detail,
    }
    if problems:
        body["errors"] = [
            {
                "pointer": item.place or next(iter(item.subjects), ""),
                "message": translate(item.message),
                "rule": item.rule,
            }
            for item in problems
        ]
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="tonghop"'
    return _for_later(response)
