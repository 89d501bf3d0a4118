"""A closed period's editions: the list, what each changed, and a correction with its reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.consolidation.build import request_workbook
from service.actions.consolidation.editions import changes_of_edition, list_editions
from service.actions.periods.lifecycle import correct_period
from service.domain.consolidation.scope import WHOLE
from service.domain.errors import ConflictError
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import asks
from service.web.ui.i18n import _, translate

pages = Blueprint("editions", __name__, url_prefix="/ky/<period>/an-ban")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """All editions, and what a correction made now would change."""
    return _page(period)


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(lambda: _("Lập ấn bản điều chỉnh? Ấn bản mới thay ấn bản trước ở mọi nơi; ấn bản trước vẫn được giữ."))
def correct(period: str) -> Page:
    """Make an edition of what the tables say now."""
    try:
        correct_period(context(), period, caller(), fields.parse_text("reason"))
    except ConflictError as error:
        return _page(period, translate(error.said)), 409
    flash(_("Đã lập ấn bản điều chỉnh."), "success")
    return redirect(url_for(".show", period=period))


@pages.get("/<int:number>/thay-doi")
@allow(PROVINCE)
def changes(period: str, number: int) -> str:
    """What one changed, figure by figure."""
    return render_template(
        "province/edition_changes.html", **changes_of_edition(context(), period, number)._asdict()
    )  # fmt: skip


@pages.post("/<int:number>/bang")
@allow(HOME_AFFAIRS_AND_ADMIN)
def build(period: str, number: int) -> Response:
    """Have the workbook of one built."""
    request_workbook(context(), caller(), period, WHOLE, number)
    flash(_("Đã bắt đầu lập bảng."), "success")
    return redirect(url_for("workbooks.show", period=period))


def _page(period: str, error: str = "") -> str:
    return render_template(
        "province/editions.html", item=list_editions(context(), period), error=error, typed=request.form,
        may_decide=caller().role in HOME_AFFAIRS_AND_ADMIN,
    )  # fmt: skip
