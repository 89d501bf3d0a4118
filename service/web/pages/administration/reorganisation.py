"""The map of units changes from a day: previewed with every open period that becomes another, then done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.organization.agencies import agencies_of_today
from service.actions.organization.reorganise import preview_reorganisation, reorganise
from service.actions.organization.withdrawal import list_awaited
from service.domain.errors import ConflictError, EntryError, message
from service.domain.organization.agency import AgencyKind
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct
from service.domain.reporting.decisions import NO_REASON, require_reason
from service.web.auth.access import ADMINS, allow
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import sent_fields, wants_edit
from service.web.ui.i18n import _, translate
from service.web.ui.period_effects import period_effects
from service.web.ui.typed_form import TypedForm

pages = Blueprint("reorganisation", __name__, url_prefix="/quan-tri/don-vi/sap-xep")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(ADMINS)
def show() -> str:
    """What can be done, and the units that there are."""
    return _page()


@pages.post("")
@allow(ADMINS)
def do() -> Page:
    """Show what the plan would change; once that was seen and agreed to, do it."""
    if wants_edit():
        return _page()
    seen, reason = fields.parse_text("seen"), fields.parse_text("reason")
    try:
        plan = _plan()
        if not seen or not reason:
            return _preview(plan, is_unsaid=bool(seen))
        reorganise(context(), caller(), plan, seen, require_reason(reason))
    except ConflictError as error:
        return _page(error), 409
    is_withdrawn = plan.act is ReorganisationAct.WITHDRAW
    flash(_("Đã hủy thay đổi chưa đến ngày.") if is_withdrawn else _("Đã sắp xếp đơn vị."), "success")
    return redirect(url_for("units.show"))


def _plan() -> Reorganisation:
    day = fields.parse_date("day", _("Từ ngày"))
    if day is None:
        raise EntryError("day", message("Cần ngày đầu tiên theo cách sắp xếp mới, ví dụ 01/07/2025."))
    act = next((act for act in ReorganisationAct if act.value == fields.parse_text("act")), None)
    if act is None:
        raise EntryError("act", message("Chọn việc cần làm."))
    return Reorganisation(
        act, day, fields.parse_codes("units"), request.form.get("into", ""),
        fields.parse_text("name"), fields.parse_text("abbreviation"),
        fields.parse_kind("kind") if fields.parse_text("kind") else None, fields.parse_optional("parent"),
        request.form.get("clears_parent") == "1",
    )  # fmt: skip


def _preview(plan: Reorganisation, *, is_unsaid: bool) -> Page:
    """What would change, with room for the reason; `is_unsaid` where it was agreed to without one."""
    found = preview_reorganisation(context(), plan)
    page = render_template(
        "administration/reorganisation_preview.html", found=found, plan=plan, sent=sent_fields("seen", "reason"),
        effects=period_effects(found.effects), reason=fields.parse_text("reason"),
        fault=translate(NO_REASON) if is_unsaid else "",
    )  # fmt: skip
    return (page, 409) if is_unsaid else page


def _page(error: ConflictError | None = None) -> str:
    return render_template(
        "administration/reorganisation.html", acts=list(ReorganisationAct), kinds=list(AgencyKind),
        units=agencies_of_today(context()), awaited=list_awaited(context()),
        typed=TypedForm("do" if request.method == "POST" else "", request.form, error),
    )  # fmt: skip
