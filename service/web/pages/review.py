"""The report as the leader reads it, and handing it in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.drafts import hand_in, open_draft, send_to_leader
from service.domain.errors import ConflictError
from service.web.auth.access import UNITS, allow
from service.web.request_context import caller, context, own_unit
from service.web.ui import report_form as form_view
from service.web.ui.i18n import _, say
from service.web.ui.time_left import time_left

pages = Blueprint("review", __name__, url_prefix="/bao-cao/<period>/xem-lai")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(UNITS)
def show(period: str) -> str:
    """The whole report on one page, with all findings."""
    return _page(period)


@pages.post("/trinh")
@allow(UNITS)
def send(period: str) -> Page:
    """Send the report to the leader for approval."""
    try:
        send_to_leader(context(), caller(), period, own_unit(), request.form.get("version", type=int))
    except ConflictError as error:
        return _page(period, say(error.said)), 409
    flash(_("Đã trình. Chờ lãnh đạo đơn vị duyệt và nộp."), "success")
    return redirect(url_for("reports.mine"))


@pages.post("/nop")
@allow(UNITS)
def submit(period: str) -> Page:
    """Submit the report; a second press returns the first receipt."""
    version = request.form.get("version", -1, type=int)
    try:
        receipt = hand_in(context(), caller(), period, own_unit(), version)
    except ConflictError as error:
        return _page(period, say(error.said)), 409
    return redirect(url_for("reports.receipt", submission=receipt.submission))


def _page(period: str, error: str = "") -> str:
    desk = open_draft(context(), caller(), period, own_unit())
    return render_template(
        "form/review.html",
        desk=desk,
        blocks=form_view.blocks(desk),
        place_of=form_view.mending_place,
        may_file=desk.may_file(caller().role),
        left=time_left(desk.terms.due, context().clock.now()),
        error=error,
    )
