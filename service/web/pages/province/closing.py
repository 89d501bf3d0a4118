"""The way to a closing: the checklist, the province's tasks, the leader's approval, the closing and the publication."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.consolidation.editions import list_editions
from service.actions.periods import closing_decisions as closing
from service.actions.periods.closing import closing_overview
from service.actions.periods.lifecycle import close_period, correct_period
from service.actions.periods.publication import publish_edition
from service.domain.consolidation.closing import ClosingCheck
from service.domain.errors import ConflictError, message
from service.domain.reporting.period import VIETNAM
from service.web.auth.access import (
    HOME_AFFAIRS_AND_ADMIN,
    HOME_AFFAIRS_LEADERS,
    PROVINCE,
    allow,
)
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.closing_questions import board_filter, closing_question
from service.web.ui.confirmation import ask, asks, wants_edit, wants_question
from service.web.ui.i18n import _
from service.web.ui.typed_form import TypedForm

pages = Blueprint("closing", __name__, url_prefix="/ky/<period>/khoa-ky")
Page = str | Response | tuple[str, int]
DECIDERS = HOME_AFFAIRS_AND_ADMIN | HOME_AFFAIRS_LEADERS


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """The period as it stands before its closing, and after."""
    return _page(period)


@pages.post("/bo-qua")
@allow(HOME_AFFAIRS_AND_ADMIN)
def waive(period: str) -> Page:
    """Say why a check need not be clear."""
    return _decide(
        period,
        _("Đã ghi lý do bỏ qua."),
        lambda: closing.waive_check(context(), caller(), period, _check(), fields.parse_text("reason"), _token()),
    )


@pages.post("/thoi-bo-qua")
@allow(HOME_AFFAIRS_AND_ADMIN)
def end_waiver(period: str) -> Page:
    """Ask for it to be clear after all."""
    return _decide(
        period, _("Đã thôi bỏ qua."), lambda: closing.end_waiver(context(), caller(), period, _check(), _token())
    )


@pages.post("/viec")
@allow(DECIDERS)
def tick(period: str) -> Page:
    """Say that a task is done, or that it is not."""
    is_done = request.form.get("done") == "1"
    return _decide(
        period,
        _("Đã đánh dấu việc đã xong.") if is_done else _("Đã bỏ đánh dấu."),
        lambda: closing.tick_task(context(), caller(), period, fields.parse_text("task"), is_done=is_done),
    )


@pages.post("/trinh")
@allow(HOME_AFFAIRS_AND_ADMIN)
def request_approval(period: str) -> Page:
    """Put it before the leader."""
    return _decide(
        period,
        _("Đã trình lãnh đạo Sở Nội vụ."),
        lambda: closing.request_closing(context(), caller(), period, fields.parse_text("reason"), _token()),
    )


@pages.post("/rut-lai")
@allow(HOME_AFFAIRS_AND_ADMIN)
def withdraw(period: str) -> Page:
    """Take it back from the leader."""
    return _decide(
        period, _("Đã rút lại bản trình."), lambda: closing.withdraw_closing(context(), caller(), period, _token())
    )


@pages.post("/duyet")
@allow(HOME_AFFAIRS_LEADERS)
@asks(lambda: _("Duyệt như tình trạng đang hiện ở trang? Sau đó chuyên viên được khóa kỳ hoặc lập ấn bản điều chỉnh."))
def approve(period: str) -> Page:
    """The leader agrees."""
    return _decide(period, _("Đã duyệt."), lambda: closing.approve_closing(context(), caller(), period, _token()))


@pages.post("/tra-lai")
@allow(HOME_AFFAIRS_LEADERS)
def send_back(period: str) -> Page:
    """The leader says what has to be done before."""
    return _decide(
        period,
        _("Đã trả lại chuyên viên kèm ý kiến."),
        lambda: closing.send_closing_back(context(), caller(), period, fields.parse_text("remarks"), _token()),
    )


@pages.post("/khoa")
@allow(HOME_AFFAIRS_AND_ADMIN)
def close(period: str) -> Page:
    """Close it, once it was asked whether."""
    if wants_question():
        return ask(closing_question(period))
    return _decide(period, _("Đã khóa kỳ báo cáo."), _close(period))


@pages.post("/dieu-chinh")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(lambda: _("Lập ấn bản điều chỉnh? Ấn bản mới thay ấn bản trước ở mọi nơi; ấn bản trước vẫn được giữ."))
def correct(period: str) -> Page:
    """Make the next edition of a closed period."""
    reason = fields.parse_text("reason")
    return _decide(
        period,
        _("Đã lập ấn bản điều chỉnh."),
        lambda: correct_period(context(), period, caller(), reason, _seen(), token=_token()),
    )


@pages.post("/cong-bo")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(
    lambda: _(
        "Công bố ấn bản? Mọi đơn vị được báo, xem được số liệu toàn tỉnh và thứ hạng của mình; không thu hồi được."
    )
)
def publish(period: str) -> Page:
    """Let the units see the newest edition."""
    number = request.form.get("number", 0, type=int)
    return _decide(
        period, _("Đã công bố cho các đơn vị."), lambda: publish_edition(context(), period, number, caller())
    )


def _close(period: str) -> Callable[[], None]:
    return lambda: close_period(context(), period, caller(), _seen(), token=_token())


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _token() -> str:
    return request.form.get("state", "")


def _check() -> ClosingCheck:
    given = request.form.get("check", "")
    found = next((check for check in ClosingCheck if check.value == given), None)
    if found is None:
        raise ConflictError(message("Không có mục kiểm tra này."))
    return found


def _decide(period: str, said: str, decision: Callable[[], object]) -> Page:
    """Do it; what will not do is said on the page, with all that was typed and with what stands now."""
    if wants_edit():
        return _page(period)
    try:
        decision()
    except ConflictError as error:
        return _page(period, error), 409
    flash(said, "success")
    return redirect(url_for(".show", period=period))


def _page(period: str, error: ConflictError | None = None) -> str:
    item = closing_overview(context(), period)
    form = str(request.endpoint).partition(".")[2]
    return render_template(
        "province/closing.html", item=item, typed=TypedForm(form, request.form, error), board_filter=board_filter,
        pending=None if item.closed_at is None else list_editions(context(), period).pending,
        may_decide=caller().role in HOME_AFFAIRS_AND_ADMIN, may_approve=caller().role in HOME_AFFAIRS_LEADERS,
        role=caller().role, today=context().clock.now().astimezone(VIETNAM).date(),
    )  # fmt: skip
