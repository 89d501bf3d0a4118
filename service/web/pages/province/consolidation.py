"""The province's totals, each of which opens into its units."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.actions.province import province_report, total_by_unit
from service.web import charts
from service.web.access import PROVINCE, allow
from service.web.state import context

pages = Blueprint("consolidation", __name__, url_prefix="/ky/<period>/tong-hop")


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """Totals by section, with charts."""
    return render_template(
        "province/consolidation.html", item=province_report(context(), period), arrivals=charts.arrivals,
        bars=charts.bars,
    )  # fmt: skip


@pages.get("/<code>")
@allow(PROVINCE)
def total(period: str, code: str) -> str:
    """One total with every unit's part."""
    view, row, units = total_by_unit(context(), period, code)
    return render_template("province/total.html", view=view, row=row, units=units)
