"""A unit says whether its figures contain those of a unit that ended and that it comes after."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.containment import answer_containment
from service.actions.review.lookups import name_of_agency
from service.web.auth.access import UNITS, allow
from service.web.request_context import caller, context, own_agency
from service.web.ui import fields
from service.web.ui.confirmation import asks
from service.web.ui.i18n import _

pages = Blueprint("containment", __name__, url_prefix="/bao-cao/<period>/don-vi-truoc")


def _question() -> str:
    unit = name_of_agency(context(), fields.parse_text("unit"))
    if request.form.get("contained") == "1":
        return _(
            "Số liệu của đơn vị đã gồm số liệu của %(unit)s? Báo cáo của %(unit)s vẫn được giữ, không cộng thêm vào "
            "tổng của tỉnh.",
            unit=unit,
        )
    return _(
        "Số liệu của đơn vị chưa gồm số liệu của %(unit)s? Hai báo cáo cùng được cộng vào tổng của tỉnh.", unit=unit
    )


@pages.post("")
@allow(UNITS)
@asks(_question)
def answer(period: str) -> Response:
    """Take the answer."""
    is_contained = request.form.get("contained") == "1"
    answer_containment(
        context(), caller(), period, own_agency(), fields.parse_text("unit"),
        contained=is_contained, seen=fields.parse_text("seen"),
    )  # fmt: skip
    flash(_("Đã ghi câu trả lời."), "success")
    return redirect(url_for("form.show", period=period))
