"""API tokens in the database, by their hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.organization.access import Caller, Role
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


def all_tokens(session: Session) -> list[TokenRow]:
    """Every token, the newest first."""
    return list(session.scalars(select(TokenRow).order_by(TokenRow.id.desc())))


def revoke(session: Session, token: int, now: datetime) -> Caller | None:
    """The token works no more; who it stood for, None where it did not work before."""
    query = update(TokenRow).where(TokenRow.id == token, TokenRow.revoked_at.is_(None)).values(revoked_at=now)
    row = session.execute(query.returning(TokenRow.name, TokenRow.role, TokenRow.agency)).first()
    return None if row is None else Caller(row.name, Role(row.role), row.agency)
