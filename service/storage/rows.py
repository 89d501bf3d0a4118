"""Conditional updates and deletions: the row count says who got what several wanted."""

from __future__ import annotations

from sqlalchemy import Delete, Update
from sqlalchemy.orm import Session


def changed(session: Session, statement: Update | Delete) -> bool:
    """Run the update or deletion; True where it met a row."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount)  # type: ignore[attr-defined]
