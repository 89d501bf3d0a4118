"""A password by a link in a letter: for those who forgot theirs and for those who are invited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from service.actions.context import Context
from service.actions.notifications.mailbox import mailbox
from service.actions.operations.delivery import deliver
from service.actions.organization.accounts import change_account_details
from service.domain.organization.access import Role
from service.queue import Job
from service.storage.models import EventRow, PasswordResetRow
from tests.support.browser import PASSWORD
from tests.support.databases import locked
from tests.support.hints import Recorder, recording
from tests.support.installation import ADMIN, OFFICER
from tests.support.mail_server import Box, html_of, serving, text_of
from tests.support.threads import at_once
from tests.support.visitor import Visitor, address_of, enlist, guest
from tests.support.web import Web

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SAID = "Nếu địa chỉ này có tài khoản, thư đặt lại mật khẩu đã được gửi. Kiểm tra cả mục thư rác."
GONE = "Liên kết đặt mật khẩu đã dùng hoặc hết hạn: yêu cầu liên kết mới."
NEW = "bốn con voi qua cầu tre"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/dat-mat-khau/[\w-]{40,})")


class Post:
    """An installation with a mail server, and what was put into its hands."""

    def __init__(self, context: Context, box: Box) -> None:
        settings = replace(context.settings, smtp_url=box.url)
        self.context, self.hints = recording(replace(context, settings=settings))
        self.web = Web(self.context)
        self.box = box

    def deliver(self) -> list[str]:
        """Do the jobs that were asked for; the links in the letters that came."""
        before = len(self.box.letters)
        for asked in self.hints.take():
            assert asked == (Job.DELIVER,)
            deliver(self.context)
        return [link_in(text_of(letter)) for letter in self.box.letters[before:]]


def link_in(text: str) -> str:
    """The path of the one link in a letter."""
    (path,) = LINK.findall(text)
    return str(path)


def at(**elapsed: float) -> time_machine.travel:
    """So much after the start, standing still."""
    return time_machine.travel(START + timedelta(**elapsed), tick=False)


@pytest.fixture
def mailed(context: Context) -> Iterator[Post]:
    """It, on each kind of database."""
    box = Box()
    with serving(box):
        yield Post(context, box)


def ask(web: Web, email: str) -> str:
    """Ask for a link; what the page says then."""
    visitor = Visitor(web.app)
    asked = visitor.send("/quen-mat-khau", email=email)
    assert (asked.status, asked.answer.location) == (302, "/dang-nhap")
    return visitor.get("/dang-nhap").words


def test_without_a_mail_server_nobody_is_told_that_a_letter_was_sent(web: Web) -> None:
    """Whether the address is known is not told either."""
    known = enlist(web.context, OFFICER).email
    told = [ask(web, email) for email in (known, "khong-co@example.vn")]
    assert all("Chưa có máy chủ thư nên thư chưa được gửi" in words and SAID not in words for words in told)


def test_a_forgotten_password_is_set_anew_by_a_letter(mailed: Post) -> None:
    account = enlist(mailed.context, OFFICER)
    before = Visitor(mailed.web.app)
    before.sign_in(account.email)
    assert SAID in ask(mailed.web, f" {account.email.upper()} ")
    (link,) = mailed.deliver()
    (letter,) = mailed.box.letters
    assert (letter["To"], letter["Subject"]) == (account.email, "Đặt lại mật khẩu – Hệ thống báo cáo CCHC")
    assert link in html_of(letter) and "trong 2 giờ" in html_of(letter)
    visitor = Visitor(mailed.web.app)
    page = visitor.get(link)
    assert f"{OFFICER.name} – {account.email}" in page.words
    assert visitor.send(link, password=NEW, again=NEW).answer.location == "/dang-nhap"
    assert "Đã đặt mật khẩu mới. Mời đăng nhập." in visitor.get("/dang-nhap").words
    assert before.get("/tai-khoan").status == 302
    assert visitor.sign_in(account.email).status == 401
    assert visitor.sign_in(account.email, NEW).status == 302
    with mailed.context.database.reading() as session:
        acts = [row.action for row in session.query(EventRow).filter(EventRow.subject == account.email)]
        assert [act for act in acts if not act.startswith("sign_in.")] == [
            "account.added", "password.reset_asked", "password.changed",
        ]  # fmt: skip


def test_a_link_works_once(mailed: Post) -> None:
    ask(mailed.web, enlist(mailed.context, OFFICER).email)
    (link,) = mailed.deliver()
    assert Visitor(mailed.web.app).send(link, password=NEW, again=NEW).status == 302
    for page in (
        Visitor(mailed.web.app).get(link),
        Visitor(mailed.web.app).send(link, password=PASSWORD, again=PASSWORD),
    ):
        assert page.status == 404
        assert page.texts("//main//*[@role='alert']") == [GONE]
    assert Visitor(mailed.web.app).sign_in(address_of(OFFICER), NEW).status == 302


def test_of_several_who_use_a_link_at_once_one_sets_the_password(mailed: Post) -> None:
    ask(mailed.web, enlist(mailed.context, OFFICER).email)
    (link,) = mailed.deliver()
    visitors = [(Visitor(mailed.web.app), f"{NEW} {number}") for number in range(4)]
    tokens = [visitor.token() for visitor, _ in visitors]

    def use(number: int) -> int:
        visitor, password = visitors[number]
        return visitor.send_bare(link, csrf_token=tokens[number], password=password, again=password).status

    statuses = at_once(4, use)
    assert statuses.count(302) == 1 and set(statuses) <= {302, 404, 409}
    assert visitors[0][0].sign_in(address_of(OFFICER), visitors[statuses.index(302)][1]).status == 302


def test_a_link_ends_after_two_hours(mailed: Post) -> None:
    with at():
        ask(mailed.web, enlist(mailed.context, OFFICER).email)
        (link,) = mailed.deliver()
    with at(minutes=119):
        assert Visitor(mailed.web.app).get(link).status == 200
    with at(hours=2, seconds=1):
        assert Visitor(mailed.web.app).get(link).status == 404
        assert Visitor(mailed.web.app).send(link, password=NEW, again=NEW).status == 404
        assert Visitor(mailed.web.app).sign_in(address_of(OFFICER)).status == 302


def test_a_newer_link_ends_the_older_one(mailed: Post) -> None:
    email = enlist(mailed.context, OFFICER).email
    ask(mailed.web, email)
    ask(mailed.web, email)
    first, second = mailed.deliver()
    assert Visitor(mailed.web.app).get(first).status == 404
    assert Visitor(mailed.web.app).get(second).status == 200


def test_who_has_no_account_or_a_disabled_one_gets_the_same_answer_and_no_letter(mailed: Post) -> None:
    account = enlist(mailed.context, OFFICER)
    change_account_details(
        mailed.context, "quản trị", account.id, name="An", role=Role.OFFICER, agency=account.agency, disabled=True
    )
    said = {ask(mailed.web, email) for email in ("khong.co@hungyen.gov.vn", account.email, "", "không phải")}
    assert len(said) == 1
    assert SAID in said.pop()
    assert mailed.deliver() == [] and mailed.box.letters == []


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        (NEW, f"{NEW}x", "Hai lần nhập mật khẩu không giống nhau."), ("ngắn", "ngắn", "Mật khẩu cần ít nhất 10 ký tự."),
        ("officer-2023", "officer-2023", "Mật khẩu dễ đoán"), ("", "", "Mật khẩu cần ít nhất 10 ký tự."),
    ],
)  # fmt: skip
def test_a_password_that_will_not_do_leaves_the_link_as_it_was(
    sqlite_context: Context, password: str, again: str, said: str
) -> None:
    context, hints = recording(sqlite_context)
    web = Web(context)
    ask(web, enlist(context, OFFICER).email)
    link = kept_link(context, hints)
    visitor = Visitor(web.app)
    page = visitor.send(link, password=password, again=again)
    assert page.status == 409
    assert said in page.find("//main//*[@role='alert']").text_content()
    assert visitor.send(link, password=NEW, again=NEW).status == 302


def kept_link(context: Context, hints: Recorder) -> str:
    """The link in the newest letter, which is kept since there is no mail server."""
    assert set(hints.take()) == {(Job.DELIVER,)}
    deliver(context)
    newest = mailbox(context).mails[0]
    assert newest.state == "kept"
    return link_in(newest.text)


def test_without_a_mail_server_the_letter_is_kept_for_the_administrator(any_web: Web) -> None:
    context, hints = recording(any_web.context)
    web = Web(context)
    ask(web, enlist(context, OFFICER).email)
    assert Visitor(web.app).get(kept_link(context, hints)).status == 200


def test_a_busy_database_does_not_use_up_a_link(web: Web) -> None:
    context, hints = recording(web.context)
    site = Web(context)
    ask(site, enlist(context, OFFICER).email)
    link, visitor = kept_link(context, hints), Visitor(site.app)
    with locked(context.database):
        page = visitor.send(link, password=NEW, again=NEW)
        assert (page.status, page.texts("//h1")) == (503, ["Hệ thống đang bận"])
    assert visitor.send(link, password=NEW, again=NEW).status == 302


def test_an_invited_person_sets_a_password_within_a_week(mailed: Post) -> None:
    with at():
        admin = guest(mailed.context, mailed.web.app, ADMIN)
        admin.send("/quan-tri/nguoi-dung", email="Moi@SGTVT.gov.vn", name="Phạm Mới", role="leader", agency="SGTVT")
        (link,) = mailed.deliver()
    (letter,) = mailed.box.letters
    assert (letter["To"], letter["Subject"]) == ("moi@sgtvt.gov.vn", "Tài khoản báo cáo cải cách hành chính")
    assert "Kính gửi Phạm Mới," in text_of(letter) and "lãnh đạo đơn vị" in html_of(letter)
    assert "trong 7 ngày" in text_of(letter)
    with at(days=6, hours=23):
        visitor = Visitor(mailed.web.app)
        assert visitor.sign_in("moi@sgtvt.gov.vn", "").status == 401
        assert visitor.send(link, password=NEW, again=NEW).status == 302
        assert visitor.sign_in("moi@sgtvt.gov.vn", NEW).answer.location == "/bao-cao"


def test_links_are_kept_only_as_hashes(mailed: Post) -> None:
    ask(mailed.web, enlist(mailed.context, OFFICER).email)
    (link,) = mailed.deliver()
    with mailed.context.database.reading() as session:
        (kept,) = session.query(PasswordResetRow.sha256)
    assert kept[0] not in link and link.rpartition("/")[2] not in kept[0]


@pytest.mark.parametrize("token", ["khong-co", "x" * 2000, "%00", "' OR 1=1 --", "ă"])
def test_a_link_that_never_was_opens_nothing(any_web: Web, token: str) -> None:
    path = f"/dat-mat-khau/{token}"
    assert Visitor(any_web.app).get(path).status == 404
    assert Visitor(any_web.app).send(path, password=NEW, again=NEW).status == 404


def test_nobody_is_flooded_with_letters(any_web: Web) -> None:
    context, hints = recording(any_web.context)
    web = Web(context)
    email = enlist(context, OFFICER).email
    with at():
        for _ in range(5):
            ask(web, email)
        assert Visitor(web.app).send("/quen-mat-khau", email=email.upper()).status == 429
    assert len(hints.take()) == 5
