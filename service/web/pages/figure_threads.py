"""What Home Affairs and an agency say about one figure: one page for both sides."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.review.figure_threads import figure_thread, say_about_figure
from service.domain.errors import ConflictError
from service.domain.reporting.figure_thread import ThreadStep
from service.web.auth.access import EVERYONE, HOME_AFFAIRS_AND_ADMIN, UNITS, allow
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.i18n import _
from service.web.ui.typed_form import TypedForm

pages = Blueprint("figure_threads", __name__, url_prefix="/hoi-dap/<period>/<agency>/<code>")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(EVERYONE)
def show(period: str, agency: str, code: str) -> str:
    """All that was said, and the form for whoever may say something."""
    return _page(period, agency, code)


@pages.post("/hoi")
@allow(HOME_AFFAIRS_AND_ADMIN)
def ask(period: str, agency: str, code: str) -> Page:
    """Ask, or ask again."""
    return _say(period, agency, code, ThreadStep.ASKED, _("Đã gửi câu hỏi; đơn vị đã được báo."))


@pages.post("/xong")
@allow(HOME_AFFAIRS_AND_ADMIN)
def settle(period: str, agency: str, code: str) -> Page:
    """Mark it done."""
    return _say(period, agency, code, ThreadStep.DONE, _("Đã đánh dấu xong; đơn vị đã được báo."))


@pages.post("/tra-loi")
@allow(UNITS)
def answer(period: str, agency: str, code: str) -> Page:
    """Answer as the agency."""
    return _say(period, agency, code, ThreadStep.ANSWERED, _("Đã gửi trả lời; Sở Nội vụ đã được báo."))


def _say(period: str, agency: str, code: str, step: ThreadStep, said: str) -> Page:
    """Say it; what will not do is told on the page with all that was typed."""
    text, seen = fields.parse_text("text"), request.form.get("seen", type=int)
    try:
        say_about_figure(context(), caller(), period, agency, code, step, text, seen)
    except ConflictError as error:
        return _page(period, agency, code, error), 409
    flash(said, "success")
    return redirect(url_for(".show", period=period, agency=agency, code=code))


def _page(period: str, agency: str, code: str, error: ConflictError | None = None) -> str:
    found = figure_thread(context(), caller(), period, agency, code)
    return render_template(
        "figure_thread.html", found=found, typed=TypedForm("say", request.form, error), is_unit=caller().role.has_unit,
        may_ask=caller().role in HOME_AFFAIRS_AND_ADMIN,
    )  # fmt: skip
