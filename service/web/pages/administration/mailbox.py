"""The messages that went out, wait or failed, and how far it is; without a mail server they can be read here."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.notifications.mailbox import Mailbox, kept_attachment, mailbox
from service.actions.organization.letters_again import send_again
from service.domain.audit import AuditEvent
from service.web.auth.access import ADMINS, allow
from service.web.media_types import DOCX
from service.web.request_context import caller, context
from service.web.ui.conditional import unless_the_same
from service.web.ui.confirmation import asks
from service.web.ui.downloads import download, recorded
from service.web.ui.i18n import _

pages = Blueprint("mailbox", __name__, url_prefix="/quan-tri/hop-thu")


@pages.get("")
@allow(ADMINS)
def show() -> str:
    """A page of them, found by recipient or subject."""
    return render_template("administration/mailbox.html", box=_box(), wanted=request.args.get("tim", ""))


@pages.get("/tien-do")
@allow(ADMINS)
def progress() -> Response:
    """The same for a page that keeps itself up to date."""
    page = render_template("administration/mailbox_live.html", box=_box(), wanted=request.args.get("tim", ""))
    return unless_the_same(page)


def _box() -> Mailbox:
    return mailbox(context(), request.args.get("tim", ""), request.args.get("trang", 1, type=int))


@pages.post("/gui-lai")
@allow(ADMINS)
@asks(lambda: _("Gửi lại mọi thư đang giữ và thư không gửi được? Lời mời đã hết hạn được thay bằng thư mời mới."))
def all_again() -> Response:
    """Send again whatever was kept or given up."""
    return _again()


@pages.post("/<mail>/gui-lai")
@allow(ADMINS)
def again(mail: str) -> Response:
    """Send one letter again."""
    return _again(mail)


def _again(mail: str | None = None) -> Response:
    done = send_again(context(), caller(), mail)
    flash(_("%(waiting)s thư chờ gửi lại, %(renewed)s thư mời mới thay thư hết hạn, %(ended)s thư không cần gửi nữa.",
            waiting=done.requeued, renewed=done.renewed, ended=done.ended), "success")  # fmt: skip
    return redirect(url_for("mailbox.show"))


@pages.get("/<mail>/tep-kem.docx")
@allow(ADMINS)
def attachment(mail: str) -> Response:
    """The file that goes with a kept mail."""
    name, raw = kept_attachment(context(), mail)
    return recorded(download(raw, DOCX, name), AuditEvent.LETTER_DOWNLOADED, name)
