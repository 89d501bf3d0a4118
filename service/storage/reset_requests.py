"""Addresses for which a link for a new password was asked, until a worker has looked at them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.storage.rows import changed, insert_if_new
from service.storage.sign_in_models import ResetRequestRow


def put_reset_request(session: Session, email: str, now: datetime) -> None:
    """Note the address, once however often it is asked for."""
    insert_if_new(session, ResetRequestRow, email=email, asked_at=now)


def waiting_reset_requests(session: Session, limit: int = 100) -> list[str]:
    """The addresses that wait, the oldest first."""
    return list(
        session.scalars(
            select(ResetRequestRow.email).order_by(ResetRequestRow.asked_at, ResetRequestRow.email).limit(limit)
        )
    )


def take_reset_request(session: Session, email: str) -> bool:
    """The address waits no more; False where somebody else took it."""
    return changed(session, delete(ResetRequestRow).where(ResetRequestRow.email == email))


def is_reset_request_forgotten(session: Session, asked_before: datetime) -> bool:
    """Whether an address has waited for so long that the job for it was lost."""
    return (
        session.scalar(select(ResetRequestRow.email).where(ResetRequestRow.asked_at < asked_before).limit(1))
        is not None
    )
