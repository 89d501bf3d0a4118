"""The province's totals, each of which opens into its units."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, Response, render_template, request

from service.actions.consolidation.figures import period_csv, period_table_csv, period_tables_csv
from service.actions.consolidation.totals import AgencyFigure, province_totals, total_by_agency
from service.domain.audit import AuditEvent
from service.domain.consolidation.bound_tables import printed_tables
from service.domain.reporting.indicator import Aggregate
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.media_types import CSV
from service.web.pages.province.filters import wanted_edition
from service.web.request_context import caller, context
from service.web.ui import charts
from service.web.ui.downloads import download, recorded

pages = Blueprint("consolidation", __name__, url_prefix="/ky/<period>/tong-hop")
# How many missing units are named before the board is the better list.
NAMED = 40


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """Totals by section, with charts."""
    item = province_totals(context(), period, wanted_edition())
    return render_template(
        "province/consolidation.html", item=item, charts=charts, named=NAMED,
        tables=list(printed_tables(item.consolidation)),
    )  # fmt: skip


@pages.get("/so-lieu.csv")
@allow(PROVINCE)
def as_csv(period: str) -> Response:
    """Every agency's figures as CSV."""
    name = f"so-lieu-{period}.csv"
    return _file(period_csv(context(), period, wanted_edition()), name, period)


@pages.get("/bang.csv")
@allow(PROVINCE)
def tables_as_csv(period: str) -> Response:
    """Every agency's rows of all tables and their sums as CSV."""
    name = f"bang-{period}.csv"
    return _file(period_tables_csv(context(), period, wanted_edition()), name, period)


@pages.get("/bang/<table>.csv")
@allow(PROVINCE)
def table_as_csv(period: str, table: str) -> Response:
    """Every agency's rows of a table as CSV."""
    name = f"bang-{table}-{period}.csv"
    return _file(period_table_csv(context(), period, table, wanted_edition()), name, period)


@pages.get("/<code>")
@allow(PROVINCE)
def total(period: str, code: str) -> str:
    """One total with every unit's part, in table order or by size."""
    opened = total_by_agency(context(), period, code)
    order = request.args.get("xep", "")
    is_open = opened.view.edition is None and opened.row.indicator.aggregate is not Aggregate.RATIO
    return render_template(
        "province/total.html", **opened._replace(units=_ordered(opened.units, order))._asdict(), order=order,
        may_adjust=is_open and caller().role in HOME_AFFAIRS_AND_ADMIN,
    )  # fmt: skip


def _file(content: bytes, name: str, period: str) -> Response:
    return recorded(download(content, CSV, name), AuditEvent.DATA_DOWNLOADED, name, period=period)


def _ordered(units: tuple[AgencyFigure, ...], order: str) -> tuple[AgencyFigure, ...]:
    """By figure where that is asked for, the units without one last."""
    if order not in {"giam", "tang"}:
        return units
    sign = -1 if order == "giam" else 1
    return tuple(
        sorted(units, key=lambda unit: (0, sign * unit.figure) if isinstance(unit.figure, Decimal) else (1, Decimal(0)))
    )
