"""People in bulk: a list from a file, looked at before anything is written, and the agencies that have nobody."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.organization.import_accounts import import_accounts, make_account_form, plan_accounts
from service.actions.organization.people import agencies_without_people
from service.domain.errors import ConflictError, TonghopError, UnreadableError
from service.domain.organization.account_list import Outcome
from service.web.auth.access import ADMINS, allow
from service.web.auth.bodies import Body, takes
from service.web.media_types import XLSX
from service.web.request_context import caller, context
from service.web.ui.downloads import download
from service.web.ui.i18n import _, translate
from service.web.ui.letter_words import invitation_words

pages = Blueprint("people_list", __name__, url_prefix="/quan-tri/nguoi-dung/danh-sach")
FORM_NAME = "nguoi-dung.xlsx"
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(ADMINS)
def show() -> str:
    """Where a list is handed over."""
    return render_template("administration/people_list.html", text="", problem="")


@pages.get("/mau.xlsx")
@allow(ADMINS)
def form() -> Response:
    """The workbook to fill in."""
    return download(make_account_form(context()), XLSX, FORM_NAME)


@pages.get("/don-vi-chua-co-nguoi")
@allow(ADMINS)
def missing() -> str:
    """The agencies that have nobody."""
    return render_template("administration/people_missing.html", agencies=agencies_without_people(context()))


@pages.post("")
@allow(ADMINS)
@takes(Body.FILE)
def preview() -> Page:
    """What the list would do; nothing is done yet."""
    return _preview(_handed())


@pages.post("/ghi")
@allow(ADMINS)
@takes(Body.FILE)
def carry() -> Page:
    """Do what was looked at; where it would be something else by now, that is shown first."""
    raw, invites = _handed(), request.form.get("invites") == "1"
    try:
        done = import_accounts(context(), caller(), raw, invites=invites, seen=request.form.get("seen", ""))
    except (ConflictError, UnreadableError) as error:
        return _preview(raw, translate(error.said))
    counts = {outcome.value: len(done.with_outcome(outcome)) for outcome in Outcome}
    flash(_("Đã thêm %(new)s người, thay đổi %(changed)s, giữ nguyên %(unchanged)s.", **counts), "success")
    if invites and done.invited:
        flash(invitation_words(len(done.invited)), "success")
    return redirect(url_for("people.show"))


def _handed() -> bytes:
    """The list as a file, or as the text of the preview."""
    file = request.files.get("file")
    return file.read() if file is not None and file.filename else request.form.get("text", "").encode()


def _preview(raw: bytes, problem: str = "") -> Page:
    try:
        plan = plan_accounts(context(), raw)
    except TonghopError as error:
        text = request.form.get("text", "")
        return render_template("administration/people_list.html", text=text, problem=translate(error.said)), 422
    page = render_template(
        "administration/people_plan.html", plan=plan, outcomes=list(Outcome), problem=problem,
        invites=request.form.get("invites", "1") == "1", has_server=bool(context().settings.smtp_url),
    )  # fmt: skip
    return (page, 422) if plan.problems or problem else page
