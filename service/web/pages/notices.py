"""What a person is told on the pages: reminders and the like, the newest first, with those unread marked."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.notifications.notices import notices, open_notice, read_all
from service.web.auth.access import EVERYONE, allow
from service.web.auth.sessions import require_sign_in
from service.web.request_context import context

pages = Blueprint("notices", __name__, url_prefix="/thong-bao")


@pages.get("")
@allow(EVERYONE)
def show() -> str:
    """The newest of them."""
    return render_template("notices.html", notices=notices(context(), require_sign_in().account.id))


@pages.post("/<int:number>")
@allow(EVERYONE)
def read(number: int) -> Response:
    """Mark one as read, and go where it leads unless the person stays."""
    link = open_notice(context(), require_sign_in().account.id, number)
    return redirect(url_for("notices.show") if "stay" in request.form else link)


@pages.post("/da-doc")
@allow(EVERYONE)
def read_everything() -> Response:
    """Mark all as read that the page showed."""
    read_all(context(), require_sign_in().account.id, request.form.get("up_to", 0, type=int))
    return redirect(url_for("notices.show"))
