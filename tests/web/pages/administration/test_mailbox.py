"""The mailbox: without a mail server letters can be read here; what was sent is its recipient's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.operations.delivery import deliver
from service.actions.organization.accounts import ask_for_reset, create_account
from service.actions.organization.letters_again import LettersAgain, send_again
from service.channels.smtp import MessageContent
from service.domain.errors import ConflictError, NotFoundError
from service.domain.notifications.delivery import Attachment, MessageState
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.storage.notifications.messages import newest_mails
from service.storage.organization.accounts import account_by_email
from tests.support.browser import Person
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


def written(context: Context, count: int) -> None:
    """So many letters without a link, kept where there is no server."""
    with context.transaction("quản trị") as tx:
        for number in range(count):
            about = {"account": enlisted(context), "link": "http://x", "hours": 2}
            enqueue_message(context, tx, f"nguoi{number}@x.vn", MessageContent("password_reset", about))
    deliver(context)


def test_every_letter_is_on_some_page_and_found_by_recipient_or_subject(
    admin: Visitor, sqlite_context: Context
) -> None:
    written(sqlite_context, 108)
    shown = [text for page in (1, 2, 3) for text in admin.get(f"{PAGE}?trang={page}").texts("//main//tbody//th")]
    assert sorted(shown) == sorted(f"nguoi{number}@x.vn" for number in range(108))
    assert "108 thư, trang 3/3" in admin.get(f"{PAGE}?trang=3").words
    assert admin.get(f"{PAGE}?tim=NGUOI107").texts("//main//tbody//th") == ["nguoi107@x.vn"]
    found = admin.get(f"{PAGE}?tim=dat+lai+mat+khau&trang=2")
    assert "108 thư, trang 2/3" in found.words
    assert admin.get(f"{PAGE}/tien-do?tim=nguoi107").texts("//tbody//th") == ["nguoi107@x.vn"]


def test_kept_and_failed_letters_go_again_once_there_is_a_server(sqlite_context: Context) -> None:
    enlist(sqlite_context, OFFICER)
    written(sqlite_context, 3)
    create_account(sqlite_context, "x", email="moi@x.vn", name="Mới", role=Role.AUDITOR, agency=None)
    deliver(sqlite_context)
    with sqlite_context.database.writing() as session:
        mails = {mail.recipient: mail for mail in newest_mails(session)}
        mails["nguoi1@x.vn"].state = MessageState.FAILED
        # The link in the invitation has ended, and the words with it.
        mails["moi@x.vn"].sealed_until = None
        mails["moi@x.vn"].text = mails["moi@x.vn"].html = ""
        one = mails["nguoi0@x.vn"].id
    with pytest.raises(ConflictError, match="máy chủ thư"):
        send_again(sqlite_context, "quản trị")
    box = Box()
    ready = replace(sqlite_context, settings=replace(sqlite_context.settings, smtp_url=box.url))
    with serving(box):
        assert send_again(ready, "quản trị", one) == LettersAgain(1, 0, 0)
        assert send_again(ready, "quản trị") == LettersAgain(2, 1, 0)
        deliver(ready)
    with sqlite_context.database.reading() as session:
        states = sorted((mail.recipient, mail.state) for mail in newest_mails(session))
    assert states == [
        ("moi@x.vn", MessageState.SENT), ("moi@x.vn", MessageState.WITHDRAWN),
        *((f"nguoi{number}@x.vn", MessageState.SENT) for number in range(3)),
    ]  # fmt: skip
    with pytest.raises(NotFoundError):
        send_again(ready, "quản trị", one)


def test_letters_are_sent_again_from_the_page(sqlite_context: Context) -> None:
    enlist(sqlite_context, OFFICER)
    written(sqlite_context, 2)
    ready = replace(sqlite_context, settings=replace(sqlite_context.settings, smtp_url="smtp://127.0.0.1:9"))
    person = Person(Web(ready).app, ready, ADMIN, "quan.tri@snv.gov.vn")
    page = person.get(f"{PAGE}?tim=nguoi0")
    (action,) = page.tree.xpath("//main//tbody//button/@formaction")
    assert "1 thư chờ gửi lại" in person.fill(page, str(action), {}, f"{PAGE}/gui-lai").words
    page = person.get(PAGE)
    asked = person.fill(page, f"{PAGE}/gui-lai", {}, f"{PAGE}/gui-lai", ask="1")
    assert "Gửi lại mọi thư đang giữ" in asked.words
    assert "1 thư chờ gửi lại" in person.press(asked, f"{PAGE}/gui-lai").words
    assert person.get(f"{PAGE}?tim=nguoi1").tree.xpath("//main//tbody//button") == []
