"""The mails that went out, wait or failed; without a mail server they can be read here."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.actions.mailbox import mailbox
from service.web.access import ADMINS, allow
from service.web.state import context

pages = Blueprint("mailbox", __name__, url_prefix="/quan-tri/hop-thu")


@pages.get("")
@allow(ADMINS)
def show() -> str:
    """The newest of them."""
    return render_template("administration/mailbox.html", box=mailbox(context()))
