"""What reminders say, whom they reach, and what a look costs; test_quarter tells the story on SQLite."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select

from service.actions.context import Context
from service.actions.operations.delivery import deliver
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import extend, set_deadline
from service.actions.reminders.send import plan_due_batches, send_reminders
from service.actions.review.activity import activity
from service.domain.organization.agency import AgencyKind
from service.domain.reminders.schedule import RecipientRole
from service.queue import Job
from service.storage.models import AccountRow, NoticeRow, SubmissionRow
from service.storage.notifications.messages import newest_mails
from service.storage.organization.agencies import all_agencies
from service.storage.reminders.reminders import Reminder, ReminderOutcome, reminders_of
from tests.support.hints import recording
from tests.support.mail_server import Box, html_of, serving, text_of
from tests.support.province import put_units
from tests.support.reminding import HOME, WATCHED, YEAR, at, file_valid, there, tick
from tests.support.threads import at_once
from tests.support.units import units_csv

WHO = "Lê Văn Cường"
ON_POSTGRESQL = pytest.mark.parametrize("context", ["postgresql"], indirect=True)


def book(context: Context, unit: str = "SYT") -> list[Reminder]:
    """What the ladder did about a unit."""
    with context.database.reading() as session:
        return [line for line in reminders_of(session, YEAR) if line.agency == unit]


def attempts(context: Context) -> dict[str, int]:
    """How often the handing over of each mail to those who still owe was tried."""
    with context.database.reading() as session:
        return {mail.recipient: mail.attempts for mail in newest_mails(session) if mail.recipient != "canbo@sct.vn"}


def to(unit: str, *names: str) -> list[str]:
    """The addresses of a unit's people."""
    return [f"{name}@{unit.lower()}.vn" for name in names]


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


@ON_POSTGRESQL
def test_two_schedules_at_once_send_nothing_twice(year: Context, serving_box: Box) -> None:
    noting, recorder = recording(year)
    with at(there(2023, 12, 21, 8)):
        sent = at_once(3, lambda _: len(send_reminders(noting)))
    assert sorted(sent) == [0, 0, 2 * 2 * len(WATCHED)], "a mail and a notice each"
    assert recorder.take() == [(Job.DELIVER,)]
    with year.database.reading() as session:
        assert len(newest_mails(session)) == 2 * len(WATCHED)
        assert session.scalar(select(func.count()).select_from(NoticeRow)) == 2 * len(WATCHED)


@ON_POSTGRESQL
def test_a_day_without_a_mail_server_loses_nothing_and_reminds_nobody_who_has_filed(year: Context, box: Box) -> None:
    for moment in (there(2023, 12, 13, 8), there(2023, 12, 13, 8, 3), there(2023, 12, 13, 15)):
        tick(year, moment)
    file_valid(year, "SCT", there(2023, 12, 13, 16))
    tried = attempts(year)
    with serving(box):
        tick(year, there(2023, 12, 13, 22))
        assert box.letters == [], "it waits for the morning"
        assert attempts(year) == tried, "and a night is no attempt"
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


def test_a_list_is_in_table_order_and_says_from_how_many_days_to_how_many(
    plain_year: Context, serving_box: Box
) -> None:
    with at(there(2023, 12, 19, 10)):
        extend(plain_year, YEAR, "HKC", there(2023, 12, 29, 17), WHO, "Chờ số liệu")
        extend(plain_year, YEAR, "SYT", there(2023, 12, 30, 17), WHO, "Chờ số liệu")
    tick(plain_year, there(2024, 1, 2, 8))
    letter = next(item for item in serving_box.letters if item["Subject"].startswith("2 đơn vị"))
    assert letter["Subject"] == "2 đơn vị quá hạn 3–4 ngày – Năm 2023"
    words = text_of(letter)
    assert 0 < words.index("Sở Y tế: quá hạn 3 ngày") < words.index("Huyện Khoái Châu: quá hạn 4 ngày")


def test_a_filing_that_is_being_checked_is_waited_for_and_one_with_errors_or_no_verdict_is_not(
    plain_year: Context, serving_box: Box
) -> None:
    filing = file_valid(plain_year, "SYT", there(2023, 12, 13, 7))
    for state, reminded in (("validating", False), ("failed", True), ("invalid", True)):
        with plain_year.database.writing() as session:
            row = session.get(SubmissionRow, filing)
            assert row is not None
            row.state = state
        with at(there(2023, 12, 13, 8)):
            units = {due.owed.agency for climb in plan_due_batches(plain_year) for due in climb.due}
        assert ("SYT" in units) is reminded


def test_another_common_deadline_starts_the_ladder_over(plain_year: Context, serving_box: Box) -> None:
    tick(plain_year, there(2023, 12, 18, 8))
    assert len(serving_box.letters) == len(WATCHED)
    with at(there(2023, 12, 18, 9)):
        set_deadline(plain_year, YEAR, AgencyKind.SO, there(2023, 12, 27, 17), WHO, "Theo công văn")
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
        (ReminderOutcome.UNREACHABLE, "")
    ]
    tick(plain_year, there(2023, 12, 21, 9))
    assert serving_box.recipients.count("lanhdao@syt.vn") == 1


def test_the_superior_is_the_leader_of_the_unit_above(plain_year: Context, serving_box: Box) -> None:
    import_agencies(plain_year, units_csv("x-thu,Xã Thử,,xa,HKC,2023-01-01,,"))
    key = ("cchc", "2022")
    ladder = plain_year.catalogue.ladders[key]
    steps = tuple(replace(step, to=(RecipientRole.SUPERIOR,)) for step in ladder.steps)
    catalogue = replace(plain_year.catalogue, ladders={key: replace(ladder, steps=steps)})
    tick(replace(plain_year, catalogue=catalogue), there(2023, 12, 18, 9))
    assert [letter["To"] for letter in serving_box.letters if "Xã Thử" in letter["Subject"]] == ["lanhdao@hkc.vn"]


def test_a_look_at_thousands_of_units_with_nothing_due_costs_a_few_questions(plain_year: Context) -> None:
    lines = [f"x-{number},Xã số {number},,xa,,2023-01-01,," for number in range(4000)]
    import_agencies(plain_year, units_csv(*lines))
    with plain_year.database.reading() as session:
        assert len(all_agencies(session)) > 4000
    with at(there(2023, 12, 13, 8)):
        send_reminders(plain_year)
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(plain_year.database.engine, "before_cursor_execute", note)
    with at(there(2023, 12, 13, 9)):
        assert plan_due_batches(plain_year) == ()
    event.remove(plain_year.database.engine, "before_cursor_execute", note)
    assert len(asked) <= 10, asked


def test_a_letter_about_hundreds_of_units_is_looked_at_once_more_by_a_few_questions(
    plain_year: Context, serving_box: Box
) -> None:
    put_units(plain_year, 600)
    with at(there(2023, 12, 25, 8)):
        send_reminders(plain_year)
        asked: list[str] = []
        event.listen(plain_year.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        deliver(plain_year)
    assert max(text_of(letter).count("\n- ") for letter in serving_box.letters) > 400
    assert len(asked) < 30 * len(serving_box.letters)
