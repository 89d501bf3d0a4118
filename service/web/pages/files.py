"""Bringing a file instead of typing, and getting it back with comments on the faulty cells."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.confirmation import has_reading
from service.actions.intake.drafts import Saved
from service.actions.intake.export_memory import known_exports
from service.actions.intake.exports import takes_exports
from service.actions.intake.form_state import open_draft
from service.actions.intake.report_files import EVIDENCE, draft_files
from service.actions.intake.submit import SubmissionRequest
from service.actions.intake.uploads import (
    annotated_file,
    check_uploaded_file,
    import_values,
    original_file,
    preview_file,
    preview_submission,
    submit_file,
    take_submission,
)
from service.domain.errors import TonghopError
from service.domain.reporting.draft import ImportMode
from service.readers.export import SUFFIXES
from service.readers.form import filled_rows
from service.readers.formats import FORMATS, any_of
from service.web.api.requests import handed
from service.web.auth.access import EVERYONE, UNITS, allow
from service.web.auth.bodies import Body, takes
from service.web.errors import status_of
from service.web.request_context import caller, context, own_agency
from service.web.ui.downloads import download, file_of_submission
from service.web.ui.form_data import previewed_values
from service.web.ui.i18n import _

pages = Blueprint("files", __name__)


@pages.get("/bao-cao/<period>/tep")
@allow(UNITS)
def show(period: str) -> str:
    """What to do with a file."""
    return bring_page(period)


@pages.post("/bao-cao/<period>/tep")
@allow(UNITS)
@takes(Body.FILE)
def bring(period: str) -> str | Response | tuple[str, int]:
    """Read the file into the form, hand it in as it is, or give it back with what is to be mended."""
    try:
        return WORKS.get(request.form.get("what", ""), _previewed)(handed(period, own_agency()))
    except TonghopError as error:
        return bring_page(period, error), status_of(error)


@pages.post("/bao-cao/<period>/tep/dua-vao")
@allow(UNITS)
@takes(Body.REPORT)
def take(period: str) -> str | Response:
    """Put what a file said into the draft, as its bringer chose when looking at the differences."""
    mode = ImportMode.FILL if request.form.get("mode") == ImportMode.FILL else ImportMode.REPLACE
    seen = request.form.get("version", 0, type=int)
    saved = import_values(context(), caller(), period, own_agency(), previewed_values(), mode, seen)
    return _taken(period, saved, _("Đã đưa nội dung của tệp vào biểu mẫu."))


@pages.get("/bao-cao/<period>/lan-nop/<submission>")
@allow(UNITS)
def filed(period: str, submission: str) -> str:
    """What a filing that came in another way would change in the draft."""
    found = preview_submission(context(), caller(), period, own_agency(), submission)
    return render_template("files/preview.html", found=found, rows=filled_rows)


@pages.post("/bao-cao/<period>/lan-nop/<submission>")
@allow(UNITS)
def take_filed(period: str, submission: str) -> str | Response:
    """Take a filing's content into the draft, or leave the draft as it is."""
    modes = {mode.value: mode for mode in ImportMode}
    mode, seen = modes.get(request.form.get("mode", "")), request.form.get("version", 0, type=int)
    saved = take_submission(context(), caller(), period, own_agency(), submission, mode, seen)
    return _taken(period, saved, _("Đã ghi lựa chọn vào bản nháp."))


@pages.get("/bao-cao/<period>/bieu-mau.xlsx")
@allow(UNITS)
def blank(period: str) -> Response:
    """The Excel form of the unit, with the figures of the period before; with the draft where that is asked for."""
    draft = open_draft(context(), caller(), period, own_agency()).payload if "ban-nhap" in request.args else None
    return _download(f"bieu-mau-{period}-{own_agency()}.xlsx", make_blank_form(context(), period, own_agency(), draft))


@pages.get("/lan-nop/<submission>/tep-goc")
@allow(EVERYONE)
def original(submission: str) -> Response:
    """The file as it was handed in."""
    return _of_submission(submission, *original_file(context(), caller(), submission))


@pages.get("/lan-nop/<submission>/tep-danh-dau.xlsx")
@allow(EVERYONE)
def annotated(submission: str) -> Response:
    """The file with comments on the faulty cells."""
    return _of_submission(submission, *annotated_file(context(), caller(), submission))


class BringPart(StrEnum):
    """The part of the page in which something was brought."""

    REPORT = "report"
    WORDS = "words"
    EXPORT = "export"


def bring_page(period: str, error: TonghopError | None = None, part: BringPart = BringPart.REPORT) -> str:
    """The page on which a file is brought, with what is wrong with the one that was."""
    form_state = open_draft(context(), caller(), period, own_agency())
    brought = any_of(entry.brought for entry in FORMATS.brought() if entry.brought is not None)
    return render_template(
        "files/bring.html",
        form_state=form_state,
        error=error,
        part=part,
        exports=known_exports(context(), caller(), form_state) if takes_exports(context(), form_state) else None,
        export_suffixes=",".join(SUFFIXES),
        brought=brought,
        accepted=",".join(FORMATS.suffixes()),
        files=draft_files(context(), caller(), period, own_agency()),
        evidence=",".join(EVIDENCE),
        pending=has_reading(context(), caller(), period, own_agency()),
    )


def _taken(period: str, saved: Saved, said: str) -> str | Response:
    """To the form; where somebody has written something else meanwhile, first a page that says so."""
    if saved.clashes:
        template = open_draft(context(), caller(), period, own_agency()).terms.template
        return render_template("files/taken.html", saved=saved, period=period, template=template)
    flash(said, "success")
    return redirect(url_for("form.show", period=period))


def _previewed(file: SubmissionRequest) -> str:
    found = preview_file(context(), caller(), file.period, file.agency, file.format, file.raw)
    values = json.dumps(dict(found.values), ensure_ascii=False)
    return render_template("files/preview.html", found=found, values=values, name=file.file_name, rows=filled_rows)


def _handed_in(file: SubmissionRequest) -> Response:
    receipt = submit_file(context(), caller(), file, request.form.get("version", 0, type=int))
    return redirect(url_for("reports.receipt", submission=receipt.submission))


def _checked(file: SubmissionRequest) -> Response:
    found = check_uploaded_file(context(), caller(), file)
    if found is not None:
        return _download(*found)
    flash(_("Tệp «%(name)s»: không thấy chỗ nào cần sửa.", name=file.file_name), "success")
    return redirect(url_for(".show", period=file.period))


def _of_submission(submission: str, name: str, raw: bytes) -> Response:
    return file_of_submission(_download(name, raw), submission, name)


def _download(name: str, raw: bytes) -> Response:
    intake = FORMATS.of_file(name)
    return download(raw, intake.media_type if intake else "application/octet-stream", name)


# What each button of the page does with the file.
WORKS: dict[str, Callable[[SubmissionRequest], str | Response]] = {
    "take": _previewed,
    "hand_in": _handed_in,
    "check": _checked,
}
