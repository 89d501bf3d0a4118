"""The secret addresses of calendars, in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.storage.models import CalendarFeedRow

# What stands for Home Affairs among the owners, which else are units' codes; none can be this.
HOME_AFFAIRS = "*"


def token_of_feed(session: Session, owner: str) -> str | None:
    """What the owner's address ends in, None where there is no address yet."""
    return session.scalar(select(CalendarFeedRow.token).where(CalendarFeedRow.owner == owner))


def owner_of_feed(session: Session, token: str) -> str | None:
    """Whose calendar lies behind it, None where none does."""
    return session.scalar(select(CalendarFeedRow.owner).where(CalendarFeedRow.token == token))


def put_feed(session: Session, owner: str, token: str, now: datetime) -> None:
    """Give the owner an address; an earlier one leads nowhere from now on."""
    row = session.get(CalendarFeedRow, owner) or CalendarFeedRow(owner=owner)
    row.token, row.renewed_at = token, now
    session.add(row)
    session.flush()
