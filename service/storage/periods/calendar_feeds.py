"""The secret addresses of calendars, in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.storage.engine.conditional_update import conditional_update
from service.storage.models import CalendarFeedRow

# What stands for Home Affairs among the owners, which else are units' codes; none can be this.
HOME_AFFAIRS = "*"


def sealed_feed(session: Session, owner: str) -> str | None:
    """What the owner's address ends in, sealed; None where there is no address yet."""
    return session.scalar(select(CalendarFeedRow.sealed).where(CalendarFeedRow.owner == owner))


def owner_of_feed(session: Session, sha256: str) -> str | None:
    """Whose calendar lies behind what has this hash, None where none does."""
    return session.scalar(select(CalendarFeedRow.owner).where(CalendarFeedRow.sha256 == sha256))


def end_feed(session: Session, owner: str) -> bool:
    """The owner's address leads nowhere from now on; False where there was none."""
    return conditional_update(session, delete(CalendarFeedRow).where(CalendarFeedRow.owner == owner))


def put_feed(session: Session, owner: str, sha256: str, sealed: str, now: datetime) -> None:
    """Give the owner an address; an earlier one leads nowhere from now on."""
    row = session.get(CalendarFeedRow, owner) or CalendarFeedRow(owner=owner)
    row.sha256, row.sealed, row.renewed_at = sha256, sealed, now
    session.add(row)
    session.flush()
