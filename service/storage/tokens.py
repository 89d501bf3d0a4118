"""API tokens in the database, by their hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.access import Caller, Role
from service.storage.models import TokenRow


def add_token(session: Session, sha256: str, caller: Caller, now: datetime) -> None:
    """Store a new token."""
    session.add(TokenRow(sha256=sha256, role=caller.role.value, agency=caller.agency, name=caller.name, created_at=now))
    session.flush()


def caller_of(session: Session, sha256: str) -> Caller | None:
    """Who the token stands for, None where it is unknown or revoked."""
    row = session.execute(
        select(TokenRow.name, TokenRow.role, TokenRow.agency).where(
            TokenRow.sha256 == sha256, TokenRow.revoked_at.is_(None)
        )
    ).first()
    return None if row is None else Caller(row.name, Role(row.role), row.agency)
