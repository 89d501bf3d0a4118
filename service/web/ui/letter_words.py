"""What became of letters that were asked for: without a mail server none goes out."""

from __future__ import annotations

from service.web.request_context import context
from service.web.ui.i18n import _


def invitation_words(count: int) -> str:
    """So many invitations wait to be sent, or are kept here."""
    if context().settings.smtp_url:
        return _("%(count)s thư mời đã vào hàng chờ gửi.", count=count)
    return _("%(count)s thư mời đang giữ ở Hộp thư, chưa gửi vì chưa đặt máy chủ thư.", count=count)
