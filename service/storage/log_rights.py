"""What lets the application add to the log on PostgreSQL and nothing else."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.storage.models import AuditSealRow, EventRow


class LogRights(NamedTuple):
    """What a role of PostgreSQL may do with the log: add to it and read it, alter it or delete from it."""

    role: str
    may_add: bool
    may_alter: bool


def own_log_rights(session: Session) -> LogRights | None:
    """Those of the role by which the session came in; None on SQLite, which knows no roles."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    tables = EventRow.__tablename__, AuditSealRow.__tablename__
    rights = [
        [func.has_table_privilege(table, right) for table in tables] for right in ("SELECT", "INSERT", "UPDATE, DELETE")
    ]
    role, *found = session.execute(select(func.current_user(), *(each for right in rights for each in right))).one()
    return LogRights(role, may_add=all(found[:4]), may_alter=any(found[4:]))


def log_rights(role: str, owner: str) -> str:
    """SQL for whoever administers the database: `owner` gets the log's tables, `role` may read and add.

    A table's own role may do anything with it, so it must not be the one by which the application comes in.
    """
    event, seal = EventRow.__tablename__, AuditSealRow.__tablename__
    tables, theirs, ours = f"{event}, {seal}", _quoted(owner), _quoted(role)
    name = owner.replace("'", "''")
    return "\n".join(
        [
            "BEGIN;",
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}')"
            f" THEN CREATE ROLE {theirs} NOLOGIN; END IF; END $$;",
            *(f"ALTER TABLE {table} OWNER TO {theirs};" for table in (event, seal)),
            f"REVOKE ALL ON {tables} FROM PUBLIC, {ours};",
            f"GRANT SELECT, INSERT ON {tables} TO {ours};",
            f"REVOKE ALL ON SEQUENCE {event}_id_seq FROM PUBLIC, {ours};",
            f"GRANT USAGE, SELECT ON SEQUENCE {event}_id_seq TO {ours};",
            "COMMIT;",
        ]
    )


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
