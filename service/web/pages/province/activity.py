"""What happened in a period, as a page and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request

from service.actions.periods.board import BoardFilter, load_board
from service.actions.review.activity import ActivityEntry, activity
from service.web.auth.access import PROVINCE, allow
from service.web.request_context import context
from service.web.ui.downloads import download
from service.web.ui.i18n import _, moment, translate

pages = Blueprint("activity", __name__, url_prefix="/ky/<period>/nhat-ky")
SHOWN = 200
# Text that a spreadsheet would take for a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r")


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """The feed, of one unit or of all."""
    unit = request.args.get("don_vi", "")
    entries = activity(context(), period, unit)
    return render_template(
        "province/activity.html", watched=load_board(context(), period, BoardFilter()), entries=entries[:SHOWN],
        total=len(entries), unit=unit,
    )  # fmt: skip


@pages.get("/nhat-ky.csv")
@allow(PROVINCE)
def export(period: str) -> Response:
    """All of it for a spreadsheet."""
    raw = _table(activity(context(), period, request.args.get("don_vi", "")))
    return download(raw, "text/csv; charset=utf-8", f"nhat-ky-{period}.csv")


def _table(entries: Iterable[ActivityEntry]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([_("Thời điểm"), _("Người thực hiện"), _("Hoạt động"), _("Đơn vị"), _("Nội dung"), _("Lý do")])
    for entry in entries:
        cells = (
            moment(entry.at),
            entry.actor,
            translate(entry.action.label),
            entry.agency_name,
            entry.subject,
            entry.reason,
        )
        writer.writerow([_as_text(cell) for cell in cells])
    # Excel takes a CSV for UTF-8 only with this mark.
    return ("\ufeff" + target.getvalue()).encode()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell
