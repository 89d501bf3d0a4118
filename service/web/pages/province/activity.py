"""What happened in a period, as a page and as CSV."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request

from service.actions.periods.board import BoardFilter, load_board
from service.actions.review.activity import ActivityEntry, activity
from service.domain.audit import AuditEvent
from service.web.auth.access import PROVINCE, allow
from service.web.media_types import CSV
from service.web.request_context import context
from service.web.ui.csv_file import csv_file
from service.web.ui.downloads import download, recorded
from service.web.ui.i18n import _, moment, translate

pages = Blueprint("activity", __name__, url_prefix="/ky/<period>/nhat-ky")
SHOWN = 200


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
    name = f"nhat-ky-{period}.csv"
    return recorded(download(raw, CSV, name), AuditEvent.LOG_DOWNLOADED, name, period=period)


def _table(entries: Iterable[ActivityEntry]) -> bytes:
    head = [_("Thời điểm"), _("Người thực hiện"), _("Hoạt động"), _("Đơn vị"), _("Nội dung"), _("Lý do")]
    rows = (
        [moment(item.at), item.actor, translate(item.action.label), item.agency_name, item.subject, item.reason]
        for item in entries
    )
    return csv_file(head, rows)
