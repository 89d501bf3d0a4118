"""What a unit owes, the receipt of a filing, and a filing as it was handed in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.consolidation.published import published_results
from service.actions.intake.form_state import FormState, open_draft
from service.actions.operations.audit import newest_hash
from service.actions.review.adjustments import adjustments_on, answer_adjustment
from service.actions.review.compare import compare_submissions
from service.actions.review.decide import remarks_on
from service.actions.review.figure_threads import steps_by_indicator
from service.actions.review.lookups import SubmissionDetail, find_receipt, find_submission, status_of
from service.actions.review.my_reports import my_reports
from service.domain.errors import ConflictError
from service.domain.reporting.submission import State
from service.web.auth.access import EVERYONE, UNITS, allow, public
from service.web.request_context import caller, context, own_agency
from service.web.ui.i18n import _
from service.web.ui.time_left import time_left
from service.web.ui.typed_form import TypedForm

pages = Blueprint("reports", __name__)


@pages.get("/bao-cao")
@allow(UNITS)
def mine() -> str:
    """What is owed, by when, and what was handed in."""
    return render_template(
        "reports/mine.html", reports=my_reports(context(), caller()), time_left=time_left, now=context().clock.now()
    )


@pages.get("/bien-nhan/<submission>")
@allow(EVERYONE)
def receipt(submission: str) -> str:
    """The receipt of a filing, with the address where it can be verified."""
    found = find_submission(context(), caller(), submission)
    address = context().settings.address
    return render_template(
        "reports/receipt.html", found=found, status=status_of(context(), found.row),
        address=address + url_for("reports.verify", sha256=found.row.sha256),
        typed_at=address + url_for("reports.verify_typed"), correction=_correction(found),
        audit_hash=newest_hash(context()),
    )  # fmt: skip


@pages.get("/xac-minh")
@public
def verify_typed() -> str:
    """A field for the code on a receipt, and what the receipt is worth whose code was typed."""
    typed = request.args.get("ma", "")[:200].strip()
    return render_template("reports/verify.html", typed=typed, found=find_receipt(context(), typed))


@pages.get("/xac-minh/<sha256>")
@public
def verify(sha256: str) -> str:
    """Whether a filing of these bytes was handed in, by whom and when, and what became of it; never what it says."""
    return render_template("reports/verify.html", typed=sha256[:200], found=find_receipt(context(), sha256))


@pages.get("/lan-nop/<submission>")
@allow(EVERYONE)
def filing(submission: str) -> str:
    """A filing: its state, what was said of it, and its content."""
    return _filing(submission)


@pages.post("/lan-nop/<submission>/dieu-chinh/<int:number>")
@allow(UNITS)
def answer(submission: str, number: int) -> str | Response | tuple[str, int]:
    """Confirm a figure that Home Affairs adjusted, or object to it."""
    agrees = request.form.get("agrees") == "1"
    text = request.form.get("text", "")
    try:
        answer_adjustment(context(), caller(), submission, number, agrees=agrees, text=text)
    except ConflictError as error:
        return _filing(submission, error), 409
    flash(_("Đã xác nhận số liệu điều chỉnh.") if agrees else _("Đã gửi ý kiến; Sở Nội vụ đã được báo."), "success")
    return redirect(url_for(".filing", submission=submission))


def _filing(submission: str, error: ConflictError | None = None) -> str:
    """A filing with what was said and adjusted of it, and what went wrong with an answer."""
    found = find_submission(context(), caller(), submission)
    return render_template(
        "reports/filing.html", found=found, remarks=remarks_on(context(), submission),
        listed=adjustments_on(context(), caller(), submission), typed=TypedForm("answer", request.form, error),
        may_answer=caller().agency == found.row.agency,
        threads=steps_by_indicator(context(), found.row.period, found.row.agency),
    )  # fmt: skip


@pages.get("/bao-cao/<period>/ket-qua")
@allow(UNITS)
def results(period: str) -> str:
    """What was published of the period, as the unit may see it: its sections folded, unless words are looked for."""
    item, wanted = published_results(context(), period, own_agency()), request.args.get("tim", "").strip()
    return render_template(
        "reports/results.html", item=item, wanted=wanted, sections=item.matching(wanted),
        is_open=bool(wanted) or request.args.get("mo") == "1",
    )  # fmt: skip


@pages.get("/bao-cao/<period>/so-sanh")
@allow(UNITS)
def compare(period: str) -> str:
    """Two revisions side by side, figure by figure and text by text."""
    first, second = (request.args.get(name, type=int) for name in ("tu", "den"))
    comparison = compare_submissions(context(), period, own_agency(), first, second)
    return render_template("reports/compare.html", period=period, comparison=comparison)


def _correction(found: SubmissionDetail) -> FormState | None:
    """The form in which the unit's own people can still correct a filing with errors; None where they cannot."""
    if found.row.state is not State.INVALID or not caller().role.has_unit or not found.terms.is_owed:
        return None
    form_state = open_draft(context(), caller(), found.row.period, own_agency())
    return None if form_state.is_closed else form_state
