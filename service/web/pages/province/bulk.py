"""Many selected units at once: a preview first, then the deed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.board import found_agencies
from service.actions.review.bulk import BulkAction, Plan, apply_plan, plan
from service.domain.errors import ConflictError, message
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.pages.province.filters import wanted_agencies
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.i18n import _, translate

pages = Blueprint("bulk", __name__, url_prefix="/ky/<period>/hang-loat")
SEEN = "seen."
Page = str | Response | tuple[str, int]


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def preview(period: str) -> str:
    """What would be done, and to whom; nothing is done yet."""
    return _page(period, _plan(period))


@pages.post("/lam")
@allow(HOME_AFFAIRS_AND_ADMIN)
def carry(period: str) -> Page:
    """Apply the action; an error is shown on the preview with everything typed."""
    planned = _plan(period)
    seen = {key.removeprefix(SEEN): text for key, text in request.form.items() if key.startswith(SEEN)}
    try:
        due_at = fields.parse_datetime("due_at", _("Hạn mới")) if planned.decision is BulkAction.EXTEND else None
        count = apply_plan(context(), caller(), period, planned, fields.parse_text("text"), due_at, seen)
    except ConflictError as error:
        return _page(period, planned, translate(error.said)), 409
    flash(_done(planned.decision, count), "success")
    return redirect(url_for("board.show", period=period))


def _done(decision: BulkAction, count: int) -> str:
    if decision is BulkAction.RETURN:
        return _("Đã trả lại báo cáo của %(count)s đơn vị.", count=count)
    if decision is BulkAction.EXTEND:
        return _("Đã gia hạn cho %(count)s đơn vị.", count=count)
    return _("Đã lập thư nhắc cho %(count)s đơn vị; tình hình gửi ở trang Nhắc nộp.", count=count)


def _page(period: str, planned: Plan, error: str = "") -> str:
    return render_template(
        "province/bulk.html", period=period, plan=planned, text=fields.parse_text("text"), error=error,
        due_at=fields.parse_text("due_at"),
    )  # fmt: skip


def _plan(period: str) -> Plan:
    selected = _selected(period)
    if not selected:
        raise ConflictError(message("Chọn ít nhất một đơn vị trên bảng theo dõi."))
    decision = next((decision for decision in BulkAction if decision.value == request.form.get("deed")), None)
    if decision is None:
        raise ConflictError(message("Chọn việc cần làm: trả lại, nhắc nộp hoặc gia hạn."))
    return plan(context(), period, decision, selected, fields.parse_text("text"))


def _selected(period: str) -> list[str]:
    """The units that were ticked, or all that the board's filters find on whatever page."""
    if request.form.get("every") == "1":
        return list(found_agencies(context(), period, wanted_agencies(request.form)))
    return request.form.getlist("unit")
