"""Letters: kept without a mail server, sent once with one, tried again while it is down, given up in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

import pytest

from service.actions.context import Context
from service.actions.send_mail import LEASE, post, send_mail
from service.actions.sweep import sweep
from service.domain.access import Role
from service.domain.account import Account
from service.domain.delivery import RETRY_AFTER
from service.domain.errors import TonghopError
from service.mail import Letter, mail_server, write
from service.queue import Job
from service.storage.mails import claim_mail, newest_mails
from service.storage.models import MailRow
from tests.support.hints import recording
from tests.support.installation import after
from tests.support.mail_server import Box, html_of, serving, text_of
from tests.support.threads import at_once

LINK = "http://127.0.0.1:8000/dat-mat-khau/abc"
NAME = "Nguyễn Thị <b>Ánh</b> & Con"


@pytest.fixture
def box() -> Box:
    """A mail server that does not run yet."""
    return Box()


@pytest.fixture
def serving_box(box: Box) -> Iterator[Box]:
    """A mail server."""
    with serving(box):
        yield box


def with_mail(context: Context, box: Box) -> Context:
    """The same with this mail server in the settings."""
    settings = replace(context.settings, smtp_url=box.url, mail_sender="Báo cáo tỉnh <baocao@hungyen.gov.vn>")
    return replace(context, settings=settings)


def letter(name: str = NAME) -> Letter:
    """A letter with a link."""
    account = Account(1, "anh@sgtvt.vn", name, Role.OFFICER, "SGTVT")
    return Letter("password_reset", {"account": account, "link": LINK, "hours": 2})


def posted(context: Context, recipient: str = "anh@sgtvt.vn") -> str:
    """A letter that waits to be sent."""
    with context.database.writing() as session:
        return post(context, session, recipient, letter()).id


def row_of(context: Context, mail: str) -> MailRow:
    """What became of it."""
    with context.database.reading() as session:
        return next(row for row in newest_mails(session) if row.id == mail)


def asked(context: Context, **elapsed: float) -> list[tuple[Job, str]]:
    """What the sweeper asks for when so much time has gone by."""
    later, recorder = recording(after(context, **elapsed))
    sweep(later)
    return [hint for hint in recorder.take() if hint[0] is Job.SEND_MAIL]


def test_a_letter_arrives_as_text_and_html_with_a_vietnamese_subject(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    mail = posted(ready)
    send_mail(ready, mail)
    (came,) = serving_box.letters
    assert serving_box.recipients == ["anh@sgtvt.vn"]
    assert (came["To"], came["Subject"]) == ("anh@sgtvt.vn", "Đặt lại mật khẩu tonghop")
    assert came["From"] == "Báo cáo tỉnh <baocao@hungyen.gov.vn>"
    assert came["Message-ID"] == f"<{mail}@hungyen.gov.vn>"
    assert came["Auto-Submitted"] == "auto-generated"
    assert abs(parsedate_to_datetime(came["Date"]).astimezone(UTC) - ready.clock.real()) < timedelta(minutes=2)
    assert came.get_content_type() == "multipart/alternative"
    assert f"Kính gửi {NAME}," in text_of(came) and LINK in text_of(came) and "trong 2 giờ" in text_of(came)
    assert "Đặt lại" not in text_of(came).splitlines()[0]
    assert "Nguyễn Thị &lt;b&gt;Ánh&lt;/b&gt; &amp; Con" in html_of(came)
    assert f'<a href="{LINK}">{LINK}</a>' in html_of(came)
    row = row_of(ready, mail)
    assert (row.state, row.attempts, row.failure) == ("sent", 1, "")


def test_a_letter_is_sent_once_however_often_its_job_runs(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    mail = posted(ready)
    at_once(4, lambda _: send_mail(ready, mail))
    send_mail(after(ready, hours=1), mail)
    assert len(serving_box.letters) == 1
    assert row_of(ready, mail).state == "sent"


def test_without_a_mail_server_the_letter_is_kept_to_be_read(context: Context, serving_box: Box) -> None:
    mail = posted(context)
    send_mail(context, mail)
    row = row_of(context, mail)
    assert (row.state, row.recipient) == ("kept", "anh@sgtvt.vn")
    assert LINK in row.text and LINK in row.html
    send_mail(with_mail(context, serving_box), mail)
    assert serving_box.letters == []
    assert asked(context, days=1) == []


def test_a_letter_waits_while_the_server_is_down_and_the_sweeper_has_it_sent_later(context: Context, box: Box) -> None:
    ready = with_mail(context, box)
    mail = posted(ready)
    send_mail(ready, mail)
    row = row_of(ready, mail)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "refused" in row.failure
    first = RETRY_AFTER[0].total_seconds()
    assert asked(ready, seconds=first - 30) == []
    assert asked(ready, seconds=first + 1) == [(Job.SEND_MAIL, mail)]
    with serving(box):
        send_mail(ready, mail)
        assert box.letters == []
        send_mail(after(ready, seconds=first + 1), mail)
    assert [came["To"] for came in box.letters] == ["anh@sgtvt.vn"]
    row = row_of(ready, mail)
    assert (row.state, row.attempts, row.failure) == ("sent", 2, "")


def test_after_the_last_attempt_the_failure_is_kept_and_nobody_tries_again(context: Context, serving_box: Box) -> None:
    serving_box.answer = "550 5.7.1 không nhận thư này".encode().decode("ascii", "replace").replace("\ufffd", "?")
    ready = with_mail(context, serving_box)
    mail = posted(ready)
    later = timedelta()
    for attempt, wait in enumerate([timedelta(), *RETRY_AFTER], start=1):
        assert row_of(ready, mail).state == "waiting"
        later += wait + timedelta(seconds=1)
        send_mail(after(ready, seconds=later.total_seconds()), mail)
        assert row_of(ready, mail).attempts == attempt
    assert later > timedelta(days=2)
    row = row_of(ready, mail)
    assert row.state == "failed"
    assert "550" in row.failure and "5.7.1" in row.failure
    serving_box.answer = "250 OK"
    send_mail(ready, mail)
    assert serving_box.letters == []
    assert asked(ready, days=30) == []


def test_a_letter_whose_worker_died_is_sent_after_its_lease(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    mail = posted(ready)
    with ready.database.writing() as session:
        assert claim_mail(session, mail, ready.clock.real(), LEASE) is not None
    send_mail(ready, mail)
    assert serving_box.letters == []
    assert asked(ready, seconds=LEASE.seconds + 1) == [(Job.SEND_MAIL, mail)]
    send_mail(after(ready, seconds=LEASE.seconds + 1), mail)
    assert len(serving_box.letters) == 1


def test_a_letter_of_a_transaction_that_failed_is_never_sent(context: Context) -> None:
    with pytest.raises(RuntimeError), context.database.writing() as session:
        post(context, session, "anh@sgtvt.vn", letter())
        raise RuntimeError
    with context.database.reading() as session:
        assert newest_mails(session) == []


@pytest.mark.parametrize("recipient", ["cán.bộ@sgtvt.vn", "a..b@x.vn", "(a@b.vn", "a[b@c.vn", "a@b..vn", "a@b\\c.vn"])
def test_an_address_that_no_server_takes_is_given_up_like_any_other(
    sqlite_context: Context, serving_box: Box, recipient: str
) -> None:
    ready = with_mail(sqlite_context, serving_box)
    mail = posted(ready, recipient)
    for days in range(len(RETRY_AFTER) + 1):
        send_mail(after(ready, days=2 * days), mail)
    assert row_of(ready, mail).state in {"sent", "failed"}


def test_an_unknown_letter_is_no_work(context: Context) -> None:
    send_mail(context, "khong-co")


@pytest.mark.parametrize("url", ["http://x:25", "smtp://", "mail.hungyen.gov.vn", "smtp:mail"])
def test_an_address_of_a_mail_server_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(TonghopError, match="TONGHOP_SMTP_URL"):
        mail_server(url, "a@b.vn")


def test_a_name_with_line_ends_adds_no_header() -> None:
    written = write(letter("An\r\nBcc: tat.ca@x.vn"))
    assert written.subject == "Đặt lại mật khẩu tonghop"
