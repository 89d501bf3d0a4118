"""Many selected units at once: a preview first, then the deed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.board import found_agencies
from service.actions.periods.deadline_effects import DeadlineEffects, effects_of_extension, effects_of_withdrawal
from service.actions.review.bulk import BulkAction, Plan, apply_plan, plan, require_applicable
from service.actions.review.claims import reviewers
from service.domain.errors import ConflictError, message
from service.domain.reminders.working_time import CLOSES
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.pages.province.board import board_page
from service.web.pages.province.filters import given_filters, wanted_agencies
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.deadline_questions import effect_lines
from service.web.ui.i18n import _, translate
from service.web.ui.typed_form import TypedForm

pages = Blueprint("bulk", __name__, url_prefix="/ky/<period>/hang-loat")
SEEN, SURE, BACK, FORM = "seen.", "sure", "back", "bulk"
Page = str | Response | tuple[str, int]


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def preview(period: str) -> Page:
    """What would be done, and to whom; nothing is done yet."""
    if request.form.get("deed") == BACK:
        return board_page(period, request.form)
    try:
        return _page(period, _plan(period))
    except ConflictError as error:
        return board_page(period, request.form, translate(error.said)), 409


@pages.post("/lam")
@allow(HOME_AFFAIRS_AND_ADMIN)
def carry(period: str) -> Page:
    """Apply the action; an error, or a question, is shown on the preview with everything typed."""
    try:
        planned = _plan(period)
    except ConflictError as error:
        return board_page(period, request.form, translate(error.said)), 409
    try:
        return _carried(period, planned)
    except ConflictError as error:
        return _page(period, planned, error), 409


def _carried(period: str, planned: Plan) -> Page:
    seen = {key.removeprefix(SEEN): text for key, text in request.form.items() if key.startswith(SEEN)}
    due_at = fields.parse_datetime("due_at", _("Hạn mới")) if planned.decision is BulkAction.EXTEND else None
    account = request.form.get("account", type=int)
    require_applicable(context(), period, planned, fields.parse_text("text"), due_at, seen, account)
    effects = _effects(period, planned, due_at)
    if effects is not None and effects.is_doubtful and request.form.get(SURE) != _sure(due_at):
        return _page(period, planned, asked=tuple(effect_lines(effects)), sure=_sure(due_at))
    count = apply_plan(context(), caller(), period, planned, fields.parse_text("text"), due_at, seen, account)
    flash(_done(planned.decision, count), "success")
    kept: dict[str, Any] = dict(given_filters(request.form))
    return redirect(url_for("board.show", period=period, **kept))


def _effects(period: str, planned: Plan, due_at: datetime | None) -> DeadlineEffects | None:
    """What a deadline, or one less, would do to these units; None where the deed is about none."""
    units = {unit.row.agency.code for unit in planned.reached}
    if planned.decision is BulkAction.WITHDRAW:
        return effects_of_withdrawal(context(), period, units)
    return None if due_at is None else effects_of_extension(context(), period, units, due_at)


def _sure(due_at: datetime | None) -> str:
    """What the question was about: another moment is asked about anew."""
    return "withdraw" if due_at is None else due_at.isoformat()


def _done(decision: BulkAction, count: int) -> str:
    if decision is BulkAction.CLAIM:
        return _("Đồng chí đã nhận xem xét báo cáo của %(count)s đơn vị.", count=count)
    if decision is BulkAction.ASSIGN:
        return _("Đã giao xem xét báo cáo của %(count)s đơn vị và báo cho người được giao.", count=count)
    if decision is BulkAction.RELEASE:
        return _("Đã thôi nhận xem xét báo cáo của %(count)s đơn vị.", count=count)
    if decision is BulkAction.RETURN:
        return _("Đã trả lại báo cáo của %(count)s đơn vị.", count=count)
    if decision is BulkAction.ACCEPT:
        return _("Đã tiếp nhận báo cáo của %(count)s đơn vị.", count=count)
    if decision is BulkAction.WITHDRAW:
        return _("Đã thu hồi gia hạn của %(count)s đơn vị.", count=count)
    if decision is BulkAction.EXTEND:
        return _("Đã gia hạn cho %(count)s đơn vị.", count=count)
    return _("Đã lập thư nhắc cho %(count)s đơn vị; tình hình gửi ở trang Nhắc nộp.", count=count)


def _page(
    period: str, planned: Plan, error: ConflictError | None = None, asked: tuple[str, ...] = (), sure: str = ""
) -> str:
    return render_template(
        "province/bulk.html", period=period, plan=planned, typed=TypedForm(FORM, request.form, error), asked=asked,
        reviewers=reviewers(context()) if planned.decision is BulkAction.ASSIGN else (), sure=sure,
        given=given_filters(request.form), every=request.form.get("every") == "1", closes=CLOSES,
    )  # fmt: skip


def _plan(period: str) -> Plan:
    selected = _selected(period)
    if not selected:
        raise ConflictError(message("Chọn ít nhất một đơn vị trên bảng theo dõi."))
    decision = next((decision for decision in BulkAction if decision.value == request.form.get("deed")), None)
    if decision is None:
        raise ConflictError(message("Chọn việc cần làm bằng một nút dưới bảng: nhắc nộp, gia hạn, tiếp nhận, xem xét…"))
    return plan(context(), period, decision, selected, fields.parse_text("text"), caller().account)


def _selected(period: str) -> list[str]:
    """The units that were ticked, or all that the board's filters find on whatever page."""
    if request.form.get("every") == "1":
        return list(found_agencies(context(), period, wanted_agencies(request.form, caller().account)))
    return request.form.getlist("unit")
