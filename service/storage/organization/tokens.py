"""API tokens in the database, by their hashes."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.organization.access import Caller, Permission, Role
from service.storage.models import TokenRow


class StoredToken(NamedTuple):
    """A token that was not revoked: its number, who it stands for, until when, and when it was used last."""

    number: int
    caller: Caller
    expires_at: datetime | None
    last_used_at: datetime | None


def add_token(session: Session, sha256: str, caller: Caller, now: datetime, expires_at: datetime) -> None:
    """Store a new token."""
    session.add(
        TokenRow(
            sha256=sha256, role=caller.role.value, agency=caller.agency, name=caller.name, created_at=now,
            permits=" ".join(sorted(caller.permits)), expires_at=expires_at,
        )
    )  # fmt: skip
    session.flush()


def find_token(session: Session, sha256: str) -> StoredToken | None:
    """The token, None where it is unknown or revoked."""
    row = session.scalars(select(TokenRow).where(TokenRow.sha256 == sha256, TokenRow.revoked_at.is_(None))).first()
    return None if row is None else StoredToken(row.id, _caller_of(row), row.expires_at, row.last_used_at)


def all_tokens(session: Session) -> list[TokenRow]:
    """Every token, the newest first."""
    return list(session.scalars(select(TokenRow).order_by(TokenRow.id.desc())))


def mark_used(session: Session, token: int, now: datetime) -> None:
    """The token was used at that moment."""
    session.execute(update(TokenRow).where(TokenRow.id == token).values(last_used_at=now))


def revoke(session: Session, token: int, now: datetime) -> Caller | None:
    """The token works no more; who it stood for, None where it did not work before."""
    query = update(TokenRow).where(TokenRow.id == token, TokenRow.revoked_at.is_(None)).values(revoked_at=now)
    row = session.scalars(query.returning(TokenRow)).first()
    return None if row is None else _caller_of(row)


def _caller_of(row: TokenRow) -> Caller:
    permits = frozenset(Permission(value) for value in row.permits.split())
    return Caller(row.name, Role(row.role), row.agency, permits=permits)
