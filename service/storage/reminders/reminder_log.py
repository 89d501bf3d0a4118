"""The ladder's book page by page, with what became of each mail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from service.domain.notifications.delivery import DeliveryStatus, MessageState
from service.storage.models import MailRow, ReminderRow
from service.storage.reminders.reminders import ReminderOutcome

# A notice has no mail and is read at once; a mail that is being sent still waits for its end.
_FATE: Any = case(
    (ReminderRow.outcome != ReminderOutcome.WRITTEN.value, ReminderRow.outcome),
    (ReminderRow.mail.is_(None), DeliveryStatus.SENT.value),
    (MailRow.state == MessageState.SENDING, DeliveryStatus.WAITING.value),
    else_=MailRow.state,
)


@dataclass(frozen=True)
class ReminderLogLine:
    """A line of the book; what is said of the mail is empty where none was written."""

    agency: str
    step: str
    at: datetime
    audience: str
    recipient: str
    means: str
    fate: DeliveryStatus
    failure: str
    attempts: int
    not_before: datetime | None


@dataclass(frozen=True)
class LogFilter:
    """Which lines are looked for; no units means all of them."""

    period: str
    agencies: Collection[str] | None = None
    fate: DeliveryStatus | None = None


def count_lines(session: Session, sought: LogFilter) -> dict[DeliveryStatus, int]:
    """How many lines there are of each fate, whichever is looked for."""
    query = _lines(sought, _FATE, func.count()).group_by(_FATE)
    return {DeliveryStatus(fate): count for fate, count in session.execute(query)}


def lines_of(session: Session, sought: LogFilter, limit: int, offset: int = 0) -> tuple[ReminderLogLine, ...]:
    """Lines of the book, the newest first."""
    columns = (
        ReminderRow.agency, ReminderRow.step, ReminderRow.at, ReminderRow.audience, ReminderRow.recipient,
        ReminderRow.means, _FATE, func.coalesce(MailRow.failure, ""), func.coalesce(MailRow.attempts, 0),
        MailRow.not_before,
    )  # fmt: skip
    query = _lines(sought, *columns)
    if sought.fate is not None:
        query = query.where(sought.fate.value == _FATE)
    newest = (ReminderRow.at.desc(), ReminderRow.agency, ReminderRow.step, ReminderRow.recipient, ReminderRow.means)
    rows = session.execute(query.order_by(*newest).limit(limit).offset(offset))
    return tuple(
        ReminderLogLine(
            agency, step, at, audience, recipient, means, DeliveryStatus(fate), failure, attempts, not_before
        )
        for agency, step, at, audience, recipient, means, fate, failure, attempts, not_before in rows
    )


def _lines(sought: LogFilter, *columns: Any) -> Select[Any]:
    query = select(*columns).join(MailRow, MailRow.id == ReminderRow.mail, isouter=True)
    query = query.where(ReminderRow.period == sought.period)
    return query if sought.agencies is None else query.where(ReminderRow.agency.in_(sought.agencies))
