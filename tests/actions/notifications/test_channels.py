"""Reminders by every means: a mail, a notice on the pages, and a signed call of the province's message bus."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.actions.context import Context
from service.actions.operations.delivery import deliver
from service.actions.reminders.send import plan_due_batches
from service.domain.errors import TonghopError
from service.domain.notifications.delivery import BY_MAIL, RETRY_AFTER
from service.domain.reminders.schedule import RecipientRole
from service.settings import settings_from
from service.storage.notifications.messages import newest_mails
from service.storage.notifications.notices import count_unread, newest_notices
from service.storage.organization.accounts import account_by_email
from service.storage.reminders.reminders import ReminderOutcome, reminders_of
from tests.support.mail_server import Box
from tests.support.message_bus import SECRET, Bus, calling
from tests.support.reminding import HOME, WATCHED, YEAR, at, file_valid, there, tick, with_people

EIGHT = there(2023, 12, 13, 8)
LATE = there(2023, 12, 25, 8)
GOOD_SECRET = "whsec_" + base64.b64encode(SECRET).decode()


@pytest.fixture
def bus() -> Bus:
    """A message bus that does not run yet."""
    return Bus()


@pytest.fixture
def year(context: Context, serving_box: Box, bus: Bus) -> Context:
    """The year's period with people, a mail server and a message bus, on each database."""
    ready = with_people(context, serving_box)
    return replace(ready, settings=replace(ready.settings, webhook=bus.hook))


@pytest.fixture
def plain_year(sqlite_context: Context, serving_box: Box, bus: Bus) -> Context:
    """The same on SQLite only."""
    ready = with_people(sqlite_context, serving_box)
    return replace(ready, settings=replace(ready.settings, webhook=bus.hook))


def by_means(context: Context, *channels: str) -> Context:
    """The same where every step goes by these channels only."""
    key = ("cchc", "2022")
    ladder = context.catalogue.ladders[key]
    steps = tuple(replace(step, by=channels) for step in ladder.steps)
    catalogue = replace(context.catalogue, ladders={key: replace(ladder, steps=steps)})
    return replace(context, catalogue=catalogue)


def told(context: Context, email: str) -> list[tuple[str, str]]:
    """Subjects and links of a person's notices, the newest first."""
    with context.database.reading() as session:
        account = account_by_email(session, email)
        assert account is not None
        return [(row.subject, row.link) for row in newest_notices(session, account.id, 100)]


def test_a_step_comes_once_by_each_means_to_each_person(year: Context, serving_box: Box, bus: Bus) -> None:
    with calling(bus):
        for minutes in (0, 1, 5):
            tick(year, EIGHT + timedelta(minutes=minutes))
    officers = sorted(f"canbo@{unit.lower()}.vn" for unit in WATCHED)
    assert sorted(serving_box.recipients) == officers
    assert sorted(call.content["recipient"]["email"] for call in bus.calls) == officers
    subject = "Còn 7 ngày đến hạn nộp báo cáo Năm 2023 – Sở Y tế"
    assert told(year, "canbo@syt.vn") == [(subject, "/bao-cao")]
    with year.database.reading() as session:
        lines = [line for line in reminders_of(session, YEAR) if line.agency == "SYT"]
    assert sorted((line.means, line.outcome, line.mail is None) for line in lines) == [
        ("mail", ReminderOutcome.WRITTEN, False),
        ("notice", ReminderOutcome.WRITTEN, True),
        ("webhook", ReminderOutcome.WRITTEN, False),
    ]
    assert len({line.mail for line in lines}) == 3


def test_a_call_says_what_is_owed_and_is_signed_by_the_convention(plain_year: Context, bus: Bus) -> None:
    with calling(bus):
        tick(plain_year, EIGHT)
    call = next(each for each in bus.calls if each.content["agency"] == "SYT")
    content = call.content
    assert set(content) == {
        "id", "step", "period", "agency", "audience", "recipient", "subject", "text", "link",
    }  # fmt: skip
    assert content["recipient"] == {"email": "canbo@syt.vn", "name": "canbo@syt.vn"}
    assert (content["step"], content["period"], content["audience"]) == ("before_7", YEAR, "officer")
    assert content["subject"] == "Còn 7 ngày đến hạn nộp báo cáo Năm 2023 – Sở Y tế"
    assert "17:00 ngày 20/12/2023" in content["text"] and content["link"] == "http://127.0.0.1:8000/bao-cao"
    assert call.headers["content-type"] == "application/json"
    assert call.headers["webhook-id"] == content["id"]
    stamp = call.headers["webhook-timestamp"]
    assert stamp == str(int(EIGHT.timestamp()))
    signed = content["id"].encode() + b"." + stamp.encode() + b"." + call.body
    made = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{made}"
    assert len({each.connection for each in bus.calls}) == 1, "the connection is kept"


def test_home_affairs_is_called_about_many_units_at_once_and_a_superior_is_a_leader(
    plain_year: Context, bus: Bus
) -> None:
    with calling(bus):
        tick(plain_year, LATE)
        (call,) = [each.content for each in bus.calls if each.content["recipient"]["email"] == HOME]
    assert (call["agency"], call["audience"]) == (None, "home_affairs")
    assert call["link"] == f"http://127.0.0.1:8000/ky/{YEAR}" and "Sở Y tế" in call["text"]
    assert [link for _, link in told(plain_year, HOME)] == [f"/ky/{YEAR}"]
    assert RecipientRole.SUPERIOR.seen_outside == "leader"


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_a_call_that_is_not_taken_is_made_again_under_the_same_id_after_growing_waits(
    plain_year: Context, bus: Bus, answer: int
) -> None:
    only = by_means(plain_year, "webhook")
    bus.answer = answer
    moment = EIGHT
    with calling(bus):
        tick(only, moment)
        tried = {call.content["id"] for call in bus.calls}
        assert len(tried) == len(WATCHED)
        for wait in RETRY_AFTER[:2]:
            moment += wait - timedelta(seconds=1)
            before = len(bus.calls)
            with at(moment):
                deliver(only)
            assert bus.calls[before:] == []
            moment += timedelta(seconds=1)
            bus.answer = 204 if wait == RETRY_AFTER[1] else answer
            with at(moment):
                deliver(only)
            assert sorted(call.content["id"] for call in bus.calls[before:]) == sorted(tried)
    with only.database.reading() as session:
        states = [(row.state, row.failure) for row in newest_mails(session)]
    assert states == [("sent", "")] * len(WATCHED)


def test_an_overloaded_bus_is_left_in_peace(plain_year: Context, bus: Bus) -> None:
    bus.answer = 503
    with calling(bus):
        tick(by_means(plain_year, "webhook"), EIGHT)
    assert len(bus.calls) == 1
    with plain_year.database.reading() as session:
        rows = newest_mails(session)
    assert sorted((row.state, row.attempts) for row in rows) == [("waiting", 0)] * (len(WATCHED) - 1) + [("waiting", 1)]
    assert {row.failure for row in rows} == {"", "HTTP 503 Service Unavailable: không nhận"}


def test_a_bus_that_is_away_holds_up_no_mail_and_reminds_nobody_who_has_filed(
    year: Context, serving_box: Box, bus: Bus
) -> None:
    tick(year, EIGHT)
    assert len(serving_box.letters) == len(WATCHED)
    file_valid(year, "SCT", there(2023, 12, 13, 9))
    with calling(bus):
        tick(year, there(2023, 12, 13, 22))
        assert bus.calls == [], "it waits for the morning"
        tick(year, there(2023, 12, 14, 9))
    assert sorted(call.content["agency"] for call in bus.calls) == sorted(set(WATCHED) - {"SCT"})
    assert all("Còn 6 ngày" in call.content["subject"] for call in bus.calls)


def test_means_that_are_not_set_up_are_not_used(plain_year: Context, bus: Bus) -> None:
    without = replace(plain_year, settings=replace(plain_year.settings, webhook=None))
    with at(EIGHT):
        means = {item.channel.name for climb in plan_due_batches(without) for item in climb.messages}
    assert means == {BY_MAIL, "notice"}
    tick(by_means(without, "webhook"), EIGHT)
    with without.database.reading() as session:
        assert {(line.outcome, line.means) for line in reminders_of(session, YEAR)} == {
            (ReminderOutcome.UNREACHABLE, "")
        }
        assert newest_mails(session) == []


def test_notices_are_for_people_of_the_unit_and_stay_unread_until_they_are_read(plain_year: Context, bus: Bus) -> None:
    only = by_means(plain_year, "notice")
    tick(only, EIGHT)
    tick(only, there(2023, 12, 21, 8))
    assert [subject for subject, _ in told(only, "canbo@syt.vn")] == [
        "Quá hạn 1 ngày nộp báo cáo Năm 2023 – Sở Y tế", "Còn 7 ngày đến hạn nộp báo cáo Năm 2023 – Sở Y tế",
    ]  # fmt: skip
    assert len(told(only, "lanhdao@syt.vn")) == 1
    with only.database.reading() as session:
        account = account_by_email(session, "canbo@syt.vn")
        assert account is not None and count_unread(session, account.id) == 2
        assert newest_mails(session) == []


def test_the_settings_name_the_bus_and_its_secret(tmp_path: Path) -> None:
    given = {"TONGHOP_WEBHOOK_URL": "https://truc.hungyen.gov.vn/tin", "TONGHOP_WEBHOOK_SECRET": GOOD_SECRET}
    hook = settings_from(given, tmp_path).webhook
    assert hook is not None and (hook.url, hook.secret) == ("https://truc.hungyen.gov.vn/tin", SECRET)
    assert settings_from({"TONGHOP_WEBHOOK_SECRET": "gì cũng được"}, tmp_path).webhook is None
    assert settings_from({"TONGHOP_MAILS_PER_MINUTE": "30"}, tmp_path).mails_per_minute == 30


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TONGHOP_WEBHOOK_URL", "truc.hungyen.gov.vn"),
        ("TONGHOP_WEBHOOK_URL", "ftp://truc.hungyen.gov.vn"),
        ("TONGHOP_WEBHOOK_SECRET", ""),
        ("TONGHOP_WEBHOOK_SECRET", GOOD_SECRET.removeprefix("whsec_")),
        ("TONGHOP_WEBHOOK_SECRET", "whsec_ngắn"),
        ("TONGHOP_WEBHOOK_SECRET", "whsec_bmdhbg=="),
        ("TONGHOP_MAILS_PER_MINUTE", "0"),
        ("TONGHOP_MAILS_PER_MINUTE", "nhiều"),
    ],
)
def test_a_setting_that_will_not_do_is_named(tmp_path: Path, name: str, text: str) -> None:
    given = {"TONGHOP_WEBHOOK_URL": "https://x.vn", "TONGHOP_WEBHOOK_SECRET": GOOD_SECRET, name: text}
    with pytest.raises(TonghopError, match=name):
        settings_from(given, tmp_path)
