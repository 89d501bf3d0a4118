"""Figures that two units, or two kinds, tell for the same thing: declared, changed and ended from a period on."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.overlaps import (
    declare_overlap,
    end_overlap,
    period_overlaps,
    preview_end,
    preview_overlap,
)
from service.domain.consolidation.overlaps import Overlap, OverlapSide
from service.domain.errors import TonghopError
from service.domain.reporting.decisions import require_reason
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.errors import status_of
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import ask, wants_edit, wants_question
from service.web.ui.i18n import _, translate
from service.web.ui.overlap_question import declare_question, end_question
from service.web.ui.typed_form import TypedForm

pages = Blueprint("overlaps", __name__, url_prefix="/ky/<period>/tinh-trung")
Page = str | Response | tuple[str, int]
# How a side stands in a form: a unit by its code, or all units of a kind.
UNIT, KIND = "unit", "kind"


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """The pairs that hold in the period, what both sides tell, and the form for another one."""
    return _page(period)


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def declare(period: str) -> Page:
    """Declare one, or change one, once it was asked about with the totals of all open periods."""

    def decide() -> str | None:
        wanted, replaces = _wanted(), request.form.get("replaces", type=int)
        if wants_question():
            return ask(declare_question(preview_overlap(context(), period, wanted, replaces)))
        declare_overlap(context(), caller(), period, wanted, _seen(), replaces)
        return None

    return _done(period, decide, _("Đã khai báo: chỉ tính một nơi, các đơn vị liên quan đã được báo."))


@pages.post("/<int:number>/bo")
@allow(HOME_AFFAIRS_AND_ADMIN)
def end(period: str, number: int) -> Page:
    """End one, once it was asked about."""

    def decide() -> str | None:
        reason = require_reason(fields.parse_text("reason"))
        if wants_question():
            return ask(end_question(preview_end(context(), period, number)))
        end_overlap(context(), caller(), period, number, reason, _seen())
        return None

    return _done(period, decide, _("Đã bỏ khai báo: số của cả hai nơi được cộng trở lại."))


def _done(period: str, decide: Callable[[], str | None], said: str) -> Page:
    """Do it; what will not do is said on the page with all that was typed."""
    if wants_edit():
        return _page(period)
    try:
        asked = decide()
    except TonghopError as error:
        return _page(period, error), status_of(error)
    if asked is not None:
        return asked
    flash(said, "success")
    return redirect(url_for(".show", period=period))


def _wanted() -> Overlap:
    return Overlap(fields.parse_text("indicator"), _side("counting"), _side("leaving"), fields.parse_text("reason"))


def _side(name: str) -> OverlapSide:
    what, _colon, code = fields.parse_text(name).partition(":")
    return OverlapSide(code, what == KIND)


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _page(period: str, error: TonghopError | None = None) -> str:
    item = period_overlaps(context(), period)
    form = str(request.endpoint).partition(".")[2]
    kinds = dict.fromkeys(agency.kind for agency in item.agencies)
    sides = [
        *((f"{UNIT}:{agency.code}", agency.name) for agency in item.agencies),
        *((f"{KIND}:{kind.value}", _("Cả cấp: %(kind)s", kind=translate(kind.label))) for kind in kinds),
    ]
    wanted = request.values.get("sua" if request.method == "GET" else "replaces", type=int)
    return render_template(
        "province/overlaps.html", item=item, sides=sides, typed=TypedForm(form, request.form, error),
        edited=next((one for one in item.listed if one.kept.number == wanted), None), unit=UNIT, kind=KIND,
        may_decide=caller().role in HOME_AFFAIRS_AND_ADMIN and not item.is_closed,
    )  # fmt: skip
