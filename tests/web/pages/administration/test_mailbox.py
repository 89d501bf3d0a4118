"""The mailbox: without a mail server letters can be read here; what was sent is its recipient's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.actions.accounts import ask_for_reset
from service.actions.context import Context
from service.actions.send_mail import send_mail
from service.storage.mails import newest_mails
from tests.support.installation import ADMIN, OFFICER
from tests.support.mail_server import Box, serving
from tests.support.visitor import Visitor, address_of, enlist
from tests.support.web import Web

PAGE = "/quan-tri/hop-thu"


@pytest.fixture
def admin(sqlite_context: Context) -> Visitor:
    """The administrator at a browser; an officer has an account."""
    visitor = Visitor(Web(sqlite_context).app)
    visitor.come_in(sqlite_context, enlist(sqlite_context, ADMIN))
    enlist(sqlite_context, OFFICER)
    return visitor


def sent(context: Context) -> None:
    """A link for a new password goes out, or not."""
    ask_for_reset(context, address_of(OFFICER))
    with context.database.reading() as session:
        (mail,) = newest_mails(session)
    send_mail(context, mail.id)


def test_an_empty_box_says_what_will_come(admin: Visitor) -> None:
    page = admin.get(PAGE)
    assert page.status == 200
    assert "Chưa có thư nào" in page.words and "TONGHOP_SMTP_URL" in page.words


def test_without_a_server_letters_are_kept_to_be_read(admin: Visitor, sqlite_context: Context) -> None:
    sent(sqlite_context)
    words = admin.get(PAGE).words
    assert "giữ lại" in words and address_of(OFFICER) in words and "/dat-mat-khau/" in words


def test_what_was_sent_or_failed_is_told_without_its_words(admin: Visitor, sqlite_context: Context) -> None:
    box = Box()
    ready = replace(sqlite_context, settings=replace(sqlite_context.settings, smtp_url=box.url))
    sent(ready)
    words = admin.get(PAGE).words
    assert "chờ gửi" in words and "1 lần chưa được" in words and "thử lại lúc" in words
    with serving(box):
        with ready.database.writing() as session:
            (mail,) = newest_mails(session)
            mail.not_before = None
        send_mail(ready, mail.id)
    words = admin.get(PAGE).words
    assert "đã gửi" in words and "Đặt lại mật khẩu" in words and "/dat-mat-khau/" not in words
