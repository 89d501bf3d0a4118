"""One door for every change: committed together, put on record with it, and jobs asked for once, after the commit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from service.actions.context import Context
from service.actions.notifications.outbox import enqueue_message
from service.actions.transaction import SYSTEM
from service.channels.smtp import MessageContent
from service.clock import FixedClock
from service.domain.audit import AuditEvent
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.queue import Job
from service.storage.events import Event, events_of
from service.storage.models import AgencyRow, EventRow, MailRow, PeriodRow
from tests.support.hints import Recorder, recording
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD

RENAME = update(AgencyRow).where(AgencyRow.code == bindparam("which")).values(name=bindparam("to"))
COUNT = select(func.count()).select_from(EventRow)


class BrokenError(Exception):
    """What breaks a change off."""


@pytest.fixture
def recorded(context: Context) -> tuple[Context, Recorder]:
    """An installation on each database whose queue keeps what is asked for."""
    return recording(context)


def name_of(context: Context, agency: str = "SGTVT") -> str:
    with context.database.reading() as session:
        return session.scalars(select(AgencyRow.name).where(AgencyRow.code == agency)).one()


def last_event(context: Context) -> Event:
    with context.database.reading() as session:
        return events_of(session, PERIOD)[0]


def test_jobs_are_asked_for_after_the_commit_and_once_each(recorded: tuple[Context, Recorder]) -> None:
    context, recorder = recorded
    with context.transaction(HOME_AFFAIRS) as tx:
        tx.session.execute(RENAME, {"which": "SGTVT", "to": "Tên mới"})
        for job, ids in (
            (Job.DELIVER, ()),
            (Job.MERGE_PERIOD, (PERIOD,)),
            (Job.DELIVER, ()),
            (Job.MERGE_PERIOD, (PERIOD,)),
        ):
            tx.enqueue(job, *ids)
        assert recorder.asked == []
        assert name_of(context) != "Tên mới"
    assert name_of(context) == "Tên mới"
    assert recorder.take() == [(Job.DELIVER,), (Job.MERGE_PERIOD, PERIOD)]


def test_what_breaks_off_leaves_neither_change_nor_record_nor_job(recorded: tuple[Context, Recorder]) -> None:
    context, recorder = recorded
    before = name_of(context)
    with pytest.raises(BrokenError), context.transaction(HOME_AFFAIRS) as tx:
        tx.session.execute(RENAME, {"which": "SGTVT", "to": "Tên mới"})
        tx.record(AuditEvent.UNIT_EXTENDED, period=PERIOD, agency="SGTVT")
        tx.enqueue(Job.DELIVER)
        raise BrokenError
    assert name_of(context) == before
    with context.database.reading() as session:
        assert AuditEvent.UNIT_EXTENDED not in {event.action for event in events_of(session, PERIOD)}
    assert recorder.take() == []


def test_nothing_is_asked_for_where_the_commit_itself_fails(recorded: tuple[Context, Recorder]) -> None:
    context, recorder = recorded
    with pytest.raises(IntegrityError), context.transaction(SYSTEM) as tx:
        tx.enqueue(Job.DELIVER)
        tx.session.add(PeriodRow(code=PERIOD))  # is written with the commit, and refused
    assert recorder.take() == []


def test_a_transaction_within_another_is_refused_and_the_next_one_works(recorded: tuple[Context, Recorder]) -> None:
    context, recorder = recorded
    for nested in (context.transaction, context.statement_transaction):
        with pytest.raises(RuntimeError, match="under way"), context.transaction(SYSTEM) as tx:
            tx.enqueue(Job.DELIVER)
            with nested(SYSTEM):
                pass
    assert recorder.take() == []
    with context.transaction(SYSTEM) as tx:
        tx.enqueue(Job.DELIVER)
    assert recorder.take() == [(Job.DELIVER,)]


def test_letters_ask_for_one_delivery(recorded: tuple[Context, Recorder]) -> None:
    context, recorder = recorded
    person = Account(1, "a@x.vn", "Nguyễn An", Role.ADMIN, None)
    about = {"account": person, "link": "https://x.vn", "hours": 1}
    with context.transaction(SYSTEM) as tx:
        ids = [
            enqueue_message(context, tx, f"{number}@x.vn", MessageContent("account_invited", about))
            for number in range(3)
        ]
    assert recorder.take() == [(Job.DELIVER,)]
    with context.database.reading() as session:
        assert set(session.scalars(select(MailRow.id))) == set(ids)


def test_an_act_is_recorded_with_who_when_and_their_account(recorded: tuple[Context, Recorder]) -> None:
    context, _ = recorded
    with context.transaction(replace(HOME_AFFAIRS, account=7)) as tx:
        tx.record(AuditEvent.UNIT_EXTENDED, period=PERIOD, agency="SGTVT", subject="20/09", reason="Bão")
    event = last_event(context)
    assert (event.at, event.actor, event.account) == (MORNING, HOME_AFFAIRS.name, 7)
    assert (event.action, event.agency, event.subject, event.reason) == ("unit.extended", "SGTVT", "20/09", "Bão")
    with context.transaction(SYSTEM) as tx:
        tx.record(AuditEvent.UNIT_WAIVED, period=PERIOD, by=Account(8, "a@x.vn", "Nguyễn An", Role.ADMIN, None))
    assert (last_event(context).actor, last_event(context).account) == ("Nguyễn An", 8)
    with context.transaction(SYSTEM) as tx:
        tx.record(AuditEvent.UNIT_WAIVED, period=PERIOD)
    assert (last_event(context).actor, last_event(context).account) == (SYSTEM, None)


def test_both_times_are_at_hand(recorded: tuple[Context, Recorder]) -> None:
    context, _ = recorded
    assert isinstance(context.clock, FixedClock)
    earlier = context.clock.real()
    with context.transaction(SYSTEM) as tx:
        assert tx.now == MORNING
        assert earlier <= tx.utcnow <= context.clock.real()


def test_a_single_statement_goes_through_the_same_door(recorded: tuple[Context, Recorder]) -> None:
    context, recorder = recorded
    with context.statement_transaction(HOME_AFFAIRS) as tx:
        assert tx.write(RENAME, {"which": "SGTVT", "to": "Tên mới"}) == 1
        tx.enqueue(Job.DELIVER)
        assert recorder.asked == []
    assert (name_of(context), recorder.take()) == ("Tên mới", [(Job.DELIVER,)])
    with pytest.raises(RuntimeError, match="one statement"), context.statement_transaction(SYSTEM) as tx:
        tx.write(RENAME, {"which": "SGTVT", "to": "Tên mới"})
        tx.write(RENAME, {"which": "STC", "to": "Tên mới"})
    with pytest.raises(RuntimeError, match="put on record"), context.statement_transaction(SYSTEM) as tx:
        tx.record(AuditEvent.AGENCY_CHANGED)
    assert recorder.take() == []


def test_a_record_joins_the_single_statement_or_goes_down_with_it(recorded: tuple[Context, Recorder]) -> None:
    context, recorder = recorded
    with context.statement_transaction(HOME_AFFAIRS, is_audited=True) as tx:
        tx.write(RENAME, {"which": "SGTVT", "to": "Tên mới"})
        tx.record(AuditEvent.AGENCY_CHANGED, period=PERIOD, agency="SGTVT")
    event = last_event(context)
    assert (event.action, event.agency, event.actor) == (AuditEvent.AGENCY_CHANGED, "SGTVT", HOME_AFFAIRS.name)
    with context.database.reading() as session:
        count = session.scalar(COUNT)
    with pytest.raises(BrokenError), context.statement_transaction(SYSTEM, is_audited=True) as tx:
        tx.write(RENAME, {"which": "STC", "to": "Tên mới"})
        tx.record(AuditEvent.AGENCY_CHANGED, period=PERIOD, agency="STC")
        tx.enqueue(Job.DELIVER)
        raise BrokenError
    assert name_of(context, "STC") != "Tên mới"
    with context.database.reading() as session:
        assert session.scalar(COUNT) == count
    assert recorder.take() == []
