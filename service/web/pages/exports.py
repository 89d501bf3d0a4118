"""Bringing the exports of one-stop systems, and forgetting what was confirmed of them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from service.actions.intake.export_memory import forget_export
from service.actions.intake.exports import bring_exports
from service.domain.errors import TonghopError
from service.web.api.requests import sent_files
from service.web.auth.access import UNITS, allow
from service.web.auth.bodies import Body, takes
from service.web.errors import status_of
from service.web.pages.files import BringPart, bring_page
from service.web.request_context import caller, context, own_agency
from service.web.ui.confirmation import asks
from service.web.ui.i18n import _

pages = Blueprint("exports", __name__, url_prefix="/bao-cao/<period>/mot-cua")


@pages.post("")
@allow(UNITS)
@takes(Body.FILE)
def bring(period: str) -> Response | tuple[str, int]:
    """Read one export, or those of two systems, and lead to the confirmation of the figures."""
    try:
        bring_exports(context(), caller(), period, own_agency(), sent_files())
    except TonghopError as error:
        return bring_page(period, error, BringPart.EXPORT), status_of(error)
    return redirect(url_for("confirmation.show", period=period))


@pages.post("/<int:number>/quen")
@allow(UNITS)
@asks(lambda: _("Quên cách lấy cột này? Lần sau đưa tệp có các cột như vậy, số liệu phải được xác nhận lại."))
def forget(period: str, number: int) -> Response:
    """Forget from which columns of such exports figures are taken."""
    forget_export(context(), caller(), own_agency(), number)
    flash(_("Đã quên cách lấy cột; số liệu đã đưa vào biểu mẫu không thay đổi."), "success")
    return redirect(url_for("files.show", period=period, _anchor="mot-cua"))
