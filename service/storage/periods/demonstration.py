"""The demonstration's business time, kept so that every process and restart shares it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.storage.models import DemonstrationRow

_ONLY = 1


def demonstration_offset(session: Session) -> timedelta:
    """How far business time is from real time: zero where this is no demonstration."""
    row = session.get(DemonstrationRow, _ONLY)
    return timedelta() if row is None else row.business - row.real


def is_demonstration(session: Session) -> bool:
    """Whether business time runs on the demonstration clock."""
    return session.get(DemonstrationRow, _ONLY) is not None


def start_demonstration(session: Session, real: datetime, business: datetime) -> None:
    """Let business time begin at `business`."""
    session.add(DemonstrationRow(id=_ONLY, real=real, business=business))
    session.flush()
