"""Figures of a filing that Home Affairs adjusts: made, proven by a file, taken back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.adjustment_files import attach_adjustment_file
from service.actions.periods.administration import period_administration
from service.actions.review.adjustments import (
    adjust_figure,
    adjustments_on,
    preview_adjustment,
    withdraw_adjustment,
)
from service.actions.review.lookups import SubmissionDetail, find_submission
from service.domain.errors import TonghopError
from service.domain.reporting.adjustment import WantedAdjustment, require_adjustable, written_value
from service.domain.reporting.indicator import Aggregate
from service.web.api.requests import sent_file
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.auth.bodies import Body, takes
from service.web.errors import status_of
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.adjustment_question import adjustment_question
from service.web.ui.confirmation import ask, wants_edit, wants_question
from service.web.ui.i18n import _
from service.web.ui.typed_form import TypedForm

pages = Blueprint("adjustments", __name__, url_prefix="/duyet/<submission>/dieu-chinh")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def show(submission: str) -> str:
    """The form, and what was adjusted of the filing."""
    return _page(submission)


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def adjust(submission: str) -> Page:
    """Adjust a figure, once it was asked about with all that would follow."""
    if wants_edit():
        return _page(submission)

    def decide() -> str | None:
        found = find_submission(context(), caller(), submission)
        wanted = _wanted(found)
        if wants_question():
            preview = preview_adjustment(context(), caller(), submission, wanted)
            return ask(adjustment_question(found.agency.name, preview))
        adjust_figure(context(), caller(), submission, wanted, _seen())
        return None

    return _done(submission, decide, _("Đã điều chỉnh số liệu; đơn vị đã được báo."))


@pages.post("/<int:number>/bo")
@allow(HOME_AFFAIRS_AND_ADMIN)
def withdraw(submission: str, number: int) -> Page:
    """Take one back."""
    reason = fields.parse_text("reason")
    return _done(
        submission,
        lambda: withdraw_adjustment(context(), caller(), submission, number, reason, _seen()),
        _("Đã bỏ điều chỉnh: số liệu trở lại như đơn vị đã nộp."),
    )


@pages.post("/<int:number>/tep")
@allow(HOME_AFFAIRS_AND_ADMIN)
@takes(Body.FILE)
def attach(submission: str, number: int) -> Page:
    """Keep a file that proves it."""
    return _done(
        submission,
        lambda: attach_adjustment_file(context(), caller(), submission, number, *sent_file()),
        _("Đã kèm minh chứng."),
    )


def _done(submission: str, decide: Callable[[], str | None], said: str) -> Page:
    """Do it; what will not do is said on the page with all that was typed."""
    try:
        asked = decide()
    except TonghopError as error:
        return _page(submission, error), status_of(error)
    if asked is not None:
        return asked
    flash(said, "success")
    return redirect(url_for(".show", submission=submission))


def _wanted(found: SubmissionDetail) -> WantedAdjustment:
    """What was sent; raises EntryError."""
    indicator = require_adjustable(found.terms.template, fields.parse_text("indicator"))
    value = written_value(indicator, fields.parse_text("value"))
    until = fields.parse_datetime("until", _("Hết hiệu lực")) if fields.parse_optional("until") else None
    return WantedAdjustment(
        indicator.code, value, fields.parse_text("reference"), fields.parse_text("reason"), until
    )  # fmt: skip


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _page(submission: str, error: TonghopError | None = None) -> str:
    found = find_submission(context(), caller(), submission)
    period = period_administration(context(), found.row.period)
    form = str(request.endpoint).partition(".")[2]
    return render_template(
        "province/adjustments.html", found=found, listed=adjustments_on(context(), caller(), submission),
        indicators=[item for item in found.terms.template.indicators if item.aggregate is not Aggregate.RATIO],
        seen=period.seen, is_closed=period.closed_at is not None, typed=TypedForm(form, request.form, error),
    )  # fmt: skip
