"""Periods: opened, closed and reopened, their deadlines, and single units' extensions and waivers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions import periods as keeping
from service.actions.look_up import list_periods
from service.actions.period_administration import administered, codes_to_open
from service.domain.text import without_diacritics
from service.web.access import PERIOD_KEEPERS, allow
from service.web.language import _
from service.web.pages.administration import fields
from service.web.state import caller, context

pages = Blueprint("periods", __name__, url_prefix="/quan-tri/ky")


@pages.get("")
@allow(PERIOD_KEEPERS)
def show() -> str:
    """All periods, the newest first, and those that could be opened."""
    opened = list(reversed(list_periods(context())))
    return render_template("administration/periods.html", periods=opened, codes=codes_to_open(context()))


@pages.post("")
@allow(PERIOD_KEEPERS)
def add() -> Response:
    """Open one."""
    period = keeping.open_period(context(), fields.text("code"), actor=caller().name)
    flash(_("Đã mở kỳ %(title)s.", title=period.title), "success")
    return redirect(url_for("periods.edit", period=period.code))


@pages.get("/<period>")
@allow(PERIOD_KEEPERS)
def edit(period: str) -> str:
    """One period with its units and what was decided in it."""
    wanted = without_diacritics(request.args.get("tim", "").strip())
    return render_template("administration/period.html", item=administered(context(), period, wanted))


@pages.post("/<period>/khoa")
@allow(PERIOD_KEEPERS)
def close(period: str) -> Response:
    """Take no more filings."""
    keeping.close_period(context(), period, caller().name)
    return _back(period, _("Đã khóa kỳ báo cáo."))


@pages.post("/<period>/mo-lai")
@allow(PERIOD_KEEPERS)
def reopen(period: str) -> Response:
    """Take filings again."""
    keeping.reopen_period(context(), period, caller().name, fields.text("reason"))
    return _back(period, _("Đã mở lại kỳ báo cáo."))


@pages.post("/<period>/han")
@allow(PERIOD_KEEPERS)
def deadline(period: str) -> Response:
    """Set a kind's deadline."""
    due_at = fields.moment("due_at", _("Hạn nộp"))
    keeping.set_deadline(context(), period, fields.kind("kind"), due_at, caller().name)
    return _back(period, _("Đã đặt hạn nộp."))


@pages.post("/<period>/gia-han")
@allow(PERIOD_KEEPERS)
def extend(period: str) -> Response:
    """Put off one unit's deadline."""
    due_at = fields.moment("due_at", _("Hạn mới"))
    keeping.extend(context(), period, fields.text("unit"), due_at, caller().name, fields.text("reason"))
    return _back(period, _("Đã gia hạn."))


@pages.post("/<period>/mien")
@allow(PERIOD_KEEPERS)
def waive(period: str) -> Response:
    """Let one unit off, or ask it again."""
    is_waived = request.form.get("waived") == "1"
    keeping.waive(context(), period, fields.text("unit"), caller().name, fields.text("reason"), waived=is_waived)
    return _back(period, _("Đã miễn báo cáo.") if is_waived else _("Đơn vị phải báo cáo trở lại."))


def _back(period: str, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for("periods.edit", period=period))
