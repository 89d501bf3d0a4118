"""Addresses for which a link for a new password was asked, until a worker has looked at them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.storage.engine.conditional_update import conditional_update
from service.storage.engine.leases import is_over
from service.storage.models import ResetRequestRow


def put_reset_request(session: Session, email: str, now: datetime) -> None:
    """Note that a link was asked for."""
    session.add(ResetRequestRow(email=email, asked_at=now))
    session.flush()


def waiting_reset_requests(session: Session, limit: int = 100) -> list[tuple[int, str]]:
    """Numbers and addresses of the requests that wait, the oldest first."""
    query = select(ResetRequestRow.id, ResetRequestRow.email).order_by(ResetRequestRow.id).limit(limit)
    return [(number, email) for number, email in session.execute(query)]


def take_reset_request(session: Session, number: int) -> bool:
    """The request waits no more; False where somebody else took it."""
    return conditional_update(session, delete(ResetRequestRow).where(ResetRequestRow.id == number))


def is_reset_request_forgotten(session: Session, now: datetime, patience: timedelta) -> bool:
    """Whether an address has waited for longer than that, so that the job for it was lost."""
    forgotten = is_over(ResetRequestRow.asked_at, now, patience)
    return session.scalar(select(ResetRequestRow.email).where(forgotten).limit(1)) is not None
