"""Periods: opened, closed and reopened, their deadlines, and single units' extensions and waivers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods import lifecycle as keeping
from service.actions.periods.administration import codes_to_open, period_administration
from service.actions.review.lookups import list_periods, name_of_agency
from service.domain.errors import ConflictError
from service.domain.notation.text import without_diacritics
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import asks
from service.web.ui.i18n import _, translate

pages = Blueprint("periods", __name__, url_prefix="/quan-tri/ky")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def show() -> str:
    """All periods, the newest first, and those that could be opened."""
    opened = list(reversed(list_periods(context())))
    return render_template("administration/periods.html", periods=opened, codes=codes_to_open(context()))


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def add() -> Response:
    """Open one."""
    period = keeping.open_period(
        context(), fields.parse_text("code"), actor=caller(), asks_signed_report=request.form.get("signed") == "1"
    )
    flash(_("Đã mở kỳ %(title)s.", title=period.title), "success")
    return redirect(url_for("periods.edit", period=period.code))


@pages.get("/<period>")
@allow(HOME_AFFAIRS_AND_ADMIN)
def edit(period: str) -> str:
    """One period with its units and what was decided in it."""
    return _page(period)


@pages.post("/<period>/ky-so")
@allow(HOME_AFFAIRS_AND_ADMIN)
def signed_report(period: str) -> Page:
    """Ask for the signed report with each filing, or no more."""
    asked = request.form.get("asked") == "1"
    said = (
        _("Từ nay mỗi lần nộp phải kèm báo cáo đã ký số.") if asked else _("Không còn bắt buộc kèm báo cáo đã ký số.")
    )
    return _decide(period, said, keeping.set_signed_report, lambda: {"asked": asked})


@pages.post("/<period>/khoa")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(lambda: _("Khóa kỳ báo cáo? Đơn vị chưa nộp sẽ không nộp được nữa cho đến khi mở lại kỳ."))
def close(period: str) -> Page:
    """Take no more filings."""
    return _decide(period, _("Đã khóa kỳ báo cáo."), keeping.close_period)


@pages.post("/<period>/mo-lai")
@allow(HOME_AFFAIRS_AND_ADMIN)
def reopen(period: str) -> Page:
    """Take filings again."""
    return _decide(
        period, _("Đã mở lại kỳ báo cáo."), keeping.reopen_period, lambda: {"reason": fields.parse_text("reason")}
    )


@pages.post("/<period>/han")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(
    lambda: _(
        "Đặt hạn nộp %(due)s cho cả cấp? Mọi đơn vị của cấp này tính theo hạn mới.", due=fields.parse_text("due_at")
    )
)
def deadline(period: str) -> Page:
    """Set a kind's deadline."""
    return _decide(
        period,
        _("Đã đặt hạn nộp."),
        keeping.set_deadline,
        lambda: {"kind": fields.parse_kind("kind"), "due_at": fields.parse_datetime("due_at", _("Hạn nộp"))},
    )


@pages.post("/<period>/gia-han")
@allow(HOME_AFFAIRS_AND_ADMIN)
def extend(period: str) -> Page:
    """Put off one unit's deadline."""
    return _decide(
        period,
        _("Đã gia hạn."),
        keeping.extend,
        lambda: {**_unit(), "due_at": fields.parse_datetime("due_at", _("Hạn mới"))},
    )


def _waiver_question() -> str:
    unit = name_of_agency(context(), fields.parse_text("unit"))
    if request.form.get("waived") == "1":
        return _("Miễn nộp cho %(unit)s? Số liệu đơn vị đã nộp sẽ không được tính vào bảng tổng hợp.", unit=unit)
    return _("Bỏ miễn nộp cho %(unit)s? Đơn vị phải báo cáo trở lại.", unit=unit)


@pages.post("/<period>/mien")
@allow(HOME_AFFAIRS_AND_ADMIN)
@asks(_waiver_question)
def waive(period: str) -> Page:
    """Let one unit off, or ask it again."""
    is_waived = request.form.get("waived") == "1"
    said = _("Đã miễn nộp.") if is_waived else _("Đơn vị phải báo cáo trở lại.")
    return _decide(period, said, keeping.waive, lambda: {**_unit(), "waived": is_waived})


def _unit() -> dict[str, Any]:
    return {"agency": fields.parse_text("unit"), "reason": fields.parse_text("reason")}


def _decide(
    period: str, said: str, decision: Callable[..., None], given: Callable[[], Mapping[str, Any]] = dict
) -> Page:
    """Do it for the person who asks; what will not do is said on the page, with all that was typed."""
    seen = request.form.get("seen", type=int)
    try:
        decision(context(), period, actor=caller(), seen=seen, **given())
    except ConflictError as error:
        return _page(period, translate(error.said)), 409
    flash(said, "success")
    return redirect(url_for("periods.edit", period=period))


def _page(period: str, error: str = "") -> str:
    wanted = without_diacritics(request.args.get("tim", "").strip())
    item = period_administration(context(), period, wanted)
    return render_template("administration/period.html", item=item, error=error, typed=request.form)
