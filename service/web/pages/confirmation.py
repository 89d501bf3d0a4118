"""The page on which a person confirms what was read from a report in words."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.confirmation import (
    PASTED,
    Confirmation,
    bring_report,
    drop_reading,
    keep_choices,
    open_confirmation,
    take_confirmed,
)
from service.domain.errors import ConflictError, NotFoundError, TonghopError, UnreadableError
from service.domain.reading.proposal import Choices
from service.web.api.requests import sent_file
from service.web.auth.access import UNITS, allow
from service.web.auth.bodies import Body, takes
from service.web.errors import status_of
from service.web.pages.files import BringPart, bring_page
from service.web.pages.form import clashes_page
from service.web.request_context import caller, context, own_agency
from service.web.ui.confirmation_form import picked, sent_choices
from service.web.ui.i18n import _, translate
from service.web.ui.marked_report import anchor_of, field_anchor, marked_report

pages = Blueprint("confirmation", __name__, url_prefix="/bao-cao/<period>/van-ban")
Answer = str | Response | tuple[str, int]


@pages.get("")
@allow(UNITS)
def show(period: str) -> Answer:
    """The report beside the form's figures; where nothing waits, the place where a report is brought."""
    try:
        return _page(open_confirmation(context(), caller(), period, own_agency()))
    except NotFoundError:
        return redirect(url_for("files.show", period=period, _anchor="van-ban"))


@pages.post("")
@allow(UNITS)
@takes(Body.FILE)
def bring(period: str) -> Answer:
    """Read the file or the pasted text."""
    try:
        bring_report(context(), caller(), period, own_agency(), *_sent())
    except TonghopError as error:
        return bring_page(period, error, BringPart.WORDS), status_of(error)
    return redirect(url_for(".show", period=period))


@pages.post("/xac-nhan")
@allow(UNITS)
def decide(period: str) -> Answer:
    """Keep the choices; write what is confirmed into the draft where that is asked for."""
    try:
        confirmation = open_confirmation(context(), caller(), period, own_agency())
    except NotFoundError as error:
        flash(translate(error.said), "error")
        return redirect(url_for("form.show", period=period))
    try:
        return _decided(confirmation, request.form.get("what", ""))
    except (ConflictError, UnreadableError) as error:
        return _page(confirmation, error), status_of(error)


@pages.post("/bo")
@allow(UNITS)
def drop(period: str) -> Response:
    """Let the reading go."""
    drop_reading(context(), caller(), period, own_agency())
    flash(_("Đã bỏ báo cáo, tệp chờ xác nhận; bản nháp không thay đổi."), "success")
    return redirect(url_for("files.show", period=period, _anchor="van-ban"))


def _sent() -> tuple[str, bytes]:
    """Name and bytes of the file, or of the text that was pasted instead of one."""
    text = request.form.get("text", "").strip()
    if text and not any(file.filename for file in request.files.getlist("file")):
        return PASTED, text.encode()
    return sent_file()


def _decided(confirmation: Confirmation, what: str) -> Answer:
    choices, number = sent_choices(request.form, confirmation), request.form.get("reading", -1, type=int)
    if what == "accept":
        choices = confirmation.with_sure(choices)
    keep_choices(context(), caller(), number, choices)
    if what == "take":
        return _taken(confirmation, choices)
    period = confirmation.form_state.terms.period.code
    return Response(status=204) if what == "save" else redirect(url_for(".show", period=period, _anchor="so-lieu"))


def _taken(confirmation: Confirmation, choices: Choices) -> Answer:
    seen, period = request.form.get("version", 0, type=int), confirmation.form_state.terms.period.code
    taken = take_confirmed(context(), caller(), confirmation, choices, seen, is_own="own" in request.form)
    if taken.saved.clashes:
        return clashes_page(period, taken.saved), 409
    said = _("Đã đưa vào biểu mẫu từ báo cáo: %(figures)s số liệu, %(texts)s mục nội dung.",
             figures=taken.figures, texts=taken.texts)  # fmt: skip
    if confirmation.proposal.export:
        said = _("Đã đưa vào biểu mẫu từ tệp một cửa: %(figures)s số liệu; các cột được nhớ cho lần sau.",
                 figures=taken.figures)  # fmt: skip
    if taken.undecided:
        said += " " + _("%(count)s số liệu chưa xác nhận nên không được lấy.", count=taken.undecided)
    flash(said, "success")
    return redirect(url_for("review.show", period=period))


def _page(confirmation: Confirmation, error: TonghopError | None = None) -> str:
    return render_template(
        "files/confirm.html",
        found=confirmation,
        form_state=confirmation.form_state,
        period=confirmation.form_state.terms.period,
        report=marked_report(confirmation.proposal),
        sections=confirmation.form_state.terms.template.section_by_code,
        anchor_of=anchor_of,
        field_anchor=field_anchor,
        picked=picked,
        error=error,
    )
