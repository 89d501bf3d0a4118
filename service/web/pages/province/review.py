"""A filing before Home Affairs: figures with earlier ones, and the answer to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.intake.unfinished_checks import retry_check
from service.actions.review.activity import activity
from service.actions.review.adjustments import adjustments_on
from service.actions.review.claims import HeldByColleagueError, reviewers
from service.actions.review.compare import compare_submissions
from service.actions.review.decide import Remarks, add_remarks, approve_submission, return_for_correction
from service.actions.review.detail import SubmissionInContext, submission_in_context
from service.actions.review.figure_threads import steps_by_indicator
from service.actions.review.lookups import find_submission
from service.actions.review.remark_drafts import save_remarks
from service.domain.errors import ConflictError
from service.web.auth.access import HOME_AFFAIRS, HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.pages.province import submission_view as filing_view
from service.web.request_context import caller, context
from service.web.ui.form_data import remark_fields, remarks_of, written_remarks
from service.web.ui.form_words import previous_head
from service.web.ui.i18n import _
from service.web.ui.typed_form import TypedForm

pages = Blueprint("province_review", __name__, url_prefix="/duyet/<submission>")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(PROVINCE)
def show(submission: str) -> str:
    """The filing with the period before, the same period last year, findings, remarks and history."""
    return _page(submission)


@pages.get("/so-sanh")
@allow(PROVINCE)
def compare(submission: str) -> str:
    """Two revisions of the unit's report side by side."""
    row = find_submission(context(), caller(), submission).row
    first, second = (request.args.get(name, type=int) for name in ("tu", "den"))
    comparison = compare_submissions(context(), row.period, row.agency, first, second)
    return render_template("reports/compare.html", period=row.period, comparison=comparison)


@pages.post("/y-kien")
@allow(HOME_AFFAIRS_AND_ADMIN)
def keep(submission: str) -> Page:
    """Keep the remarks as far as they are written: for the page's script, or by its button without scripts."""
    save_remarks(context(), caller(), submission, written_remarks(request.form))
    if request.form.get("what") == "script":
        return "", 204
    flash(_("Đã lưu ý kiến; đơn vị chưa thấy cho đến khi gửi cùng quyết định."), "success")
    return _onward(submission)


@pages.post("/tiep-nhan")
@allow(HOME_AFFAIRS_AND_ADMIN)
def accept(submission: str) -> Page:
    """Accept it, with the remarks that are written."""
    said = _remarks()
    return _decide(
        submission,
        lambda seen: approve_submission(context(), caller(), submission, seen, said, _held()),
        _("Đã tiếp nhận báo cáo, kèm ý kiến.") if _is_written(said) else _("Đã tiếp nhận báo cáo."),
    )


@pages.post("/tra-lai")
@allow(HOME_AFFAIRS_AND_ADMIN)
def give_back(submission: str) -> Page:
    """Return it with remarks."""
    said = _remarks()
    return _decide(
        submission,
        lambda seen: return_for_correction(context(), caller(), submission, said.whole, said.by_path, seen, _held()),
        _("Đã trả lại báo cáo; đơn vị thấy nhận xét ngay trong biểu mẫu."),
    )


@pages.post("/them-y-kien")
@allow(HOME_AFFAIRS_AND_ADMIN)
def add(submission: str) -> Page:
    """Say more about what was accepted or returned."""
    said = _remarks()
    return _decide(
        submission,
        lambda seen: add_remarks(context(), caller(), submission, said, seen),
        _("Đã gửi thêm ý kiến cho đơn vị."),
    )


def _decide(submission: str, decide: Callable[[str | None], None], done: str) -> Page:
    """Do it; what will not do is said on the page with all that was typed."""
    try:
        decide(request.form.get("seen"))
    except ConflictError as error:
        return _page(submission, error), 409
    flash(done, "success")
    return _onward(submission)


def _onward(submission: str) -> Page:
    """To the next filing that waits where that was asked for, else back to this one."""
    if request.form.get("next") != "1":
        return redirect(url_for(".show", submission=submission))
    row = find_submission(context(), caller(), submission).row
    return redirect(url_for("board.pending", period=row.period, sau=row.agency))


def _held() -> str:
    """Which colleague's review is decided instead of, where the page has asked."""
    return request.form.get("held", "")


def _remarks() -> Remarks:
    return Remarks(request.form.get("reason", ""), remarks_of(request.form))


def _is_written(said: Remarks) -> bool:
    return any(text.strip() for text in (said.whole, *said.by_path.values()))


def _page(submission: str, error: ConflictError | None = None) -> str:
    """The page, with what went wrong, or is asked, and all that was typed."""
    found = submission_in_context(context(), caller(), submission)
    filing = found.filing
    return render_template(
        "province/filing.html", item=found, history=activity(context(), filing.row.period, filing.row.agency),
        listed=adjustments_on(context(), caller(), submission),
        threads=steps_by_indicator(context(), filing.row.period, filing.row.agency),
        may_review=caller().role in HOME_AFFAIRS_AND_ADMIN,
        may_file_for=caller().role in HOME_AFFAIRS and found.is_decidable, sections=filing_view.sections(filing),
        parents=filing_view.parents(filing), place_of=filing_view.place_of,
        flagged=filing_view.flagged(filing), anchor=filing_view.anchor, row_anchor=filing_view.row_anchor,
        path_place=filing_view.path_place, place_of_path=filing_view.place_of_path,
        form=TypedForm("review", request.form, error),
        typed=_typed(found), previous_head=previous_head, reviewers=reviewers(context()),
        held=error.token if isinstance(error, HeldByColleagueError) else "",
    )  # fmt: skip


def _typed(found: SubmissionInContext) -> Mapping[str, str]:
    """What the fields for remarks show: what was sent, else what is kept of the reader's."""
    return {**remark_fields(found.own_drafts), **request.form}


@pages.post("/kiem-tra-lai")
@allow(HOME_AFFAIRS_AND_ADMIN)
def check_again(submission: str) -> Response:
    """Have it checked once more that could not be."""
    retry_check(context(), caller(), submission)
    flash(_("Đang kiểm tra lại; kết quả hiện ở trang này sau ít giây."), "success")
    return redirect(url_for(".show", submission=submission))
