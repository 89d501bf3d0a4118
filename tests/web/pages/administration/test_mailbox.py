"""The mailbox: without a mail server letters can be read here; what was sent is its recipient's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.operations.delivery import deliver
from service.actions.organization.accounts import ask_for_reset
from service.channels.smtp import MessageContent
from service.domain.notifications.delivery import Attachment
from service.domain.organization.account import Account
from service.storage.notifications.messages import newest_mails
from service.storage.organization.accounts import account_by_email
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


def enlisted(context: Context) -> Account:
    """The officer's account."""
    with context.database.reading() as session:
        account = account_by_email(session, address_of(OFFICER))
    assert account is not None
    return account


def sent(context: Context) -> None:
    """A link for a new password goes out, or not."""
    ask_for_reset(context, address_of(OFFICER))
    deliver(context)


def test_an_empty_box_says_what_will_come(admin: Visitor) -> None:
    page = admin.get(PAGE)
    assert page.status == 200
    assert "Chưa có thư nào" in page.words and "TONGHOP_SMTP_URL" in page.words


def test_without_a_server_letters_are_kept_to_be_read(admin: Visitor, sqlite_context: Context) -> None:
    sent(sqlite_context)
    words = admin.get(PAGE).words
    assert "giữ ở Hộp thư" in words and address_of(OFFICER) in words and "/dat-mat-khau/" in words


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
        deliver(ready)
    words = admin.get(PAGE).words
    assert "đã gửi" in words and "Đặt lại mật khẩu" in words and "/dat-mat-khau/" not in words


def test_a_kept_letters_file_is_handed_out(admin: Visitor, sqlite_context: Context) -> None:
    about = {"account": enlisted(sqlite_context), "link": "http://x", "hours": 2}
    enclosed = MessageContent("password_reset", about, enclosure=Attachment("don-doc-2023-Q3.docx", b"PK"))
    with sqlite_context.transaction("quản trị") as tx:
        mail = enqueue_message(sqlite_context, tx, address_of(OFFICER), enclosed)
    assert admin.get(PAGE).tree.xpath("//main//td//a") == []
    assert admin.get(f"{PAGE}/{mail}/tep-kem.docx").status == 404
    deliver(sqlite_context)
    link = admin.get(PAGE).find("//main//td//a")
    assert link.text == "don-doc-2023-Q3.docx"
    answer = admin.get(link.get("href")).answer
    assert answer.data == b"PK" and "don-doc-2023-Q3.docx" in answer.headers["Content-Disposition"]
