"""The workbook: built with visible progress, cancelled, downloaded, compared with the one before."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.consolidation.build import cancel_workbook, download_workbook, list_builds, request_workbook
from service.actions.consolidation.workbook_changes import changes_between, latest_for
from service.actions.periods.board import BoardFilter, load_board
from service.domain.consolidation.scope import PrintPart
from service.domain.consolidation.states import BuildState
from service.storage.models import WorkbookRow
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.request_context import caller, context
from service.web.ui.conditional import unless_the_same
from service.web.ui.confirmation import asks
from service.web.ui.downloads import workbook_file
from service.web.ui.i18n import _
from service.web.ui.scope import scope_from

pages = Blueprint("workbooks", __name__, url_prefix="/ky/<period>/bang-tong-hop")


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """All builds, and what the newest changed."""
    watched, builds = load_board(context(), period, BoardFilter()), _builds(period)
    newest = latest_for(context(), caller(), period, watched.board.counting)
    return render_template(
        "province/workbooks.html", watched=watched, builds=builds, newest=newest, kinds=watched.board.kinds,
        parts=PrintPart, earlier=_comparable(builds), may_build=caller().role in HOME_AFFAIRS_AND_ADMIN,
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
            may_build=caller().role in HOME_AFFAIRS_AND_ADMIN,
        )
    )


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def build(period: str) -> Response:
    """Begin one, unless one is under way."""
    scope = scope_from(period, request.form.to_dict(flat=False), request.form)
    _row, is_new = request_workbook(context(), caller(), period, scope)
    flash(_("Đã bắt đầu lập bảng.") if is_new else _("Đang có một lần lập bảng chưa xong."), "success")
    return redirect(url_for(".show", period=period))


@pages.post("/<workbook>/huy")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(lambda: _("Hủy lần lập bảng này? Phần đã làm sẽ mất, cần lập lại từ đầu."))
def cancel(period: str, workbook: str) -> Response:
    """Give one up."""
    cancel_workbook(context(), caller(), workbook)
    flash(_("Đã hủy lần lập bảng."), "success")
    return redirect(url_for(".show", period=period))


@pages.get("/<workbook>/tong-hop.xlsx")
@allow(PROVINCE)
def download(period: str, workbook: str) -> Response:
    """A finished one."""
    return workbook_file(download_workbook(context(), caller(), workbook))


@pages.get("/<workbook>/thay-doi")
@allow(PROVINCE)
def changes(period: str, workbook: str) -> str:
    """What it changed against an earlier one, figure by figure."""
    found, row = changes_between(context(), workbook, request.args.get("tu", ""))
    others = [other for other in _comparable(_builds(row.period)) if other.id != row.id]
    return render_template("province/changes.html", changes=found, row=row, others=others)


def _builds(period: str) -> list[tuple[WorkbookRow, BuildState]]:
    return [(row, row.state) for row in list_builds(context(), period)]


def _comparable(builds: list[tuple[WorkbookRow, BuildState]]) -> list[WorkbookRow]:
    return [row for row, state in builds if state is BuildState.READY]
