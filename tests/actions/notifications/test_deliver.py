"""Letters: kept without a mail server, sent once with one, urgent ones first and at the pace of the settings, by one
connection; tried again while the server is down, and given up in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.actions.context import Context
from service.actions.notifications.deliver import run_delivery
from service.actions.notifications.outbox import Link, enqueue_message
from service.actions.operations.delivery import RUN, deliver
from service.actions.operations.sweep import sweep
from service.actions.reminders.recheck import present_state
from service.channels.smtp import MailServer, MessageContent, OutgoingMessage, RenderedMessage
from service.clock import Clock
from service.domain.notifications.delivery import RETRY_AFTER, Attachment
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.queue import Job
from service.storage.leases import MESSAGES
from service.storage.models import MailRow
from service.storage.notifications.messages import claim_mail, newest_mails
from tests.support.hints import recording
from tests.support.installation import after
from tests.support.mail_server import Box, html_of, serving, text_of
from tests.support.threads import at_once

LINK = "http://127.0.0.1:8000/dat-mat-khau/abc"
NAME = "Nguyễn Thị <b>Ánh</b> & Con"
BEGAN = Clock().real()


def with_mail(context: Context, box: Box) -> Context:
    """The same with this mail server in the settings."""
    settings = replace(context.settings, smtp_url=box.url, mail_sender="Báo cáo tỉnh <baocao@hungyen.gov.vn>")
    return replace(context, settings=settings)


def letter(name: str = NAME) -> MessageContent:
    """A letter with a link."""
    account = Account(1, "anh@sgtvt.vn", name, Role.OFFICER, "SGTVT")
    return MessageContent("password_reset", {"account": account, "link": LINK, "hours": 2})


def posted(context: Context, recipient: str = "anh@sgtvt.vn") -> str:
    """A letter that waits to be sent."""
    with context.transaction("quản trị") as tx:
        return enqueue_message(context, tx, recipient, letter())


def row_of(context: Context, mail: str) -> MailRow:
    """What became of it."""
    with context.database.reading() as session:
        return next(row for row in newest_mails(session) if row.id == mail)


def is_asked_for(context: Context, **elapsed: float) -> bool:
    """Whether the sweeper asks for a delivery when so much time has gone by."""
    later, recorder = recording(after(context, **elapsed))
    sweep(later)
    return (Job.DELIVER,) in recorder.take()


def test_a_letter_arrives_as_text_and_html_with_a_vietnamese_subject(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    mail = posted(ready)
    deliver(ready)
    (came,) = serving_box.letters
    assert serving_box.recipients == ["anh@sgtvt.vn"]
    assert (came["To"], came["Subject"]) == ("anh@sgtvt.vn", "Đặt lại mật khẩu – Hệ thống báo cáo CCHC")
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


def test_a_file_comes_beside_the_words(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    with ready.transaction("quản trị") as tx:
        enclosed = replace(letter(), enclosure=Attachment("công văn.docx", b"PK\x00\xff"))
        enqueue_message(ready, tx, "anh@sgtvt.vn", enclosed)
    deliver(ready)
    (came,) = serving_box.letters
    assert came.get_content_type() == "multipart/mixed"
    (part,) = came.iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("công văn.docx", b"PK\x00\xff")
    assert LINK in text_of(came) and LINK in html_of(came)


@given(st.lists(st.sampled_from(["quá", "hạn", "Sở", "nộp", "2023", "–", "đơn vị:", "report,"]), min_size=1))
def test_a_subject_and_an_address_arrive_as_they_were_written_however_long(words: list[str]) -> None:
    server = MailServer("smtp://127.0.0.1", "a@b.vn")
    parcel = OutgoingMessage("1", "c@d.vn", RenderedMessage(" ".join(words), "Chữ", "<p>Chữ</p>"), LINK * 3)
    raw = server.letter(parcel, BEGAN).as_bytes()
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == parcel.written.subject
    assert f"\nList-Unsubscribe: <{LINK * 3}>\n".encode() in raw
    assert max(len(line) for line in raw.split(b"\n") if not line.startswith(b"List-")) <= 78


def test_a_letter_is_sent_once_however_often_its_job_runs(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    mail = posted(ready)
    at_once(4, lambda _: deliver(ready))
    deliver(after(ready, hours=1))
    assert len(serving_box.letters) == 1
    assert row_of(ready, mail).state == "sent"


def test_a_run_that_lingers_hands_over_what_is_written_meanwhile(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    looks: list[int] = []

    def write_at_the_second_look(written_to: Context) -> None:
        looks.append(len(looks))
        if len(looks) == 2:
            posted(written_to)

    run_delivery(ready, write_at_the_second_look, present_state, RUN, lingers=5.0)
    assert len(serving_box.letters) == 1
    looks.clear()
    run_delivery(ready, write_at_the_second_look, present_state, RUN)
    assert looks == [0]


def test_without_a_mail_server_the_letter_is_kept_to_be_read(context: Context, serving_box: Box) -> None:
    mail = posted(context)
    deliver(context)
    row = row_of(context, mail)
    assert (row.state, row.recipient) == ("kept", "anh@sgtvt.vn")
    assert LINK in row.text and LINK in row.html
    deliver(with_mail(context, serving_box))
    assert serving_box.letters == []
    assert not is_asked_for(context, days=1)


def test_a_letter_waits_while_the_server_is_down_and_the_sweeper_has_it_sent_later(context: Context, box: Box) -> None:
    ready = with_mail(context, box)
    mail = posted(ready)
    deliver(ready)
    row = row_of(ready, mail)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "refused" in row.failure
    first = RETRY_AFTER[0].total_seconds()
    assert not is_asked_for(ready, seconds=first - 30)
    assert is_asked_for(ready, seconds=first + 1)
    with serving(box):
        deliver(ready)
        assert box.letters == []
        deliver(after(ready, seconds=first + 1))
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
        deliver(after(ready, seconds=later.total_seconds()))
        assert row_of(ready, mail).attempts == attempt
    assert later > timedelta(days=2)
    row = row_of(ready, mail)
    assert row.state == "failed"
    assert "550" in row.failure and "5.7.1" in row.failure
    serving_box.answer = "250 OK"
    deliver(ready)
    assert serving_box.letters == []
    assert not is_asked_for(ready, days=30)


def test_a_letter_whose_worker_died_is_sent_after_its_lease(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    mail = posted(ready)
    with ready.database.writing() as session:
        assert claim_mail(session, mail, ready.clock.real()) is not None
    deliver(ready)
    assert serving_box.letters == []
    assert not is_asked_for(ready, seconds=MESSAGES.lasts.seconds - 1)
    assert is_asked_for(ready, seconds=MESSAGES.lasts.seconds + 1)
    deliver(after(ready, seconds=MESSAGES.lasts.seconds + 1))
    assert len(serving_box.letters) == 1


def test_a_letter_of_a_transaction_that_failed_is_never_sent(context: Context) -> None:
    with pytest.raises(RuntimeError), context.transaction("quản trị") as tx:
        enqueue_message(context, tx, "anh@sgtvt.vn", letter())
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
        deliver(after(ready, days=2 * days))
    assert row_of(ready, mail).state in {"sent", "failed"}


def test_where_nothing_waits_there_is_no_work(context: Context) -> None:
    noting, recorder = recording(context)
    deliver(noting)
    assert recorder.take() == []
    assert not is_asked_for(context, days=1)


def test_a_name_with_line_ends_adds_no_header() -> None:
    written = letter("An\r\nBcc: tat.ca@x.vn").written
    assert written.subject == "Đặt lại mật khẩu – Hệ thống báo cáo CCHC"


def numbered(context: Context, count: int, *, is_bulk: bool = False) -> list[str]:
    """The recipients of so many letters that wait, in the order of their writing."""
    recipients = [f"{'nhieu' if is_bulk else 'rieng'}-{number:03}@x.vn" for number in range(count)]
    for recipient in recipients:
        with context.transaction("quản trị") as tx:
            enqueue_message(context, tx, recipient, letter(), is_bulk=is_bulk)
    return recipients


def test_urgent_letters_go_before_many_and_all_by_one_connection(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    many, urgent = numbered(ready, 5, is_bulk=True), numbered(ready, 3)
    deliver(ready)
    assert serving_box.recipients == [*urgent, *many]
    assert len(set(serving_box.connections)) == 1


def test_a_link_that_somebody_waits_for_goes_before_all_others(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    many, urgent = numbered(ready, 2, is_bulk=True), numbered(ready, 3)
    with ready.transaction("quản trị") as tx:
        until = tx.utcnow + timedelta(hours=1)
        enqueue_message(ready, tx, "moi@x.vn", letter(), link=Link(1, until), is_bulk=True)
        enqueue_message(ready, tx, "quen@x.vn", letter(), link=Link(2, until))
    deliver(ready)
    assert serving_box.recipients == ["quen@x.vn", *urgent, *many, "moi@x.vn"]


def test_a_lost_letter_of_many_is_not_before_urgent_ones(sqlite_context: Context, serving_box: Box) -> None:
    ready = with_mail(sqlite_context, serving_box)
    (many,) = numbered(ready, 1, is_bulk=True)
    with ready.database.writing() as session:
        (row,) = newest_mails(session)
        assert claim_mail(session, row.id, ready.clock.real()) is not None
    (urgent,) = numbered(ready, 1)
    deliver(after(ready, seconds=MESSAGES.lasts.seconds + 1))
    assert serving_box.recipients == [urgent, many]


class Standing(Clock):
    """Time that stands, twelve seconds later with each turn: however slow the machine is, as many are due."""

    def __init__(self, begun: datetime, turn: int) -> None:
        super().__init__()
        object.__setattr__(self, "moment", begun + timedelta(seconds=12 * turn))

    def real(self) -> datetime:
        """The moment in UTC."""
        moment: datetime = self.moment  # type: ignore[attr-defined]
        return moment


def test_several_runs_at_once_keep_the_pace_and_send_nothing_twice(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    ready = replace(ready, settings=replace(ready.settings, mails_per_minute=60))
    recipients = numbered(ready, 25, is_bulk=True)
    still_there, begun = [], ready.clock.real()
    for turn in (1, 2, 3):
        noting, recorder = recording(replace(ready, clock=Standing(begun, turn)))
        at_once(3, lambda _, context=noting: deliver(context, 3.0))  # type: ignore[misc]
        assert serving_box.recipients.count(recipients[0]) == 1
        still_there.append(len(recipients) - len(serving_box.recipients))
        # Each run whose time is over while more waits asks for another one.
        assert recorder.take() == [(Job.DELIVER,)] * (0 if turn == 3 else 3)
    assert still_there == [15, 5, 0]
    assert sorted(serving_box.recipients) == recipients


class Hasty(Clock):
    """Time that goes by twenty times as fast."""

    def real(self) -> datetime:
        """The moment in UTC."""
        return BEGAN + (super().real() - BEGAN) * 20


def test_a_run_waits_for_its_turn_and_goes_on(sqlite_context: Context, serving_box: Box) -> None:
    ready = with_mail(sqlite_context, serving_box)
    ready = replace(ready, clock=Hasty(), settings=replace(ready.settings, mails_per_minute=30))
    recipients = numbered(ready, 8)
    noting, recorder = recording(ready)
    deliver(noting)
    assert serving_box.recipients == recipients
    with ready.database.reading() as session:
        tried = sorted(row.tried_at for row in newest_mails(session) if row.tried_at is not None)
    assert tried[5] - tried[0] >= timedelta(seconds=10), "five in ten seconds"
    assert recorder.take() == [], "nothing is left to ask for"


def test_a_server_that_takes_so_many_letters_a_connection_gets_another_one(
    sqlite_context: Context, serving_box: Box
) -> None:
    ready = with_mail(sqlite_context, serving_box)
    serving_box.patience = 2
    recipients = numbered(ready, 5)
    deliver(ready)
    assert serving_box.recipients == recipients
    assert [serving_box.connections.count(each) for each in dict.fromkeys(serving_box.connections)] == [2, 2, 1]
    with ready.database.reading() as session:
        assert {(row.state, row.attempts) for row in newest_mails(session)} == {("sent", 1)}


def test_a_connection_that_was_dropped_meanwhile_is_opened_again(box: Box) -> None:
    server = MailServer(box.url, "tonghop@x.vn")
    now, words = datetime(2026, 3, 2, tzinfo=UTC), RenderedMessage("Thử", "thử", "<p>thử</p>")
    with serving(box):
        server.hand_over(OutgoingMessage("1", "mot@x.vn", words), now)
    with serving(box):
        server.hand_over(OutgoingMessage("2", "hai@x.vn", words), now)
        server.close()
    assert box.recipients == ["mot@x.vn", "hai@x.vn"]


def test_a_server_that_is_away_is_asked_once_a_run_and_left_in_peace_for_a_minute(context: Context, box: Box) -> None:
    ready = with_mail(context, box)
    numbered(ready, 4)
    noting, recorder = recording(ready)
    deliver(noting)
    with ready.database.reading() as session:
        assert sorted(row.attempts for row in newest_mails(session)) == [0, 0, 0, 1]
    assert recorder.take() == []
    late = 125.0
    assert is_asked_for(ready, seconds=late)
    deliver(after(ready, seconds=late))
    assert not is_asked_for(ready, seconds=late + 50)
    assert is_asked_for(ready, seconds=late + 70)
    with serving(box):
        deliver(after(ready, seconds=late + 70))
        assert len(box.letters) == 3
        deliver(after(ready, seconds=late + RETRY_AFTER[1].seconds + 1))
    assert len(box.letters) == 4


def test_a_letter_that_is_not_taken_holds_up_no_other(sqlite_context: Context, serving_box: Box) -> None:
    ready = with_mail(sqlite_context, serving_box)
    serving_box.strangers.add("la@x.vn")
    first, bad, last = posted(ready, "mot@x.vn"), posted(ready, "la@x.vn"), posted(ready, "ba@x.vn")
    deliver(ready)
    assert serving_box.recipients == ["mot@x.vn", "ba@x.vn"]
    assert len(set(serving_box.connections)) == 1
    assert [row_of(ready, mail).state for mail in (first, bad, last)] == ["sent", "waiting", "sent"]
    assert row_of(ready, bad).failure == "550 5.1.1 User unknown"


def test_a_letter_that_is_no_duty_says_where_it_can_be_declined(sqlite_context: Context, serving_box: Box) -> None:
    ready = with_mail(sqlite_context, serving_box)
    address = "https://bc.hungyen.gov.vn/tai-khoan?bo=ban-tin"
    with ready.transaction("quản trị") as tx:
        enqueue_message(ready, tx, "mot@x.vn", letter(), unsubscribe=address)
        enqueue_message(ready, tx, "hai@x.vn", letter())
    deliver(ready)
    headers = {came["To"]: (came["List-Unsubscribe"], came["List-Unsubscribe-Post"]) for came in serving_box.letters}
    assert headers == {"mot@x.vn": (f"<{address}>", "List-Unsubscribe=One-Click"), "hai@x.vn": (None, None)}
