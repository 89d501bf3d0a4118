"""What happened, by whom and why, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select
from sqlalchemy.orm import Session

from service.domain.audit import TRACES, AuditEvent, Change, read_changes, write_changes
from service.storage.audit_chain import seal_event
from service.storage.engine.compiled import Cursor
from service.storage.models import EventRow


@dataclass(frozen=True)
class Event:
    """One thing that somebody did; `subject` names what it was done to where that is no unit.

    `account` is the number of whoever did it, None where that was no person or is not known; `origin` is the network
    or machine from which, and `changes` what was before and after.
    """

    at: datetime
    actor: str
    action: AuditEvent
    period: str | None = None
    agency: str | None = None
    subject: str = ""
    reason: str = ""
    account: int | None = None
    origin: str = ""
    changes: tuple[Change, ...] = ()


def add_event(session: Session, event: Event) -> EventRow:
    """Record the event in the current transaction; its row, which has a number once it is written."""
    row = EventRow(**_columns(event))
    session.add(row)
    return row


def insert_event(cursor: Cursor, event: Event, *, is_sqlite: bool) -> None:
    """Record and link on the one event of a transaction of compiled statements."""
    columns = _columns(event)
    (number,) = cursor.one(_INSERT, columns)
    seal_event(cursor, number, columns, is_sqlite=is_sqlite)


def _columns(event: Event) -> dict[str, Any]:
    return {**vars(event), "action": event.action.value, "changes": write_changes(event.changes)}


def events_of(session: Session, period: str, agency: str | None = None, limit: int = 200) -> tuple[Event, ...]:
    """What people did in a period, the newest first."""
    acts = select(EventRow).where(EventRow.period == period, EventRow.action.not_in(sorted(TRACES)))
    query = acts.order_by(EventRow.id.desc()).limit(limit)
    if agency is not None:
        query = query.where(EventRow.agency == agency)
    return tuple(event_of(row) for row in session.scalars(query))


def events_named(session: Session, period: str, action: AuditEvent) -> tuple[Event, ...]:
    """Everything of one kind that happened in a period, the oldest first."""
    query = select(EventRow).where(EventRow.period == period, EventRow.action == action.value).order_by(EventRow.id)
    return tuple(event_of(row) for row in session.scalars(query))


def newest_event(session: Session, period: str | None, actions: Iterable[AuditEvent]) -> int:
    """The number of the last event of these kinds in a period, None for whichever; 0 where there was none."""
    query = select(func.max(EventRow.id)).where(EventRow.action.in_(list(actions)))
    return session.scalar(query if period is None else query.where(EventRow.period == period)) or 0


def events_since(
    session: Session, period: str | None, number: int, actions: Iterable[AuditEvent]
) -> tuple[Event, ...]:  # fmt: skip
    """What of these kinds happened in a period after the event of that number, the newest first."""
    query = select(EventRow).where(EventRow.action.in_(list(actions)), EventRow.id > number)
    query = query if period is None else query.where(EventRow.period == period)
    return tuple(event_of(row) for row in session.scalars(query.order_by(EventRow.id.desc())))


@dataclass(frozen=True)
class EventFilter:
    """Which events are wanted: all that is empty or None does not matter; `until` itself is not among them.

    `said` is looked for in names, addresses and what was done to; `accounts` and `addresses` are those of people who
    match it too, whether they did something or it was done to them.
    """

    said: str = ""
    accounts: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    action: str = ""
    agency: str = ""
    period: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as conditions of a query."""
        given = {EventRow.action: self.action, EventRow.agency: self.agency, EventRow.period: self.period}
        found: list[ColumnElement[bool]] = [column == value for column, value in given.items() if value]
        if self.said:
            named = [column.contains(self.said, autoescape=True) for column in (EventRow.actor, EventRow.subject)]
            people = EventRow.account.in_(self.accounts), EventRow.subject.in_(self.addresses)
            found.append(or_(*named, *people))
        if self.since is not None:
            found.append(EventRow.at >= self.since)
        if self.until is not None:
            found.append(EventRow.at < self.until)
        return found


def count_events(session: Session, wanted: EventFilter) -> int:
    """How many events there are of these."""
    return session.scalar(select(func.count()).select_from(EventRow).where(*wanted.conditions())) or 0


def find_events(
    session: Session, wanted: EventFilter, offset: int = 0, limit: int | None = None
) -> tuple[tuple[int, Event], ...]:
    """The events of these with their numbers, the newest first."""
    query = select(EventRow).where(*wanted.conditions()).order_by(EventRow.id.desc()).offset(offset).limit(limit)
    return tuple((row.id, event_of(row)) for row in session.scalars(query))


def event_of(row: EventRow) -> Event:
    """The event of a row."""
    return Event(
        row.at, row.actor, AuditEvent(row.action), row.period, row.agency, row.subject, row.reason, row.account,
        row.origin, read_changes(row.changes),
    )  # fmt: skip


# Made once: building the statement costs more than running it.
_GIVEN = tuple(each.name for each in fields(Event))
_INSERT = insert(EventRow).values({name: bindparam(name) for name in _GIVEN}).returning(EventRow.id)
