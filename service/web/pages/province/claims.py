"""Who reviews a filing: taking it, giving it to a colleague, and letting go of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from service.actions.review.claims import assign_review, claim_review, release_review
from service.actions.review.detail import submission_in_context
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.request_context import caller, context
from service.web.ui.confirmation import asks
from service.web.ui.i18n import _

pages = Blueprint("claims", __name__, url_prefix="/duyet/<submission>/xem-xet")


def _question() -> str:
    """Who is asked about before their review is taken over."""
    assert request.view_args is not None
    found = submission_in_context(context(), caller(), request.view_args["submission"])
    name = found.claim.name if found.claim else _("không còn ai")
    return _(
        "Báo cáo của %(unit)s: %(name)s đang nhận xem xét. Thay đổi người xem xét?",
        unit=found.filing.agency.name, name=name,
    )  # fmt: skip


@pages.post("/nhan")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(_question)
def claim(submission: str) -> Response:
    """Take it."""
    claim_review(context(), caller(), submission, request.form.get("holder", ""))
    return _back(submission, _("Đồng chí nhận xem xét báo cáo này; đồng nghiệp thấy điều đó trên bảng theo dõi."))


@pages.post("/giao")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(_question)
def assign(submission: str) -> Response:
    """Give it to a colleague."""
    person = request.form.get("account", 0, type=int)
    assign_review(context(), caller(), submission, person, request.form.get("holder", ""))
    return _back(submission, _("Đã giao xem xét báo cáo này và báo cho người được giao."))


@pages.post("/thoi")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(_question)
def release(submission: str) -> Response:
    """Let go of it."""
    release_review(context(), caller(), submission, request.form.get("holder", ""))
    return _back(submission, _("Báo cáo này không còn ai nhận xem xét."))


def _back(submission: str, done: str) -> Response:
    flash(done, "success")
    return redirect(url_for("province_review.show", submission=submission))
