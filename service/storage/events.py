"""What happened, by whom and why, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from service.domain.audit import AuditEvent
from service.storage.engine.compiled import Cursor
from service.storage.models import EventRow


@dataclass(frozen=True)
class Event:
    """One thing that somebody did; `subject` names what it was done to where that is no unit.

    `account` is the number of whoever did it, None where that was no person or is not known.
    """

    at: datetime
    actor: str
    action: AuditEvent
    period: str | None = None
    agency: str | None = None
    subject: str = ""
    reason: str = ""
    account: int | None = None


def add_event(session: Session, event: Event) -> None:
    """Record the event in the current transaction."""
    session.add(EventRow(**vars(event)))
    session.flush()


def insert_event(cursor: Cursor, event: Event) -> None:
    """The same in a transaction of compiled statements."""
    cursor.write(_INSERT, {**vars(event), "action": event.action.value})


def events_of(session: Session, period: str, agency: str | None = None, limit: int = 200) -> tuple[Event, ...]:
    """What happened in a period, the newest first."""
    query = select(EventRow).where(EventRow.period == period).order_by(EventRow.id.desc()).limit(limit)
    if agency is not None:
        query = query.where(EventRow.agency == agency)
    return tuple(_event(row) for row in session.scalars(query))


def events_named(session: Session, period: str, action: AuditEvent) -> tuple[Event, ...]:
    """Everything of one kind that happened in a period, the oldest first."""
    query = select(EventRow).where(EventRow.period == period, EventRow.action == action.value).order_by(EventRow.id)
    return tuple(_event(row) for row in session.scalars(query))


def newest_event(session: Session, period: str, actions: Iterable[AuditEvent]) -> int:
    """The number of the last event of these kinds in a period; 0 where there was none."""
    query = select(func.max(EventRow.id)).where(EventRow.period == period, EventRow.action.in_(list(actions)))
    return session.scalar(query) or 0


def events_since(session: Session, period: str, number: int, actions: Iterable[AuditEvent]) -> tuple[Event, ...]:
    """What of these kinds happened in a period after the event of that number, the newest first."""
    query = select(EventRow).where(EventRow.period == period, EventRow.action.in_(list(actions)), EventRow.id > number)
    return tuple(_event(row) for row in session.scalars(query.order_by(EventRow.id.desc())))


def _event(row: EventRow) -> Event:
    return Event(
        row.at, row.actor, AuditEvent(row.action), row.period, row.agency, row.subject, row.reason, row.account
    )  # fmt: skip


# Made once: building the statement costs more than running it.
_GIVEN = ("at", "actor", "action", "period", "agency", "subject", "reason", "account")
_INSERT = insert(EventRow).values({name: bindparam(name) for name in _GIVEN}).inline()
