"""The board of a period: every unit's standing, live."""

from __future__ import annotations

from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.board import Wanted, Watched, watch
from service.actions.look_up import list_periods
from service.domain.agency import AgencyKind
from service.domain.board import BoardState
from service.domain.text import without_diacritics
from service.web.access import PROVINCE, allow
from service.web.live import unless_the_same
from service.web.state import context

pages = Blueprint("board", __name__)
FILTERS = ("tim", "cap", "trang_thai", "muon", "trang")
Choice = TypeVar("Choice", AgencyKind, BoardState)


@pages.get("/ky")
@allow(PROVINCE)
def newest() -> Response | str:
    """The board of the open period that is due next, or of the newest one."""
    periods = list_periods(context())
    still_open = [item for opened, item in periods if opened.closed_at is None]
    shown = (still_open or [item for _, item in periods])[-1:]
    if not shown:
        return render_template("province/no_period.html")
    return redirect(url_for("board.show", period=shown[0].code))


@pages.get("/ky/<period>")
@allow(PROVINCE)
def show(period: str) -> str:
    """The whole page."""
    periods = [item for _, item in reversed(list_periods(context()))]
    return render_template("province/board.html", watched=_watched(period), periods=periods, **_choices())


@pages.get("/ky/<period>/bang")
@allow(PROVINCE)
def table(period: str) -> Response:
    """What changes on it, for the page's script."""
    return unless_the_same(render_template("province/board_live.html", watched=_watched(period), **_choices()))


def _watched(period: str) -> Watched:
    given = request.args
    wanted = Wanted(
        text=without_diacritics(given.get("tim", "").strip()),
        kind=_choice(AgencyKind, given.get("cap", "")),
        state=_choice(BoardState, given.get("trang_thai", "")),
        late=given.get("muon") == "1",
        page=given.get("trang", 1, type=int),
    )
    return watch(context(), period, wanted)


def _choice(kinds: type[Choice], value: str) -> Choice | None:
    return next((kind for kind in kinds if kind.value == value), None)


def _choices() -> dict[str, object]:
    """What can be chosen, and the filters that links carry on: theirs alone, whatever else the address names."""
    given = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return {"kinds": list(AgencyKind), "states": list(BoardState), "given": given}
