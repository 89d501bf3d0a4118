"""A quarter of reminders over a real mail server, held against a table written by hand; and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select

from service.actions.activity import activity
from service.actions.context import Context
from service.actions.deliver import LEASE
from service.actions.import_agencies import import_agencies
from service.actions.periods import close_period, extend, set_deadline, waive
from service.actions.remind import remind, what_is_due
from service.actions.review_filing import return_filing
from service.domain.agency import AgencyKind
from service.domain.reminders import Audience
from service.queue import Job
from service.storage.agencies import all_agencies
from service.storage.mails import claim_mail, newest_mails
from service.storage.models import AccountRow, NoticeRow, SubmissionRow
from service.storage.reminders import Outcome, Reminder, reminders_of
from tests.support.hints import recording
from tests.support.installation import HOME_AFFAIRS
from tests.support.mail_server import Box, html_of, serving, text_of
from tests.support.reminding import HOME, WATCHED, YEAR, at, file_valid, there, tick, with_people
from tests.support.threads import at_once
from tests.support.units import units_csv

HOURS = ((7, 0), (7, 30), (8, 0), (12, 0), (17, 0), (17, 30), (22, 0))
WHO = "Lê Văn Cường"


@pytest.fixture
def box() -> Box:
    """A mail server that does not run yet."""
    return Box()


@pytest.fixture
def serving_box(box: Box) -> Iterator[Box]:
    """A mail server."""
    with serving(box):
        yield box


@pytest.fixture
def year(context: Context, box: Box) -> Context:
    """The year's period, open since 1 December 2023 and due on Wednesday the 20th at 17:00, on each database."""
    return with_people(context, box)


@pytest.fixture
def plain_year(sqlite_context: Context, box: Box) -> Context:
    """The same on SQLite only."""
    return with_people(sqlite_context, box)


def book(context: Context, unit: str = "SYT") -> list[Reminder]:
    """What the ladder did about a unit."""
    with context.database.reading() as session:
        return [line for line in reminders_of(session, YEAR) if line.agency == unit]


def came_to(box: Box, moment: datetime) -> list[tuple[datetime, str]]:
    """Who got a mail since the box was emptied, with the moment; the box is emptied."""
    found = [(moment, recipient) for recipient in sorted(box.recipients)]
    box.letters.clear()
    box.recipients.clear()
    return found


def days(first: datetime, last: datetime) -> Iterator[datetime]:
    """The hours of each day at which somebody looks."""
    day = first
    while day <= last:
        for hour, minute in HOURS:
            yield day.replace(hour=hour, minute=minute)
        day += timedelta(days=1)


def to(unit: str, *names: str) -> list[str]:
    """The addresses of a unit's people."""
    return [f"{name}@{unit.lower()}.vn" for name in names]


def table() -> list[tuple[datetime, str]]:
    """Every message of the story below, by hand."""
    by_hand = {
        # Wednesday, seven days before: everybody who owes.
        there(2023, 12, 13, 8): [*to("SYT", "canbo"), *to("SCT", "canbo"), *to("SVHTTDL", "canbo"), *to("HKC", "canbo"),
                                 *to("STP", "canbo")],
        # Monday: STP's filing was returned on Saturday; three days before, since the 17th is a Sunday. HKC is let off.
        there(2023, 12, 18, 7, 30): to("STP", "canbo"),
        there(2023, 12, 18, 8): [*to("SYT", "canbo"), *to("SCT", "canbo"), *to("SVHTTDL", "canbo")],
        # SCT has filed; SVHTTDL gets more time at ten o'clock.
        there(2023, 12, 19, 8): [*to("SYT", "canbo"), *to("SVHTTDL", "canbo")],
        there(2023, 12, 20, 7, 30): to("SYT", "canbo"),
        there(2023, 12, 20, 8): to("STP", "canbo", "lanhdao"),
        there(2023, 12, 21, 8): to("SYT", "canbo", "lanhdao"),
        # Seven days before SVHTTDL's new deadline, the 29th.
        there(2023, 12, 22, 8): to("SVHTTDL", "canbo"),
        # The third day late is a Saturday.
        there(2023, 12, 25, 8): [*to("SYT", "lanhdao"), HOME],
        there(2023, 12, 26, 8): to("SVHTTDL", "canbo"),
        there(2023, 12, 27, 8): [HOME],
        there(2023, 12, 28, 8): to("SVHTTDL", "canbo"),
        there(2023, 12, 29, 7, 30): to("SVHTTDL", "canbo"),
        # It misses that too; the 30th and 31st are a weekend and the 1st a holiday.
        there(2024, 1, 2, 8): [*to("SVHTTDL", "lanhdao"), HOME],
    }  # fmt: skip
    return [(moment, address) for moment, addresses in by_hand.items() for address in sorted(addresses)]


def deeds(context: Context) -> dict[datetime, Any]:
    """What people do meanwhile, by the moment of the look after it."""

    def stp_files_and_gets_it_back() -> None:
        filing = file_valid(context, "STP", there(2023, 12, 15, 9))
        with at(there(2023, 12, 16, 10)):
            return_filing(context, HOME_AFFAIRS, filing, "Xem lại số liệu")

    def more_time() -> None:
        with at(there(2023, 12, 19, 10)):
            extend(context, YEAR, "SVHTTDL", there(2023, 12, 29, 17), WHO, "Chờ số liệu")

    def let_off() -> None:
        with at(there(2023, 12, 14, 10)):
            waive(context, YEAR, "HKC", WHO, "Đang sáp nhập")

    return {
        there(2023, 12, 14, 12): let_off,
        there(2023, 12, 16, 12): stp_files_and_gets_it_back,
        there(2023, 12, 18, 12): lambda: file_valid(context, "SCT", there(2023, 12, 18, 10)),
        there(2023, 12, 19, 12): more_time,
        there(2023, 12, 20, 12): lambda: file_valid(context, "STP", there(2023, 12, 20, 10), sang_kien__so_luong=9),
    }


def test_every_message_of_a_quarter_comes_once_at_its_hour_to_its_people(year: Context, serving_box: Box) -> None:
    todo, came = deeds(year), []
    for moment in days(there(2023, 12, 1), there(2024, 1, 3)):
        todo.pop(moment, lambda: None)()
        tick(year, moment)
        came += came_to(serving_box, moment)
    assert todo == {}
    assert came == table()
    with at(there(2024, 1, 3, 9)):
        close_period(year, YEAR)
    tick(year, there(2024, 1, 8, 9))
    assert serving_box.letters == []


def test_a_letter_says_what_is_owed_by_when_and_where(plain_year: Context, serving_box: Box) -> None:
    tick(plain_year, there(2023, 12, 13, 8))
    letter = next(item for item in serving_box.letters if item["To"] == "canbo@syt.vn")
    assert letter["Subject"] == "Còn 7 ngày đến hạn nộp báo cáo Năm 2023 – Sở Y tế"
    for words in (text_of(letter), html_of(letter)):
        assert "17:00 ngày 20/12/2023" in words and "http://127.0.0.1:8000/bao-cao" in words
    tick(plain_year, there(2023, 12, 25, 8))
    to_home = next(item for item in serving_box.letters if item["To"] == HOME)
    assert "Sở Y tế" in text_of(to_home) and "quá hạn 5 ngày" in text_of(to_home)
    assert "http://127.0.0.1:8000/ky/2023-Y" in html_of(to_home)
    assert [entry.action for entry in activity(plain_year, YEAR, "SYT")] == ["unit.reminded"] * 2


def test_after_three_days_without_a_schedule_only_the_newest_step_goes(year: Context, serving_box: Box) -> None:
    tick(year, there(2023, 12, 13, 8))
    came_to(serving_box, there(2023, 12, 13, 8))
    back = there(2023, 12, 19, 9, 10)
    tick(year, back)
    assert came_to(serving_box, back) == [(back, f"canbo@{unit.lower()}.vn") for unit in sorted(WATCHED)]
    assert {line.step: line.outcome for line in book(year)} == {
        "before_7": Outcome.WRITTEN,
        "before_3": Outcome.OVERTAKEN,
        "before_1": Outcome.WRITTEN,
    }


def test_two_schedules_at_once_send_nothing_twice(year: Context, serving_box: Box) -> None:
    noting, recorder = recording(year)
    with at(there(2023, 12, 21, 8)):
        sent = at_once(3, lambda _: len(remind(noting)))
    assert sorted(sent) == [0, 0, 2 * 2 * len(WATCHED)], "a mail and a notice each"
    assert recorder.take() == [(Job.DELIVER,)]
    with year.database.reading() as session:
        assert len(newest_mails(session)) == 2 * len(WATCHED)
        assert session.scalar(select(func.count()).select_from(NoticeRow)) == 2 * len(WATCHED)


def test_a_day_without_a_mail_server_loses_nothing_and_reminds_nobody_who_has_filed(year: Context, box: Box) -> None:
    for moment in (there(2023, 12, 13, 8), there(2023, 12, 13, 8, 3), there(2023, 12, 13, 15)):
        tick(year, moment)
    file_valid(year, "SCT", there(2023, 12, 13, 16))
    with serving(box):
        tick(year, there(2023, 12, 13, 22))
        assert box.letters == [], "it waits for the morning"
        tick(year, there(2023, 12, 14, 9))
    assert sorted(box.recipients) == sorted(f"canbo@{unit.lower()}.vn" for unit in WATCHED if unit != "SCT")
    assert all("Còn 6 ngày" in letter["Subject"] for letter in box.letters)
    with year.database.reading() as session:
        states = {mail.recipient: mail.state for mail in newest_mails(session)}
    assert states["canbo@sct.vn"] == "withdrawn" and states["canbo@syt.vn"] == "sent"


def test_a_mail_to_home_affairs_names_only_who_still_owes_when_it_goes(plain_year: Context, box: Box) -> None:
    tick(plain_year, there(2023, 12, 25, 8))
    file_valid(plain_year, "SYT", there(2023, 12, 25, 9))
    with serving(box):
        tick(plain_year, there(2023, 12, 25, 14))
    letter = next(item for item in box.letters if item["To"] == HOME)
    assert "Sở Công Thương" in text_of(letter) and "Sở Y tế" not in text_of(letter)


def test_a_worker_killed_between_claim_and_sending_loses_nothing_and_doubles_at_most_once_an_hour(
    plain_year: Context, serving_box: Box
) -> None:
    eight = there(2023, 12, 13, 8)
    with at(eight):
        remind(plain_year)
        with plain_year.database.writing() as session:
            mails = [mail.id for mail in newest_mails(session)]
            for mail in mails:
                assert claim_mail(session, mail, plain_year.clock.real(), LEASE) is not None
    assert len(mails) == len(WATCHED)
    for minutes in (1, 30, 59):
        tick(plain_year, eight + timedelta(minutes=minutes))
    assert serving_box.letters == []
    tick(plain_year, eight + timedelta(minutes=61))
    tick(plain_year, eight + timedelta(minutes=62))
    assert sorted(str(letter["Message-ID"]) for letter in serving_box.letters) == sorted(
        f"<{mail}@hungyen.gov.vn>" for mail in mails
    )


def test_a_filing_that_is_being_checked_is_waited_for_and_one_with_errors_is_not(
    plain_year: Context, serving_box: Box
) -> None:
    filing = file_valid(plain_year, "SYT", there(2023, 12, 13, 7))
    for state, reminded in (("validating", False), ("failed", False), ("invalid", True)):
        with plain_year.database.writing() as session:
            row = session.get(SubmissionRow, filing)
            assert row is not None
            row.state = state
        with at(there(2023, 12, 13, 8)):
            units = {due.owed.agency for climb in what_is_due(plain_year) for due in climb.due}
        assert ("SYT" in units) is reminded


def test_another_common_deadline_starts_the_ladder_over(plain_year: Context, serving_box: Box) -> None:
    tick(plain_year, there(2023, 12, 18, 8))
    assert len(serving_box.letters) == len(WATCHED)
    with at(there(2023, 12, 18, 9)):
        set_deadline(plain_year, YEAR, AgencyKind.SO, there(2023, 12, 27, 17), WHO)
    tick(plain_year, there(2023, 12, 19, 9))
    assert serving_box.recipients[len(WATCHED) :] == to("HKC", "canbo")
    tick(plain_year, there(2023, 12, 20, 8))
    assert to("SYT", "canbo")[0] in serving_box.recipients[len(WATCHED) + 1 :]


def test_a_unit_with_a_leader_only_and_one_with_nobody(plain_year: Context, serving_box: Box) -> None:
    with plain_year.database.writing() as session:
        session.execute(delete(AccountRow).where(AccountRow.email == "canbo@syt.vn"))
        session.execute(delete(AccountRow).where(AccountRow.agency == "SCT"))
    tick(plain_year, there(2023, 12, 21, 8))
    assert serving_box.recipients.count("lanhdao@syt.vn") == 1
    assert [(line.outcome, line.recipient) for line in book(plain_year, "SCT") if line.step == "late_1"] == [
        (Outcome.UNREACHABLE, "")
    ]
    tick(plain_year, there(2023, 12, 21, 9))
    assert serving_box.recipients.count("lanhdao@syt.vn") == 1


def test_the_superior_is_the_leader_of_the_unit_above(plain_year: Context, serving_box: Box) -> None:
    import_agencies(plain_year, units_csv("x-thu,Xã Thử,,xa,HKC,2023-01-01,,"))
    key = ("cchc", "2022")
    ladder = plain_year.catalogue.ladders[key]
    steps = tuple(replace(step, to=(Audience.SUPERIOR,)) for step in ladder.steps)
    catalogue = replace(plain_year.catalogue, ladders={key: replace(ladder, steps=steps)})
    tick(replace(plain_year, catalogue=catalogue), there(2023, 12, 18, 9))
    assert [letter["To"] for letter in serving_box.letters if "Xã Thử" in letter["Subject"]] == ["lanhdao@hkc.vn"]


def test_a_look_at_thousands_of_units_with_nothing_due_costs_a_few_questions(plain_year: Context) -> None:
    lines = [f"x-{number},Xã số {number},,xa,,2023-01-01,," for number in range(4000)]
    import_agencies(plain_year, units_csv(*lines))
    with plain_year.database.reading() as session:
        assert len(all_agencies(session)) > 4000
    with at(there(2023, 12, 13, 8)):
        remind(plain_year)
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(plain_year.database.engine, "before_cursor_execute", note)
    with at(there(2023, 12, 13, 9)):
        assert what_is_due(plain_year) == ()
    event.remove(plain_year.database.engine, "before_cursor_execute", note)
    assert len(asked) <= 10, asked
