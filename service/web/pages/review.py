"""The report as the leader reads it, and handing it in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.drafts import open_draft, request_approval, submit_draft
from service.actions.intake.report_files import draft_files
from service.domain.errors import ConflictError
from service.web.auth.access import UNITS, allow
from service.web.request_context import caller, context, own_agency
from service.web.ui import report_form as form_view
from service.web.ui.form_words import previous_head
from service.web.ui.i18n import _, translate
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
        request_approval(context(), caller(), period, own_agency(), request.form.get("version", type=int))
    except ConflictError as error:
        return _page(period, translate(error.said)), 409
    flash(_("Đã trình. Chờ lãnh đạo đơn vị duyệt và nộp."), "success")
    return redirect(url_for("reports.mine"))


@pages.post("/nop")
@allow(UNITS)
def submit(period: str) -> Page:
    """Submit the report; a second press returns the first receipt."""
    version = request.form.get("version", -1, type=int)
    try:
        receipt = submit_draft(context(), caller(), period, own_agency(), version)
    except ConflictError as error:
        return _page(period, translate(error.said)), 409
    return redirect(url_for("reports.receipt", submission=receipt.submission))


def _page(period: str, error: str = "") -> str:
    form_state = open_draft(context(), caller(), period, own_agency())
    return render_template(
        "form/review.html",
        form_state=form_state,
        blocks=form_view.blocks(form_state),
        place_of=form_view.correction_place,
        may_file=form_state.may_file(caller().role),
        left=time_left(form_state.terms.due, context().clock.now()),
        error=error,
        previous_head=previous_head,
        files=draft_files(context(), caller(), period, own_agency()),
    )
