"""Recovery codes in the database: hashes only, each used once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.storage.engine.conditional_update import conditional_update
from service.storage.models import RecoveryCodeRow


def put_recovery_codes(session: Session, account: int, hashes: Iterable[str]) -> None:
    """Store a person's codes; earlier ones work no more."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account == account))
    session.add_all(RecoveryCodeRow(sha256=sha256, account=account) for sha256 in hashes)
    session.flush()


def use_recovery_code(session: Session, account: int, sha256: str) -> bool:
    """The code works no more; False where it is none, or was used before."""
    return conditional_update(
        session, delete(RecoveryCodeRow).where(RecoveryCodeRow.sha256 == sha256, RecoveryCodeRow.account == account)
    )


def count_recovery_codes(session: Session, account: int) -> int:
    """How many of a person's codes are left."""
    query = select(func.count()).select_from(RecoveryCodeRow).where(RecoveryCodeRow.account == account)
    return session.scalar(query) or 0
