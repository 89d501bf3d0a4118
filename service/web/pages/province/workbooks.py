"""The workbook: built with visible progress, cancelled, downloaded, compared with the one before."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from service.actions.board import Wanted, watch
from service.actions.build_changes import changes_since_last
from service.actions.build_workbook import cancel_workbook, finished_workbook, list_builds, request_workbook
from service.storage.workbooks import BuildState
from service.web.access import PERIOD_KEEPERS, PROVINCE, allow
from service.web.description import XLSX
from service.web.language import _
from service.web.live import unless_the_same
from service.web.state import caller, context

pages = Blueprint("workbooks", __name__, url_prefix="/ky/<period>/bang-tong-hop")


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """All builds, and what the newest changed."""
    return render_template(
        "province/workbooks.html", watched=watch(context(), period, Wanted()), builds=_builds(period),
        changes=changes_since_last(context(), period), may_build=caller().role in PERIOD_KEEPERS, states=BuildState,
    )  # fmt: skip


@pages.get("/tien-do")
@allow(PROVINCE)
def progress(period: str) -> Response:
    """The list of builds, for the page's script."""
    return unless_the_same(
        render_template(
            "province/workbooks_live.html",
            period=period,
            builds=_builds(period),
            may_build=caller().role in PERIOD_KEEPERS,
            states=BuildState,
        )
    )


@pages.post("")
@allow(PERIOD_KEEPERS)
def build(period: str) -> Response:
    """Begin one, unless one is under way."""
    _row, is_new = request_workbook(context(), caller(), period)
    flash(_("Đã bắt đầu lập bảng.") if is_new else _("Đang có một lần lập bảng chưa xong."), "success")
    return redirect(url_for(".show", period=period))


@pages.post("/<workbook>/huy")
@allow(PERIOD_KEEPERS)
def cancel(period: str, workbook: str) -> Response:
    """Give one up."""
    cancel_workbook(context(), workbook)
    flash(_("Đã hủy lần lập bảng."), "success")
    return redirect(url_for(".show", period=period))


@pages.get("/<workbook>/tong-hop.xlsx")
@allow(PROVINCE)
def download(period: str, workbook: str) -> Response:
    """A finished one."""
    row = finished_workbook(context(), workbook)
    response = send_file(
        BytesIO(row.content or b""), mimetype=XLSX, as_attachment=True, download_name=f"tong-hop-{workbook}.xlsx"
    )
    response.set_etag(row.sha256 or "")
    return response


def _builds(period: str) -> list[tuple[object, BuildState]]:
    return [(row, BuildState(row.state)) for row in list_builds(context(), period)]
