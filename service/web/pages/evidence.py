"""Files that go with a report: attached to the draft, taken away again, and downloaded."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.adjustment_files import adjustment_file
from service.actions.intake.report_files import attach_file, detach_file, draft_file, submitted_file
from service.domain.errors import TonghopError
from service.domain.reporting.evidence import WHOLE
from service.web.api.requests import sent_file
from service.web.auth.access import EVERYONE, UNITS, allow
from service.web.auth.bodies import Body, takes
from service.web.errors import status_of
from service.web.pages.files import bring_page
from service.web.request_context import caller, context, own_agency
from service.web.ui.downloads import download, file_of_submission
from service.web.ui.i18n import _

pages = Blueprint("evidence", __name__)
_ANY = "application/octet-stream"


@pages.post("/bao-cao/<period>/tep-kem")
@allow(UNITS)
@takes(Body.FILE)
def attach(period: str) -> Response | tuple[str, int]:
    """Keep a file with the draft."""
    try:
        attach_file(context(), caller(), period, own_agency(), *sent_file(), request.form.get("about", WHOLE))
    except TonghopError as error:
        return bring_page(period, error), status_of(error)
    flash(_("Đã kèm tệp; tệp sẽ được gửi cùng lần nộp tới."), "success")
    return redirect(url_for("files.show", period=period, _anchor="kem-theo"))


@pages.post("/bao-cao/<period>/tep-kem/<int:number>/bo")
@allow(UNITS)
def detach(period: str, number: int) -> Response:
    """Take a file away from the draft."""
    detach_file(context(), caller(), period, own_agency(), number)
    flash(_("Đã bỏ tệp kèm theo."), "success")
    back = "review.show" if request.form.get("back") == "review" else "files.show"
    return redirect(url_for(back, period=period, _anchor="kem-theo"))


@pages.get("/bao-cao/<period>/tep-kem/<int:number>")
@allow(UNITS)
def of_draft(period: str, number: int) -> Response:
    """A file of the draft."""
    name, raw = draft_file(context(), caller(), period, own_agency(), number)
    return download(raw, _ANY, name)


@pages.get("/lan-nop/<submission>/dieu-chinh/tep/<int:number>")
@allow(EVERYONE)
def of_adjustment(submission: str, number: int) -> Response:
    """A file that proves an adjustment."""
    name, raw = adjustment_file(context(), caller(), submission, number)
    return file_of_submission(download(raw, _ANY, name), submission, name)


@pages.get("/lan-nop/<submission>/tep-kem/<int:number>")
@allow(EVERYONE)
def of_submission(submission: str, number: int) -> Response:
    """A file that was handed in with a report."""
    name, raw = submitted_file(context(), caller(), submission, number)
    return file_of_submission(download(raw, _ANY, name), submission, name)
