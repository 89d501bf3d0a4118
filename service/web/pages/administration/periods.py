"""Periods: opened and reopened, their deadlines, and what is decided about single units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods import late_filing
from service.actions.periods import lifecycle as keeping
from service.actions.periods.administration import codes_to_open, period_administration
from service.actions.review.lookups import list_periods
from service.domain.errors import ConflictError
from service.domain.notation.text import without_diacritics
from service.domain.reminders.working_time import CLOSES
from service.domain.reporting.decisions import require_reason
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.request_context import caller, context
from service.web.ui import deadline_questions, fields
from service.web.ui.confirmation import Question, ask, wants_edit, wants_question
from service.web.ui.deadline_questions import exclusion_question, waiver_question
from service.web.ui.i18n import _
from service.web.ui.typed_form import TypedForm

pages = Blueprint("periods", __name__, url_prefix="/quan-tri/ky")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def show() -> str:
    """All periods, the newest first, and those that could be opened."""
    opened = list(reversed(list_periods(context())))
    typed = TypedForm("add" if request.method == "POST" else "", request.form)
    return render_template("administration/periods.html", periods=opened, codes=codes_to_open(context()), typed=typed)


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def add() -> Page:
    """Open one; asked about where a deadline is over."""
    if wants_edit():
        return show()
    code, is_signed = fields.parse_text("code"), request.form.get("signed") == "1"
    asked = deadline_questions.of_opening(code) if wants_question() else None
    if asked is not None:
        return ask(asked)
    period = keeping.open_period(context(), code, actor=caller(), asks_signed_report=is_signed)
    flash(_("Đã mở kỳ %(title)s.", title=period.title), "success")
    return redirect(url_for("periods.edit", period=period.code))


@pages.get("/<period>")
@allow(HOME_AFFAIRS_AND_ADMIN)
def edit(period: str) -> str:
    """One period with its units and what was decided in it."""
    return _page(period)


@pages.post("/<period>/ky-so")
@allow(HOME_AFFAIRS_AND_ADMIN)
def signed_report(period: str) -> Page:
    """Ask for the signed report with each filing, or no more."""
    asked = request.form.get("asked") == "1"
    said = (
        _("Từ nay mỗi lần nộp phải kèm báo cáo đã ký số.") if asked else _("Không còn bắt buộc kèm báo cáo đã ký số.")
    )
    return _decide(period, said, keeping.set_signed_report, lambda: {"asked": asked})


@pages.post("/<period>/mo-lai")
@allow(HOME_AFFAIRS_AND_ADMIN)
def reopen(period: str) -> Page:
    """Take filings again."""
    return _decide(period, _("Đã mở lại kỳ báo cáo."), keeping.reopen_period, lambda: {"reason": _reason()})


@pages.post("/<period>/han")
@allow(HOME_AFFAIRS_AND_ADMIN)
def deadline(period: str) -> Page:
    """Set a kind's deadline."""
    return _decide(period, _("Đã đặt hạn nộp."), keeping.set_deadline, _common, deadline_questions.of_kind)


@pages.post("/<period>/gia-han")
@allow(HOME_AFFAIRS_AND_ADMIN)
def extend(period: str) -> Page:
    """Put off one unit's deadline; asked about where the moment is odd."""
    return _decide(
        period,
        _("Đã gia hạn."),
        keeping.extend,
        _extension,
        deadline_questions.of_unit,
    )


@pages.post("/<period>/thu-hoi-gia-han")
@allow(HOME_AFFAIRS_AND_ADMIN)
def withdraw_extension(period: str) -> Page:
    """Take one unit's extension back."""
    return _decide(
        period, _("Đã thu hồi gia hạn."), keeping.withdraw_extension, _unit, deadline_questions.of_withdrawal
    )


@pages.post("/<period>/mien")
@allow(HOME_AFFAIRS_AND_ADMIN)
def waive(period: str) -> Page:
    """Let one unit off, or ask it again."""
    is_waived = request.form.get("waived") == "1"
    said = _("Đã miễn nộp.") if is_waived else _("Đơn vị phải báo cáo trở lại.")
    return _decide(period, said, keeping.waive, lambda: {**_unit(), "waived": is_waived}, waiver_question)


@pages.post("/<period>/khong-cong")
@allow(HOME_AFFAIRS_AND_ADMIN)
def exclude(period: str) -> Page:
    """Leave one unit's figures out of the totals, or add them again."""
    is_excluded = request.form.get("excluded") == "1"
    said = _("Số liệu của đơn vị không còn được cộng.") if is_excluded else _("Số liệu của đơn vị được cộng trở lại.")
    return _decide(period, said, keeping.exclude, lambda: {**_unit(), "excluded": is_excluded}, exclusion_question)


@pages.post("/<period>/nop-muon")
@allow(HOME_AFFAIRS_AND_ADMIN)
def let_in_late(period: str) -> Page:
    """Take one unit's report although the period is closed."""
    said = _("Đã cho đơn vị nộp muộn; đơn vị đã được báo.")
    return _decide(period, said, late_filing.let_in_late, _extension, deadline_questions.of_late_filing)


@pages.post("/<period>/thoi-nop-muon")
@allow(HOME_AFFAIRS_AND_ADMIN)
def end_late_filing(period: str) -> Page:
    """Take no more of it."""
    return _decide(period, _("Đơn vị không được nộp muộn nữa."), late_filing.end_late_filing, _unit)


def _common() -> dict[str, Any]:
    return {"kind": fields.parse_kind("kind"), **_due_at(_("Hạn nộp")), "reason": _reason()}


def _extension() -> dict[str, Any]:
    return {**_unit(), **_due_at(_("Hạn mới"))}


def _due_at(label: str) -> dict[str, Any]:
    return {"due_at": fields.parse_datetime("due_at", label)}


def _unit() -> dict[str, Any]:
    return {"agency": fields.parse_text("unit"), "reason": _reason()}


def _reason() -> str:
    return require_reason(fields.parse_text("reason"))


Given = Mapping[str, Any]


def _decide(
    period: str,
    said: str,
    decision: Callable[..., None],
    given: Callable[[], Given] = dict,
    question: Callable[[str, Given], Question | None] | None = None,
) -> Page:
    """Do it for the person who asks; what will not do is said beside its field, with all that was typed.

    A question that there is to ask comes first, once everything is in order.
    """
    if wants_edit():
        return _page(period)
    try:
        values = given()
        asked = question(period, values) if question is not None and wants_question() else None
        if asked is not None:
            return ask(asked)
        decision(context(), period, actor=caller(), seen=request.form.get("seen", type=int), **values)
    except ConflictError as error:
        return _page(period, error), 409
    flash(said, "success")
    return redirect(url_for("periods.edit", period=period))


def _page(period: str, error: ConflictError | None = None) -> str:
    wanted = without_diacritics(request.args.get("tim", "").strip())
    item = period_administration(context(), period, wanted)
    form = str(request.endpoint).partition(".")[2]
    return render_template(
        "administration/period.html", item=item, typed=TypedForm(form, request.form, error), closes=CLOSES
    )
