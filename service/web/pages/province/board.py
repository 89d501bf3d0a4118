"""The board of a period: every unit's standing, live."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from service.actions.periods.board import load_board, next_pending
from service.actions.periods.board_views import LONGEST_NAME, USUAL, board_views, forget_board_view, save_board_view
from service.actions.review.lookups import list_periods
from service.domain.consolidation.board import BoardColumn, BoardState, DeadlineOutcome
from service.domain.errors import ConflictError
from service.domain.organization.agency import AgencyKind
from service.web.auth.access import HOME_AFFAIRS, HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.pages.province.filters import (
    COLUMNS,
    PAGE,
    given_filters,
    view_address,
    wanted_agencies,
    wanted_columns,
)
from service.web.request_context import caller, context
from service.web.ui.conditional import unless_the_same
from service.web.ui.i18n import _, translate

pages = Blueprint("board", __name__)


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
    return board_page(period, request.args)


def board_page(period: str, given: MultiDict[str, str], error: str = "") -> str:
    """The page with the filters, the selection and the words that were sent, and why nothing was done with them."""
    kept = {
        "chosen": frozenset(given.getlist("unit")),
        "text": given.get("text", ""),
        "every": given.get("every") == "1",
    }
    return render_template("province/board.html", error=error, **kept, **_shown(period, given))


@pages.get("/ky/<period>/bang")
@allow(PROVINCE)
def table(period: str) -> Response:
    """What changes on it, for the page's script."""
    return unless_the_same(
        render_template("province/board_live.html", chosen=frozenset(), **_shown(period, request.args))
    )


@pages.get("/ky/<period>/cho-duyet")
@allow(PROVINCE)
def pending(period: str) -> Response:
    """The next filing that waits for an answer."""
    submission = next_pending(context(), period, request.args.get("sau", ""), caller().account)
    if submission is None:
        flash(_("Không còn báo cáo nào chờ tiếp nhận."), "success")
        return redirect(url_for(".show", period=period))
    return redirect(url_for("province_review.show", submission=submission))


@pages.post("/ky/<period>/che-do-xem")
@allow(PROVINCE)
def keep_view(period: str) -> Response | tuple[str, int]:
    """Keep the board as it stands under a name, or without one its columns as the person's usual ones."""
    name = request.form.get("name", "")
    kept = MultiDict([(COLUMNS, request.form.get(COLUMNS, ""))]) if name == USUAL else request.form
    try:
        save_board_view(context(), caller(), name, view_address(kept))
    except ConflictError as error:
        return board_page(period, request.form, translate(error.said)), 409
    flash(_("Đã lưu chế độ xem.") if name else _("Bảng theo dõi từ nay mở với các cột này."), "success")
    return redirect(f"{url_for('.show', period=period)}?{view_address(request.form)}")


@pages.post("/ky/<period>/che-do-xem/xoa")
@allow(PROVINCE)
def forget_view(period: str) -> Response:
    """Forget one of the person's views."""
    forget_board_view(context(), caller(), request.form.get("name", ""))
    flash(_("Đã xóa chế độ xem."), "success")
    return redirect(url_for(".show", period=period))


def _shown(period: str, given: MultiDict[str, str]) -> dict[str, object]:
    """The units that are looked for, and what can be chosen."""
    views = board_views(context(), caller())
    watched = load_board(context(), period, wanted_agencies(given, caller().account))
    return {
        "watched": watched,
        "given": given_filters(given),
        "beside": {name: text for name, text in given_filters(given).items() if name not in {COLUMNS, PAGE}},
        "columns": wanted_columns(given, views.get(USUAL, "")),
        "all_columns": list(BoardColumn),
        "views": {name: address for name, address in views.items() if name != USUAL},
        "longest_name": LONGEST_NAME,
        "kinds": [kind for kind in AgencyKind if kind in {*watched.board.kinds, watched.wanted.kind}],
        "states": list(BoardState),
        "pasts": list(DeadlineOutcome),
        "may_decide": caller().role in HOME_AFFAIRS_AND_ADMIN,
        "may_file_for": caller().role in HOME_AFFAIRS,
    }
