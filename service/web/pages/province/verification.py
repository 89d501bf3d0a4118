"""Is a workbook ours, and does it still say what it said?"""

from __future__ import annotations

from flask import Blueprint, render_template

from service.actions.consolidation.verify import verify_workbook
from service.domain.errors import TonghopError
from service.web.api.requests import sent_file
from service.web.auth.access import PROVINCE, allow
from service.web.auth.bodies import Body, takes
from service.web.errors import status_of
from service.web.request_context import context
from service.web.ui.i18n import translate

pages = Blueprint("verification", __name__, url_prefix="/xac-minh-bang")


@pages.get("")
@allow(PROVINCE)
def show() -> str:
    """Ask for a copy."""
    return render_template("province/verification.html")


@pages.post("")
@allow(PROVINCE)
@takes(Body.FILE)
def verify() -> str | tuple[str, int]:
    """Say of a copy what it is."""
    try:
        name, raw = sent_file()
        verdict = verify_workbook(context(), raw)
    except TonghopError as error:
        return render_template("province/verification.html", error=translate(error.said)), status_of(error)
    return render_template("province/verification.html", name=name, verdict=verdict)
