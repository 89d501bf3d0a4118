"""The calendar of deadlines: its secret address, and what lies behind it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from service.actions.periods.calendar_feed import calendar_file, feed_token, renew_feed
from service.languages import LANGUAGES, VIETNAMESE
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, UNITS, allow, public
from service.web.request_context import caller, context
from service.web.ui.confirmation import asks
from service.web.ui.i18n import _, language

CALENDAR = "text/calendar; charset=utf-8"

pages = Blueprint("calendar", __name__, url_prefix="/lich")


@pages.get("")
@allow(UNITS | HOME_AFFAIRS_AND_ADMIN)
def show() -> str:
    """The address of the caller's calendar, and how to use it."""
    token = feed_token(context(), caller())
    # A calendar program has no reader who could choose: the address says the language.
    spoken = None if language() == VIETNAMESE else language()
    address = context().settings.address + url_for(".feed", token=token, language=spoken) if token else ""
    return render_template("calendar.html", address=address, has_unit=caller().role.has_unit)


@pages.post("")
@allow(UNITS | HOME_AFFAIRS_AND_ADMIN)
@asks(lambda: _("Đổi địa chỉ lịch? Lịch đã thêm vào điện thoại, máy tính theo địa chỉ cũ sẽ ngừng cập nhật."))
def renew() -> AnyResponse:
    """Make the address, or a new one in its place."""
    renew_feed(context(), caller())
    flash(_("Đã tạo địa chỉ lịch mới."), "success")
    return redirect(url_for(".show"))


@pages.get("/<token>.ics")
@public
def feed(token: str) -> Response:
    """The calendar, for programs that know its address and nothing else."""
    response = Response(calendar_file(context(), token, _asked_language()), content_type=CALENDAR)
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _asked_language() -> str:
    asked = request.args.get("language", VIETNAMESE)
    return asked if asked in LANGUAGES else VIETNAMESE
