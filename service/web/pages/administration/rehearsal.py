"""Trying a changed `rules.csv` on what was filed for a period; nothing is stored."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from service.actions.periods.administration import period_administration
from service.actions.periods.rehearsal import Rehearsal, rehearse
from service.domain.errors import CatalogueError, Message, message
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.auth.bodies import Body, takes
from service.web.request_context import context

pages = Blueprint("rehearsal", __name__, url_prefix="/quan-tri/ky/<period>/thu-quy-tac")


@pages.get("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def show(period: str) -> str:
    """Where to bring a file of rules."""
    return _page(period)


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
@takes(Body.FILE)
def run(period: str) -> str | tuple[str, int]:
    """What its rules would have said, or all that is wrong with it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(period, faults=(message("Chọn tệp rồi gửi lại."),)), 400
    try:
        return _page(period, rehearse(context(), period, file.read()), name=file.filename)
    except CatalogueError as error:
        return _page(period, faults=(error.said, *(item.message for item in error.problems)), name=file.filename), 400


def _page(period: str, tried: Rehearsal | None = None, faults: tuple[Message, ...] = (), name: str = "") -> str:
    shown = period_administration(context(), period).period
    return render_template("administration/rehearsal.html", period=shown, tried=tried, faults=faults, name=name)
