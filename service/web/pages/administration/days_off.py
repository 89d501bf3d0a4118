"""Free days: the country's holidays, days off that the province adds, and days on which it makes up for them."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.working_days import add_free_day, free_days, remove_free_day
from service.domain.errors import ConflictError, EntryError, message
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import asks
from service.web.ui.i18n import _, language
from service.web.ui.typed_form import TypedForm

pages = Blueprint("days_off", __name__, url_prefix="/quan-tri/ngay-nghi")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def show() -> str:
    """This year and the next."""
    return _page()


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def add() -> Page:
    """Add a day off, or one that is worked; what will not do is said beside its field, with all that was typed."""
    is_worked = request.form.get("is_worked") == "1"
    try:
        add_free_day(context(), caller(), _day(), fields.parse_text("name"), is_worked=is_worked)
    except ConflictError as error:
        return _page(error), 409
    flash(_("Đã đặt ngày làm bù.") if is_worked else _("Đã đặt ngày nghỉ."), "success")
    return redirect(url_for("days_off.show"))


def _page(error: ConflictError | None = None) -> str:
    return render_template(
        "administration/days_off.html", years=free_days(context(), language()),
        typed=TypedForm(str(request.endpoint), request.form, error),
    )  # fmt: skip


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
        raise EntryError("day", message("Cần ghi ngày, ví dụ 03/02/2026."))
    return day
