"""Reminders of a period: what will be sent and to whom, what was sent, and what each letter says."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request

from service.actions.reminders.forecast import ForecastBatch, ReminderForecast, forecast_reminders
from service.actions.reminders.preview import preview
from service.actions.reminders.reminder_log import ReminderLog, reminder_log
from service.domain.errors import NotFoundError, message
from service.domain.notation.text import without_diacritics
from service.domain.notifications.delivery import DeliveryStatus
from service.domain.organization.access import Role
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, PROVINCE, allow
from service.web.request_context import caller, context
from service.web.ui.pagination import paged

pages = Blueprint("reminding", __name__, url_prefix="/ky/<period>/nhac-nop")
FIRST = 10
# A letter has styles of its own, no scripts, and is shown inside a page of ours only.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox; "


@pages.get("")
@allow(PROVINCE)
def show(period: str) -> str:
    """Whom nobody reaches, the next two weeks, and what was sent."""
    return render_template(
        "province/reminding.html",
        outlook=forecast_reminders(context(), period),
        book=_book(period),
        fates=list(DeliveryStatus),
        first=FIRST,
        may_fix=caller().role is Role.ADMIN,
        has_server=context().settings.smtp_url is not None,
        may_decide=caller().role in HOME_AFFAIRS_AND_ADMIN,
    )


@pages.get("/dot")
@allow(PROVINCE)
def batch(period: str) -> str:
    """The units of one moment and step."""
    looked = forecast_reminders(context(), period)
    found = _batch(looked)
    return render_template(
        "province/reminding_batch.html", outlook=looked, batch=found, page=paged(found.units),
        may_decide=caller().role in HOME_AFFAIRS_AND_ADMIN,
    )  # fmt: skip


@pages.get("/khong-den-duoc")
@allow(PROVINCE)
def unreached(period: str) -> str:
    """The units that owe and have nobody to write to."""
    looked = forecast_reminders(context(), period)
    return render_template("province/reminding_unreached.html", outlook=looked, page=paged(looked.unreached))


@pages.get("/xem-truoc")
@allow(PROVINCE)
def sample(period: str) -> str:
    """What a step says of a unit."""
    shown = preview(context(), period, request.args.get("buoc", ""), request.args.get("don_vi", ""))
    return render_template("province/reminding_sample.html", shown=shown)


@pages.get("/xem-truoc/<int:number>.html")
@allow(PROVINCE)
def letter(period: str, number: int) -> Response:
    """One of its letters as mail programs show it."""
    shown = preview(context(), period, request.args.get("buoc", ""), request.args.get("don_vi", ""))
    if number >= len(shown.samples):
        raise NotFoundError(message("Mốc này không có thư đó."))
    answer = make_response(shown.samples[number].written.html)
    answer.headers["Content-Security-Policy"] = LETTER_POLICY + "frame-ancestors 'self'"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _book(period: str) -> ReminderLog:
    wanted = without_diacritics(request.args.get("tim", "").strip())
    fate = next((fate for fate in DeliveryStatus if fate.value == request.args.get("trang_thai")), None)
    return reminder_log(context(), period, wanted, fate, request.args.get("trang", 1, type=int))


def _batch(looked: ReminderForecast) -> ForecastBatch:
    """The batch that the address names; raises NotFoundError where it has gone out or its moment has changed."""
    step = request.args.get("buoc", "")
    try:
        moment = datetime.fromisoformat(request.args.get("luc", ""))
    except ValueError:
        moment = None
    found = (one for one in looked.batches if one.step.name == step and one.moment == moment)
    if (batch := next(found, None)) is None:
        raise NotFoundError(message("Đợt nhắc này không còn: đã gửi, hoặc hạn nộp vừa thay đổi."))
    return batch
