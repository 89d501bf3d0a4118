"""What a unit owes, the receipt of a filing, and a filing as it was handed in."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from service.actions.operations.audit import newest_hash
from service.actions.review.compare import compare_submissions
from service.actions.review.decide import remarks_on
from service.actions.review.lookups import find_receipt, find_submission, status_of
from service.actions.review.my_reports import my_reports
from service.web.auth.access import EVERYONE, UNITS, allow, public
from service.web.request_context import caller, context, own_agency
from service.web.ui.time_left import time_left

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
        typed_at=address + url_for("reports.verify_typed"), audit_hash=newest_hash(context()),
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
    found = find_submission(context(), caller(), submission)
    return render_template("reports/filing.html", found=found, remarks=remarks_on(context(), submission))


@pages.get("/bao-cao/<period>/so-sanh")
@allow(UNITS)
def compare(period: str) -> str:
    """Two revisions side by side, figure by figure and text by text."""
    first, second = (request.args.get(name, type=int) for name in ("tu", "den"))
    comparison = compare_submissions(context(), period, own_agency(), first, second)
    return render_template("reports/compare.html", period=period, comparison=comparison)
