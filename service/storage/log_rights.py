"""What lets the application add to the log on PostgreSQL and nothing else."""

from __future__ import annotations

from service.storage.models import AuditSealRow, EventRow


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
