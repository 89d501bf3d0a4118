"""The league table of a period: the units of a kind by a ratio, with the rule by which they are ranked."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from service.actions.consolidation.league import find_league
from service.domain.organization.agency import AgencyKind
from service.web.auth.access import PROVINCE, allow
from service.web.request_context import context

pages = Blueprint("ranking", __name__)


@pages.get("/ky/<period>/xep-hang")
@allow(PROVINCE)
def show(period: str) -> str:
    """The table of the kind and the ratio that the address names."""
    kind = next((one for one in AgencyKind if one.value == request.args.get("cap")), None)
    league = find_league(context(), period, kind, request.args.get("chi_tieu", ""))
    return render_template("province/ranking.html", league=league)
