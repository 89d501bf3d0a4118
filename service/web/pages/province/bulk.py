"""Many selected units at once: a preview first, then the deed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.board import found_units
from service.actions.review.bulk import Deed, Plan, carry_out, plan
from service.domain.errors import ConflictError, message
from service.web.auth.access import PERIOD_KEEPERS, allow
from service.web.pages.province.filters import wanted_units
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.i18n import _, say

pages = Blueprint("bulk", __name__, url_prefix="/ky/<period>/hang-loat")
SEEN = "seen."
Page = str | Response | tuple[str, int]


@pages.post("")
@allow(PERIOD_KEEPERS)
def preview(period: str) -> str:
    """What would be done, and to whom; nothing is done yet."""
    return _page(period, _plan(period))


@pages.post("/lam")
@allow(PERIOD_KEEPERS)
def carry(period: str) -> Page:
    """Apply the action; an error is shown on the preview with everything typed."""
    planned = _plan(period)
    seen = {key.removeprefix(SEEN): text for key, text in request.form.items() if key.startswith(SEEN)}
    try:
        due_at = fields.moment("due_at", _("Hạn mới")) if planned.deed is Deed.EXTEND else None
        count = carry_out(context(), caller(), period, planned, fields.text("text"), due_at, seen)
    except ConflictError as error:
        return _page(period, planned, say(error.said)), 409
    flash(_done(planned.deed, count), "success")
    return redirect(url_for("board.show", period=period))


def _done(deed: Deed, count: int) -> str:
    if deed is Deed.RETURN:
        return _("Đã trả lại báo cáo của %(count)s đơn vị.", count=count)
    if deed is Deed.EXTEND:
        return _("Đã gia hạn cho %(count)s đơn vị.", count=count)
    return _("Đã lập thư nhắc cho %(count)s đơn vị; tình hình gửi ở trang Nhắc nộp.", count=count)


def _page(period: str, planned: Plan, error: str = "") -> str:
    return render_template(
        "province/bulk.html", period=period, plan=planned, text=fields.text("text"), error=error,
        due_at=fields.text("due_at"),
    )  # fmt: skip


def _plan(period: str) -> Plan:
    selected = _selected(period)
    if not selected:
        raise ConflictError(message("Chọn ít nhất một đơn vị trên bảng theo dõi."))
    deed = next((deed for deed in Deed if deed.value == request.form.get("deed")), None)
    if deed is None:
        raise ConflictError(message("Chọn việc cần làm: trả lại, nhắc nộp hoặc gia hạn."))
    return plan(context(), period, deed, selected, fields.text("text"))


def _selected(period: str) -> list[str]:
    """The units that were ticked, or all that the board's filters find on whatever page."""
    if request.form.get("every") == "1":
        return list(found_units(context(), period, wanted_units(request.form)))
    return request.form.getlist("unit")
