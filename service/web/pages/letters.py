"""Reports in words, as Word files."""

from __future__ import annotations

from base64 import b64encode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.consolidation.report_documents import (
    agency_report,
    province_report,
    renew_province_report,
    report_pdf,
)
from service.actions.intake.draft_document import draft_report
from service.actions.reminders.overdue_notice import file_name, overdue_notice
from service.actions.review.downloads import record_download
from service.domain.audit import AuditEvent
from service.domain.errors import TonghopError
from service.web.api.requests import sent_file
from service.web.auth.access import PROVINCE, UNITS, allow
from service.web.auth.bodies import Body, takes
from service.web.errors import status_of
from service.web.media_types import DOCX, PDF
from service.web.pages.province.filters import wanted_edition
from service.web.request_context import caller, context, own_agency
from service.web.ui.downloads import download, recorded
from service.web.ui.i18n import _, translate

pages = Blueprint("letters", __name__)


@pages.get("/bao-cao/<period>/van-ban.docx")
@allow(UNITS)
def own(period: str) -> Response:
    """The unit's own report."""
    return _report(period, own_agency())


@pages.get("/bao-cao/<period>/du-thao.docx")
@allow(UNITS)
def draft(period: str) -> Response:
    """The unit's own report as it is written now, to be signed before the figures are filed."""
    raw = draft_report(context(), caller(), period, own_agency())
    return _handed_out(raw, DOCX, f"du-thao-{period}-{own_agency()}.docx", period, own_agency())


@pages.get("/bao-cao/<period>/van-ban.pdf")
@allow(UNITS)
def own_pdf(period: str) -> Response:
    """The unit's own report as PDF."""
    return _report_pdf(period, own_agency())


@pages.get("/bao-cao/<period>/du-thao.pdf")
@allow(UNITS)
def draft_pdf(period: str) -> Response:
    """The unit's own report as it is written now, as PDF."""
    raw = draft_report(context(), caller(), period, own_agency())
    return _handed_out(report_pdf(raw), PDF, f"du-thao-{period}-{own_agency()}.pdf", period, own_agency())


@pages.get("/ky/<period>/van-ban.docx")
@allow(PROVINCE)
def province(period: str) -> Response:
    """A draft of the province's report, with all that agencies wrote as an annex where that is asked for."""
    raw = province_report(context(), period, wanted_edition(), with_annex=request.args.get("phu-luc") == "1")
    return _handed_out(raw, DOCX, f"bao-cao-{period}.docx", period)


@pages.get("/cap-nhat-bao-cao")
@allow(PROVINCE)
def renewal() -> str:
    """Ask for a report of the province that people edited."""
    return render_template("province/renewal.html")


@pages.post("/cap-nhat-bao-cao")
@allow(PROVINCE)
@takes(Body.FILE)
def renew() -> str | tuple[str, int]:
    """Give it back with today's figures, and say what moved."""
    try:
        name, raw = sent_file()
        found = renew_province_report(context(), raw, replaces_edited="replace" in request.form)
    except TonghopError as error:
        return render_template("province/renewal.html", error=translate(error.said)), status_of(error)
    record_download(context(), caller(), AuditEvent.LETTER_DOWNLOADED, name)
    return render_template(
        "province/renewal.html", name=name, found=found, file=b64encode(found.content).decode(), type=DOCX
    )


@pages.get("/ky/<period>/van-ban/<agency>.docx")
@allow(PROVINCE)
def of_unit(period: str, agency: str) -> Response:
    """A unit's report."""
    return _report(period, agency)


@pages.get("/ky/<period>/van-ban/<agency>.pdf")
@allow(PROVINCE)
def of_unit_pdf(period: str, agency: str) -> Response:
    """A unit's report as PDF."""
    return _report_pdf(period, agency)


@pages.get("/ky/<period>/don-doc.docx")
@allow(PROVINCE)
def urging(period: str) -> Response:
    """The official letter that urges the late units."""
    letter = overdue_notice(context(), period)
    if letter is None:
        flash(_("Hiện không có đơn vị nào quá hạn cần đôn đốc bằng công văn."), "success")
        return redirect(url_for("board.show", period=period))
    return _handed_out(letter, DOCX, file_name(period), period)


def _report(period: str, agency: str) -> Response:
    raw = agency_report(context(), period, agency)
    return _handed_out(raw, DOCX, f"bao-cao-{period}-{agency}.docx", period, agency)


def _report_pdf(period: str, agency: str) -> Response:
    raw = report_pdf(agency_report(context(), period, agency))
    return _handed_out(raw, PDF, f"bao-cao-{period}-{agency}.pdf", period, agency)


def _handed_out(raw: bytes, media_type: str, name: str, period: str, agency: str | None = None) -> Response:
    return recorded(download(raw, media_type, name), AuditEvent.LETTER_DOWNLOADED, name, period=period, agency=agency)
