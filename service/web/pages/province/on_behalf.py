"""Filing for a unit: a file is looked at, held against what counts, and filed with a reason and what proves it."""

from __future__ import annotations

import base64
import binascii

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.on_behalf import file_for_unit, form_for_unit, preview_for_unit
from service.actions.intake.report_files import EVIDENCE
from service.actions.intake.submit import SubmissionRequest
from service.domain.errors import TonghopError, UnreadableError, message
from service.readers.formats import FORMATS
from service.web.api.requests import handed, sent_evidence
from service.web.auth.access import HOME_AFFAIRS, allow
from service.web.auth.bodies import Body, takes
from service.web.errors import status_of
from service.web.media_types import XLSX
from service.web.request_context import caller, context
from service.web.ui.downloads import download
from service.web.ui.i18n import _
from service.web.ui.typed_form import TypedForm

pages = Blueprint("on_behalf", __name__, url_prefix="/ky/<period>/nop-thay/<agency>")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(HOME_AFFAIRS)
def show(period: str, agency: str) -> str:
    """What stands of the unit, and where a file is chosen."""
    return _page(period, agency)


@pages.get("/bieu-mau.xlsx")
@allow(HOME_AFFAIRS)
def blank(period: str, agency: str) -> Response:
    """The unit's Excel form, to be filled in for it."""
    return download(make_blank_form(context(), period, agency), XLSX, f"bieu-mau-{period}-{agency}.xlsx")


@pages.post("")
@allow(HOME_AFFAIRS)
@takes(Body.FILE)
def look(period: str, agency: str) -> Page:
    """What the file says and what it would stand in place of; nothing is filed."""
    try:
        return _preview(handed(period, agency))
    except TonghopError as error:
        return _page(period, agency, error), status_of(error)


@pages.post("/nop")
@allow(HOME_AFFAIRS)
@takes(Body.AGAIN)
def file(period: str, agency: str) -> Page:
    """File what was looked at; what will not do is said on the same page with the file and all that was typed."""
    try:
        filing = _looked_at(period, agency)
    except TonghopError as error:
        return _page(period, agency, error), status_of(error)
    try:
        receipt = file_for_unit(context(), caller(), filing, _evidence())
    except TonghopError as error:
        return _again(filing, error)
    flash(_("Đã nộp thay đơn vị, lần nộp %(n)s; đơn vị đã được báo.", n=receipt.revision), "success")
    return redirect(url_for("province_review.show", submission=receipt.submission))


def _looked_at(period: str, agency: str) -> SubmissionRequest:
    """The file that the page before carries along; raises UnreadableError."""
    name = request.form.get("name", "")
    intake = FORMATS.of_file(name)
    try:
        raw = base64.b64decode(request.form.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if intake is None or not raw:
        raise UnreadableError(message("Tệp đã xem trước không còn nguyên vẹn: chọn lại tệp."))
    reason, newest = request.form.get("reason", ""), request.form.get("newest", "")
    return SubmissionRequest(period, agency, intake, raw, name, reason=reason, newest=newest)


def _evidence() -> list[tuple[str, str, bytes]]:
    """The files that were chosen beside it; a field without a file is none."""
    return [item for item in sent_evidence() if item[1]]


def _again(filing: SubmissionRequest, error: TonghopError) -> Page:
    try:
        return _preview(filing, error), status_of(error)
    except TonghopError as refusal:
        return _page(filing.period, filing.agency, refusal), status_of(refusal)


def _preview(filing: SubmissionRequest, error: TonghopError | None = None) -> str:
    return render_template(
        "province/on_behalf_preview.html",
        found=preview_for_unit(context(), caller(), filing),
        name=filing.file_name,
        content=base64.b64encode(filing.raw).decode(),
        typed=TypedForm("file", request.form, error),
        evidence=",".join(EVIDENCE),
    )


def _page(period: str, agency: str, error: TonghopError | None = None) -> str:
    form_state, refusal = form_for_unit(context(), caller(), period, agency)
    return render_template(
        "province/on_behalf.html",
        form_state=form_state,
        refusal=refusal,
        error=error,
        reason=request.form.get("reason", ""),
        accepted=",".join(FORMATS.suffixes()),
    )
