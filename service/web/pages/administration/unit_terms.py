"""What one unit owes in a period otherwise than others: its children's figures in its own, indicators it is spared."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.administration import agency_terms
from service.actions.periods.lifecycle import set_obligation
from service.domain.errors import ConflictError
from service.domain.reporting.decisions import require_reason
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import ask, wants_edit, wants_question
from service.web.ui.deadline_questions import terms_question
from service.web.ui.i18n import _
from service.web.ui.typed_form import TypedForm

pages = Blueprint("unit_terms", __name__, url_prefix="/quan-tri/ky/<period>/quy-dinh/<agency>")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def show(period: str, agency: str) -> str:
    """The unit's terms."""
    return _page(period, agency)


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def put(period: str, agency: str) -> Page:
    """Set them, once the totals before and after were seen."""
    if wants_edit():
        return _page(period, agency)
    try:
        given = _given(period, agency)
        if wants_question():
            return ask(terms_question(period, given))
        set_obligation(context(), period, actor=caller(), seen=request.form.get("seen", type=int), **given)
    except ConflictError as error:
        return _page(period, agency, error), 409
    flash(_("Đã đặt quy định riêng của đơn vị."), "success")
    return redirect(url_for("periods.edit", period=period, _anchor="don-vi"))


def _given(period: str, agency: str) -> dict[str, Any]:
    """What was chosen; patterns that were set before stay as they are where they say the same."""
    known = agency_terms(context(), period, agency)
    spared = tuple(request.form.getlist("exempt"))
    exempt = known.terms.obligation.exempt if known.spared == frozenset(spared) else spared
    return {
        "agency": agency,
        "includes_children": request.form.get("includes_children") == "1",
        "exempt": exempt,
        "reason": require_reason(fields.parse_text("reason")),
    }


def _page(period: str, agency: str, error: ConflictError | None = None) -> str:
    item = agency_terms(context(), period, agency)
    is_sent = request.method == "POST"
    return render_template(
        "administration/unit_terms.html", item=item, typed=TypedForm("put" if is_sent else "", request.form, error),
        spared=frozenset(request.form.getlist("exempt")) if is_sent else item.spared,
        includes=request.form.get("includes_children") == "1" if is_sent else item.terms.obligation.includes_children,
    )  # fmt: skip
