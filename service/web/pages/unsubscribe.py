"""The address in a digest that ends its kind: a page that asks, and one click of a mail program."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.actions.notifications.preferences import behind_address, stop
from service.web.auth.access import public
from service.web.request_context import context

pages = Blueprint("unsubscribe", __name__, url_prefix="/ngung-thu")


@pages.get("/<token>")
@public
def ask(token: str) -> str:
    """Ask whether it is meant, since programs that look through mails open addresses too."""
    account, wish = behind_address(context(), token)
    return render_template("unsubscribe.html", account=account, wish=wish, is_done=False)


@pages.post("/<token>")
@public
def end(token: str) -> str:
    """End it; the address itself says who asks, so that a mail program needs no form's token (RFC 8058)."""
    account, wish = stop(context(), token)
    return render_template("unsubscribe.html", account=account, wish=wish, is_done=True)
