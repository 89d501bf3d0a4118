"""The messages that went out, wait or failed, and how far it is; without a mail server they can be read here."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from service.actions.notifications.mailbox import kept_attachment, mailbox
from service.domain.audit import AuditEvent
from service.web.auth.access import ADMINS, allow
from service.web.media_types import DOCX
from service.web.request_context import context
from service.web.ui.conditional import unless_the_same
from service.web.ui.downloads import download, recorded

pages = Blueprint("mailbox", __name__, url_prefix="/quan-tri/hop-thu")


@pages.get("")
@allow(ADMINS)
def show() -> str:
    """The newest of them."""
    return render_template("administration/mailbox.html", box=mailbox(context()))


@pages.get("/tien-do")
@allow(ADMINS)
def progress() -> Response:
    """The same for a page that keeps itself up to date."""
    return unless_the_same(render_template("administration/mailbox_live.html", box=mailbox(context())))


@pages.get("/<mail>/tep-kem.docx")
@allow(ADMINS)
def attachment(mail: str) -> Response:
    """The file that goes with a kept mail."""
    name, raw = kept_attachment(context(), mail)
    return recorded(download(raw, DOCX, name), AuditEvent.LETTER_DOWNLOADED, name)
