"""Reports in words, as Word files."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from service.actions.consolidation.report_documents import agency_report, province_report, report_pdf
from service.actions.intake.draft_document import draft_report
from service.actions.reminders.overdue_notice import file_name, overdue_notice
from service.web.auth.access import PROVINCE, UNITS, allow
from service.web.media_types import DOCX, PDF
from service.web.pages.province.filters import wanted_edition
from service.web.request_context import caller, context, own_agency
from service.web.ui.downloads import download
from service.web.ui.i18n import _

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
    return download(raw, DOCX, f"du-thao-{period}-{own_agency()}.docx")


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
    return download(report_pdf(raw), PDF, f"du-thao-{period}-{own_agency()}.pdf")


@pages.get("/ky/<period>/van-ban.docx")
@allow(PROVINCE)
def province(period: str) -> Response:
    """A draft of the province's report."""
    return download(province_report(context(), period, wanted_edition()), DOCX, f"bao-cao-{period}.docx")


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
    return download(letter, DOCX, file_name(period))


def _report(period: str, agency: str) -> Response:
    return download(agency_report(context(), period, agency), DOCX, f"bao-cao-{period}-{agency}.docx")


def _report_pdf(period: str, agency: str) -> Response:
    return download(report_pdf(agency_report(context(), period, agency)), PDF, f"bao-cao-{period}-{agency}.pdf")
