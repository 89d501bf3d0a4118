"""Free days: the country's holidays, days off that the province adds, and days on which it makes up for them."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.working_days import add_free_day, free_days, remove_free_day
from service.domain.errors import ConflictError, message
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import asks
from service.web.ui.i18n import _, language

pages = Blueprint("days_off", __name__, url_prefix="/quan-tri/ngay-nghi")


@pages.get("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def show() -> str:
    """This year and the next."""
    return render_template("administration/days_off.html", years=free_days(context(), language()))


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def add() -> Response:
    """Add a day off, or one that is worked."""
    is_worked = request.form.get("is_worked") == "1"
    add_free_day(context(), caller(), _day(), fields.parse_text("name"), is_worked=is_worked)
    flash(_("Đã đặt ngày làm bù.") if is_worked else _("Đã đặt ngày nghỉ."), "success")
    return redirect(url_for("days_off.show"))


@pages.post("/xoa")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(
    lambda: _("Xóa ngày %(day)s khỏi danh sách? Thư nhắc nộp được gửi theo lịch chung.", day=fields.parse_text("day"))
)
def remove() -> Response:
    """Let the calendar count again."""
    remove_free_day(context(), caller(), _day())
    flash(_("Đã xóa ngày này khỏi danh sách."), "success")
    return redirect(url_for("days_off.show"))


def _day() -> date:
    day = fields.parse_date("day", _("Ngày"))
    if day is None:
        raise ConflictError(message("Cần ghi ngày, ví dụ 03/02/2026."))
    return day
