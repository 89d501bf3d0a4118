"""Conditional writes: the row count says who got what several wanted."""

from __future__ import annotations

from sqlalchemy import Delete, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.storage.engine.base import Base

# How many values one question may name, whatever the database.
MANY = 500


def conditional_update(session: Session, statement: Update | Delete) -> bool:
    """Run the update or deletion; True where it met a row."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def insert_if_new(session: Session, table: type[Base], **values: object) -> None:
    """Add the row unless one of its key is there, also where another process adds it in the same moment."""
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(make(table).values(**values).on_conflict_do_nothing())
