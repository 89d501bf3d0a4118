"""The days on which the province works otherwise than the calendar says, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.storage.engine.conditional_update import conditional_update
from service.storage.models import WorkingDayException


@dataclass(frozen=True)
class WorkingDayOverride:
    """A day off that was added, or one that is worked to make up for it."""

    day: date
    is_worked: bool
    name: str


def own_days(session: Session) -> tuple[WorkingDayOverride, ...]:
    """All of them in order."""
    rows = session.scalars(select(WorkingDayException).order_by(WorkingDayException.day))
    return tuple(WorkingDayOverride(row.day, row.is_worked, row.name) for row in rows)


def add_own_day(session: Session, day: WorkingDayOverride) -> bool:
    """Store one; False where the day is there already."""
    if session.get(WorkingDayException, day.day) is not None:
        return False
    session.add(WorkingDayException(day=day.day, is_worked=day.is_worked, name=day.name))
    session.flush()
    return True


def remove_own_day(session: Session, day: date) -> bool:
    """Forget one; False where it is not there."""
    return conditional_update(session, delete(WorkingDayException).where(WorkingDayException.day == day))
