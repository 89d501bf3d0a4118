"""The report as the leader reads it: put before the leader, filed, or given back to the officer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.approvals import request_approval, review_draft, send_back, withdraw_request
from service.actions.intake.drafts import save_draft, submit_draft
from service.actions.intake.form_state import open_draft, require_fileable
from service.actions.intake.report_files import draft_files
from service.actions.review.remark_drafts import own_draft_remarks, save_draft_remarks
from service.domain.errors import ConflictError
from service.domain.organization.access import Role
from service.web.auth.access import LEADERS, UNITS, allow
from service.web.auth.bodies import Body, takes
from service.web.pages.form import clashes_page
from service.web.request_context import caller, context, own_agency
from service.web.ui import report_form as form_view
from service.web.ui.conditional import unless_the_same
from service.web.ui.confirmation import asks
from service.web.ui.form_data import remark_fields, remarks_of, typed_changes, written_remarks
from service.web.ui.form_words import previous_head
from service.web.ui.hand_over import hand_over
from service.web.ui.i18n import _, translate
from service.web.ui.time_left import time_owed

pages = Blueprint("review", __name__, url_prefix="/bao-cao/<period>/xem-lai")
Page = str | Response | tuple[str, int]


def shows_conflicts(view: Callable[..., Page]) -> Callable[..., Page]:
    """Where somebody else was faster, the view shows the report as it is now, with what happened."""

    @wraps(view)
    def shown(period: str) -> Page:
        try:
            return view(period)
        except ConflictError as error:
            return _page(period, translate(error.said)), 409

    return shown


@pages.get("")
@allow(UNITS)
def show(period: str) -> str:
    """The whole report on one page, with all findings."""
    return _page(period)


@pages.get("/tinh-trang")
@allow(UNITS)
def state(period: str) -> Response:
    """Where the report stands between officer and leader, for the form that is open."""
    form_state = open_draft(context(), caller(), period, own_agency())
    shown = render_template("form/hand_over_live.html", sentences=hand_over(form_state), form_state=form_state)
    return unless_the_same(shown)


@pages.post("/giai-trinh")
@allow(UNITS)
@takes(Body.REPORT)
def explain(period: str) -> Page:
    """Keep what the unit says to its warnings, beside which it is written."""
    form_state = open_draft(context(), caller(), period, own_agency())
    changes = typed_changes(request.form, form_state.draft, form_state.terms.template.tables)
    saved = save_draft(context(), caller(), period, own_agency(), changes)
    if saved.clashes:
        return clashes_page(period, saved), 409
    flash(_("Đã lưu giải trình."), "success")
    return redirect(url_for(".show", period=period))


@pages.post("/trinh")
@allow(UNITS)
@shows_conflicts
def send(period: str) -> Page:
    """Send the report to the leader for approval."""
    if request_approval(context(), caller(), period, own_agency(), request.form.get("version", type=int)):
        flash(_("Đã trình. Chờ lãnh đạo đơn vị duyệt và nộp; lãnh đạo đã được báo."), "success")
    else:
        flash(
            _("Đã trình, nhưng đơn vị chưa có tài khoản lãnh đạo nên chưa ai được báo: liên hệ Sở Nội vụ."), "warning"
        )
    return redirect(url_for("reports.mine"))


@pages.post("/rut-lai")
@allow(UNITS)
def withdraw(period: str) -> Page:
    """Take it back from the leader."""
    withdraw_request(context(), caller(), period, own_agency())
    flash(_("Đã rút lại bản trình; lãnh đạo đã được báo."), "success")
    return redirect(url_for(".show", period=period))


@pages.get("/tra-lai")
@allow(LEADERS)
def send_back_form(period: str) -> str:
    """Room for the leader's remarks beside each figure and section."""
    return _remarking(period)


@pages.post("/tra-lai/y-kien")
@allow(LEADERS)
def keep(period: str) -> Page:
    """Keep the leader's remarks as far as they are written: for the page's script, or by its button without scripts."""
    save_draft_remarks(context(), caller(), period, own_agency(), written_remarks(request.form))
    if request.form.get("what") == "script":
        return "", 204
    flash(_("Đã lưu ý kiến; cán bộ chưa thấy cho đến khi trả lại."), "success")
    return redirect(url_for(".send_back_form", period=period))


@pages.post("/tra-lai")
@allow(LEADERS)
def give_back(period: str) -> Page:
    """Give it back to the officer with remarks."""
    reason = request.form.get("reason", "")
    try:
        send_back(context(), caller(), period, own_agency(), _version(), reason, remarks_of(request.form))
    except ConflictError as error:
        return _remarking(period, translate(error.said)), 409
    flash(_("Đã trả lại; cán bộ được báo và thấy ý kiến ngay trong biểu mẫu."), "success")
    return redirect(url_for("reports.mine"))


def _question() -> str:
    """What is asked before filing, which must still be possible."""
    form_state = require_fileable(context(), caller(), (request.view_args or {})["period"], own_agency(), _version())
    return _(
        "Nộp báo cáo %(period)s của %(unit)s cho Sở Nội vụ, đúng nội dung vừa xem? Sau khi nộp, muốn sửa thì nộp lại.",
        period=form_state.terms.period.title,
        unit=form_state.agency.name,
    )


@pages.post("/nop")
@allow(UNITS)
@shows_conflicts
@asks(_question)
def submit(period: str) -> Page:
    """Submit the report; a second press returns the first receipt."""
    receipt = submit_draft(context(), caller(), period, own_agency(), _version())
    return redirect(url_for("reports.receipt", submission=receipt.submission))


def _version() -> int:
    """The version of the draft that the page showed."""
    return request.form.get("version", -1, type=int)


def _page(period: str, error: str = "") -> str:
    review = review_draft(context(), caller(), period, own_agency())
    form_state = review.form_state
    return render_template(
        "form/review.html",
        review=review,
        form_state=form_state,
        blocks=form_view.blocks(form_state),
        hand_over=hand_over(form_state),
        place_of=form_view.correction_place,
        explanation_path=form_view.explanation_path,
        may_file=form_state.may_file(caller().role),
        is_leader=caller().role is Role.LEADER,
        left=time_owed(form_state, context().clock.now()),
        error=error,
        previous_head=previous_head,
        files=draft_files(context(), caller(), period, own_agency()),
    )


def _remarking(period: str, error: str = "") -> str:
    """The page for remarks, with what went wrong and all that was typed."""
    form_state = open_draft(context(), caller(), period, own_agency())
    shown = form_view.blocks(form_state)
    return render_template(
        "form/send_back.html",
        form_state=form_state,
        blocks=shown,
        error=error,
        typed={**remark_fields(own_draft_remarks(context(), caller(), period, own_agency())), **request.form},
        previous_head=previous_head,
    )
