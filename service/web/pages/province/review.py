"""A filing before Home Affairs: figures with earlier ones, and the answer to it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.unfinished_checks import retry_check
from service.actions.review.activity import activity
from service.actions.review.decide import approve_submission, return_for_correction
from service.actions.review.detail import submission_in_context
from service.domain.errors import ConflictError
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.pages.province import submission_view as filing_view
from service.web.request_context import caller, context
from service.web.ui.form_data import remarks_of
from service.web.ui.form_words import previous_head
from service.web.ui.i18n import _, translate

pages = Blueprint("province_review", __name__, url_prefix="/duyet/<submission>")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(PROVINCE)
def show(submission: str) -> str:
    """The filing with the period before, the same period last year, findings, remarks and history."""
    return _page(submission)


@pages.post("/tiep-nhan")
@allow(HOME_AFFAIRS_AND_ADMIN)
def accept(submission: str) -> Page:
    """Accept it."""
    try:
        approve_submission(context(), caller(), submission, request.form.get("seen"))
    except ConflictError as error:
        return _page(submission, translate(error.said)), 409
    flash(_("Đã tiếp nhận báo cáo."), "success")
    return redirect(url_for(".show", submission=submission))


@pages.post("/tra-lai")
@allow(HOME_AFFAIRS_AND_ADMIN)
def give_back(submission: str) -> Page:
    """Return it with remarks."""
    reason, seen = request.form.get("reason", ""), request.form.get("seen")
    try:
        return_for_correction(context(), caller(), submission, reason, remarks_of(request.form), seen)
    except ConflictError as error:
        return _page(submission, translate(error.said)), 409
    flash(_("Đã trả lại báo cáo; đơn vị thấy nhận xét ngay trong biểu mẫu."), "success")
    return redirect(url_for(".show", submission=submission))


def _page(submission: str, error: str = "") -> str:
    """The page, with what went wrong and all that was typed."""
    found = submission_in_context(context(), caller(), submission)
    filing = found.filing
    return render_template(
        "province/filing.html", item=found, history=activity(context(), filing.row.period, filing.row.agency),
        may_review=caller().role in HOME_AFFAIRS_AND_ADMIN, sections=filing_view.sections(filing),
        parents=filing_view.parents(filing), place_of=filing_view.place_of,
        flagged=filing_view.flagged(filing), anchor=filing_view.anchor, row_anchor=filing_view.row_anchor,
        path_place=filing_view.path_place, error=error, typed=request.form,
        previous_head=previous_head,
    )  # fmt: skip


@pages.post("/kiem-tra-lai")
@allow(HOME_AFFAIRS_AND_ADMIN)
def check_again(submission: str) -> Response:
    """Have it checked once more that could not be."""
    retry_check(context(), caller(), submission)
    flash(_("Đang kiểm tra lại; kết quả hiện ở trang này sau ít giây."), "success")
    return redirect(url_for(".show", submission=submission))
