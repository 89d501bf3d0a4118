"""A closed period's editions: the list, and what each changed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from service.actions.consolidation.build import request_workbook
from service.actions.consolidation.editions import changes_of_edition, list_editions
from service.domain.consolidation.scope import WHOLE
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.request_context import caller, context
from service.web.ui.i18n import _

pages = Blueprint("editions", __name__, url_prefix="/ky/<period>/an-ban")


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """All editions, and what a correction made now would change."""
    return render_template(
        "province/editions.html", item=list_editions(context(), period),
        may_decide=caller().role in HOME_AFFAIRS_AND_ADMIN,
    )  # fmt: skip


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
