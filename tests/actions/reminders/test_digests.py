"""A month of digests over a real mail server, held against a table written by hand; and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import event, select

from service.actions.context import Context
from service.actions.notifications.preferences import stop, stop_address
from service.actions.organization.held_roles import give_role
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import close_period, waive
from service.actions.reminders.digests import send_digests
from service.actions.review.decide import approve_submission
from service.domain.notifications.delivery import MessageState
from service.domain.organization.access import Role
from service.domain.organization.account import HeldRole, Subscription
from service.storage.models import DigestRow
from service.storage.notifications.messages import NewMail, add_mail, finish_mail, newest_mails
from service.storage.organization.agencies import all_agencies
from tests.support.hints import recording
from tests.support.installation import HOME_AFFAIRS
from tests.support.mail_server import Box, html_of, serving, text_of
from tests.support.reminding import HOME, WATCHED, YEAR, at, choose, file_valid, person_at, there, tick, with_people
from tests.support.threads import at_once
from tests.support.units import units_csv

HOURS = ((7, 30), (8, 0), (22, 0))
LEADER = "lanhdao@syt.vn"
WHO = "Lê Văn Cường"


def ready(context: Context, box: Box) -> Context:
    """The year's period, due on Wednesday 20 December 2023 at 17:00 by the watched units alone.

    One of Home Affairs wants the daily digest, one leader the weekly line.
    """
    year = with_people(context, box)
    with at(there(2023, 12, 1, 8)), year.database.reading() as session:
        others = [unit.code for unit in all_agencies(session) if unit.code not in WATCHED]
    with at(there(2023, 12, 1, 8)):
        for unit in others:
            waive(year, YEAR, unit, WHO, "Không thuộc phép thử")
    choose(year, HOME, Subscription.DAILY)
    choose(year, LEADER, Subscription.WEEKLY)
    return year


@pytest.fixture
def year(context: Context, box: Box) -> Context:
    """It, on each database."""
    return ready(context, box)


@pytest.fixture
def plain_year(sqlite_context: Context, box: Box) -> Context:
    """The same on SQLite only."""
    return ready(sqlite_context, box)


def digests(box: Box) -> list[EmailMessage]:
    """The digests among what came since the box was emptied; the box is emptied."""
    found = [letter for letter in box.letters if letter["List-Unsubscribe"] is not None]
    box.letters.clear()
    box.recipients.clear()
    return found


def made(context: Context) -> list[tuple[str, datetime, bool]]:
    """What was made, and whether there was something to say."""
    with context.database.reading() as session:
        rows = session.scalars(select(DigestRow).order_by(DigestRow.at, DigestRow.wish))
        return [(row.wish, row.planned, row.mail is not None) for row in rows]


@contextmanager
def questions(context: Context) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(context.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(context.database.engine, "before_cursor_execute", note)


def hours(first: datetime, last: datetime) -> Iterator[datetime]:
    """The hours of each day at which somebody looks."""
    day = first
    while day <= last:
        for hour, minute in HOURS:
            yield day.replace(hour=hour, minute=minute)
        day += timedelta(days=1)


def deeds(context: Context) -> dict[datetime, Callable[[], object]]:
    """What people do meanwhile, by the moment of the look after it."""

    def syt_files_and_is_accepted() -> None:
        filing = file_valid(context, "SYT", there(2024, 1, 3, 9))
        with at(there(2024, 1, 3, 10)):
            approve_submission(context, HOME_AFFAIRS, filing)

    def closed() -> None:
        with at(there(2024, 1, 9, 9)):
            close_period(context, YEAR)

    return {
        there(2023, 12, 5, 22): lambda: file_valid(context, "SCT", there(2023, 12, 5, 10)),
        there(2023, 12, 7, 7, 30): lambda: file_valid(context, "STP", there(2023, 12, 7, 6)),
        there(2023, 12, 9, 22): lambda: file_valid(context, "HKC", there(2023, 12, 9, 11)),
        there(2023, 12, 20, 22): lambda: file_valid(context, "SVHTTDL", there(2023, 12, 20, 21)),
        there(2024, 1, 3, 22): syt_files_and_is_accepted,
        there(2024, 1, 9, 22): closed,
    }


def table() -> list[tuple[datetime, str, str]]:
    """Every digest of the story: when, to whom, and how its subject ends."""
    late, one = "2 đơn vị quá hạn", "1 đơn vị quá hạn"
    daily = {
        there(2023, 12, 6, 7, 30): "1 lần nộp mới",
        there(2023, 12, 7, 7, 30): "1 lần nộp mới",
        # What came on a Saturday is told on Monday; it was a department's report, invalid for a district.
        there(2023, 12, 11, 7, 30): "1 lần nộp mới",
        # SVHTTDL came late in the evening, SYT and HKC are left.
        there(2023, 12, 21, 7, 30): f"1 lần nộp mới, {late}",
        **{there(2023, 12, day, 7, 30): late for day in (22, 25, 26, 27, 28, 29)},
        # The new year's Monday is a holiday.
        there(2024, 1, 2, 7, 30): late,
        there(2024, 1, 3, 7, 30): late,
        there(2024, 1, 4, 7, 30): f"1 lần nộp mới, {one}",
        **{there(2024, 1, day, 7, 30): one for day in (5, 8, 9)},
    }
    weekly = {
        there(2023, 12, 4, 8): "chưa nộp, còn 16 ngày",
        there(2023, 12, 11, 8): "chưa nộp, còn 9 ngày",
        there(2023, 12, 18, 8): "chưa nộp, còn 2 ngày",
        there(2023, 12, 25, 8): "chưa nộp, quá hạn 5 ngày",
        there(2024, 1, 2, 8): "chưa nộp, quá hạn 13 ngày",
        # By the 8th it is accepted.
    }
    found = [(moment, HOME, news) for moment, news in daily.items()]
    return sorted(found + [(moment, LEADER, said) for moment, said in weekly.items()])


def test_the_digests_of_a_month_with_a_holiday(year: Context, serving_box: Box) -> None:
    todo, came = deeds(year), []
    for moment in hours(there(2023, 12, 2), there(2024, 1, 12)):
        todo.pop(moment, lambda: None)()
        tick(year, moment)
        came += [(moment, str(item["To"]), str(item["Subject"])) for item in digests(serving_box)]
    assert todo == {}
    wanted = table()
    assert [(moment, to) for moment, to, _ in came] == [(moment, to) for moment, to, _ in wanted]
    for (_, _, subject), (_, _, end) in zip(came, wanted, strict=True):
        assert subject.endswith((f": {end}", f"Năm 2023 {end}")), subject
    assert len({(wish, planned) for wish, planned, _ in made(year)}) == len(made(year)) == 29 + 6


def test_a_digest_says_who_is_late_what_came_and_how_to_end_it(plain_year: Context, serving_box: Box) -> None:
    import_agencies(plain_year, units_csv("x-thu,Xã Thử,,xa,HKC,2023-01-01,,"))
    tick(plain_year, there(2023, 12, 20, 7, 30))
    digests(serving_box)
    file_valid(plain_year, "SCT", there(2023, 12, 20, 16))
    file_valid(plain_year, "STP", there(2023, 12, 20, 18))
    with plain_year.database.writing() as session:
        add_mail(session, NewMail("m", "cu@syt.vn", "Nhắc nộp", "", ""), there(2023, 12, 20, 9))
        finish_mail(session, "m", MessageState.FAILED, there(2023, 12, 20, 18), "550")
    tick(plain_year, there(2023, 12, 22, 9))
    letter = next(item for item in digests(serving_box) if item["To"] == HOME)
    address = stop_address(plain_year, person_at(plain_year, HOME).id, Subscription.DAILY)
    assert letter["To"] == HOME and "quá hạn" in letter["Subject"]
    # As mail programs read it, which do not decode this header.
    assert any(f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in raw for raw in serving_box.raw)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for words in (" ".join(text_of(letter).split()), " ".join(html_of(letter).split())):
        assert "Sở Y tế" in words and "17:00 ngày 20/12/2023" in words and "18:00 ngày 20/12/2023" in words
        assert "2/6 đơn vị" in words and "đúng hạn 1, muộn 1" in words
        assert "Xã Thử" in words and "chưa có ai nhận thư nhắc" in words
        assert "cu@syt.vn: Nhắc nộp" in words
        assert "http://127.0.0.1:8000/ky/2023-Y" in words and address in words
    assert "- Sở Y tế: 2 ngày (hạn 17:00 ngày 20/12/2023)" in text_of(letter).splitlines()


def test_who_leads_two_units_gets_one_digest_of_both(plain_year: Context, serving_box: Box) -> None:
    leader = person_at(plain_year, LEADER)
    with at(there(2023, 12, 1, 9)):
        give_role(plain_year, WHO, leader.id, HeldRole(Role.LEADER, "SCT"))
        give_role(plain_year, WHO, leader.id, HeldRole(Role.OFFICER, "STP"))
    file_valid(plain_year, "SCT", there(2023, 12, 1, 10))
    tick(plain_year, there(2023, 12, 4, 8))
    (letter,) = (item for item in digests(serving_box) if item["To"] == LEADER)
    assert letter["Subject"].startswith("Báo cáo của Sở Y tế, Sở Công Thương tuần này: ")
    for words in (text_of(letter), html_of(letter)):
        assert words.count("của Sở Y tế") == words.count("của Sở Công Thương") == 1 and "Sở Tư pháp" not in words
        assert "hợp lệ, chờ tiếp nhận" in words and "còn 16 ngày" in words


def test_a_late_schedule_sends_one_digest_of_all_that_came_and_never_two(year: Context, serving_box: Box) -> None:
    tick(year, there(2023, 12, 4, 7, 30))
    for unit, day in (("SCT", 4), ("STP", 5), ("HKC", 6)):
        file_valid(year, unit, there(2023, 12, day, 10))
    noting, recorder = recording(year)
    with at(there(2023, 12, 7, 9, 10)):
        assert sorted(at_once(3, lambda _: send_digests(noting))) in ([0, 0, 2], [0, 1, 1])
    assert len(recorder.take()) == 2
    for moment in (there(2023, 12, 7, 9, 11), there(2023, 12, 7, 16)):
        tick(year, moment)
    with at(there(2023, 12, 7, 16, 1)), questions(year) as asked:
        assert send_digests(year) == 0
    assert sum(words.startswith("SELECT") for words in asked) == len(asked) - asked.count("BEGIN") == 3, asked
    found = {str(item["To"]): item for item in digests(serving_box)}
    assert found.keys() == {HOME, LEADER}
    assert str(found[HOME]["Subject"]).endswith(": 3 lần nộp mới")
    with year.database.reading() as session:
        assert len([mail for mail in newest_mails(session) if mail.unsubscribe]) == 2


def test_while_the_mail_server_is_down_what_came_waits_for_the_next_digest(plain_year: Context, box: Box) -> None:
    file_valid(plain_year, "SCT", there(2023, 12, 4, 10))
    for moment in (there(2023, 12, 5, 7, 30), there(2023, 12, 5, 7, 33), there(2023, 12, 5, 16)):
        tick(plain_year, moment)
    file_valid(plain_year, "STP", there(2023, 12, 5, 17))
    with serving(box):
        tick(plain_year, there(2023, 12, 5, 23))
        assert digests(box) == [], "it is no more the newest by the next morning"
        tick(plain_year, there(2023, 12, 6, 7, 30))
        found = [item for item in digests(box) if item["To"] == HOME]
    assert len(found) == 1
    assert "Sở Công Thương" in text_of(found[0]) and "Sở Tư pháp" in text_of(found[0])
    file_valid(plain_year, "HKC", there(2023, 12, 6, 9))
    tick(plain_year, there(2023, 12, 7, 7, 30))
    with serving(box):
        tick(plain_year, there(2023, 12, 7, 14))
        assert [item["To"] for item in digests(box)] == [HOME], "within its day it is sent late"


def test_whoever_ends_it_meanwhile_gets_none(plain_year: Context, box: Box) -> None:
    file_valid(plain_year, "SCT", there(2023, 12, 4, 10))
    tick(plain_year, there(2023, 12, 5, 7, 30))
    address = stop_address(plain_year, person_at(plain_year, HOME).id, Subscription.DAILY)
    assert stop(plain_year, address.rpartition("/")[2])[1] is Subscription.DAILY
    with serving(box):
        tick(plain_year, there(2023, 12, 5, 9))
        tick(plain_year, there(2023, 12, 6, 9))
        assert [item["To"] for item in digests(box)] == [LEADER]


def test_a_long_list_ends_where_the_page_goes_on(plain_year: Context, serving_box: Box) -> None:
    lines = [f"x-{number:03},Xã số {number:03},,xa,HKC,2023-01-01,," for number in range(100)]
    import_agencies(plain_year, units_csv(*lines))
    tick(plain_year, there(2023, 12, 22, 9))
    letter = next(item for item in digests(serving_box) if item["To"] == HOME)
    for count in (75, 70):
        assert f"và {count} đơn vị khác" in text_of(letter) and f"và {count} đơn vị khác" in html_of(letter)
