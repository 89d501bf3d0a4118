"""The engine and its transactions: SQLite by default, PostgreSQL by address, the same code on both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from service.domain.errors import TonghopError, UnavailableError, message
from service.storage.prepared import Cursor, Prepared

BUSY_MILLISECONDS = 15_000


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a moment without a zone is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """Opens transactions: `reading()` sees one state, `writing()` commits when it ends well.

    Where the database does not answer, or is kept busy for too long, they raise UnavailableError.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = _sqlite(url)
        else:
            self.engine = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True)
        self._prepared = Prepared(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that is never committed and sees one state, whatever others write meanwhile."""
        with _answering(), Session(self.engine, expire_on_commit=False) as session:
            if not self.is_sqlite:  # whose every transaction is like that
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed at the end, or rolled back by an exception.

        On SQLite it takes the write lock at once, since a reader that becomes a writer may be refused.
        """
        with _answering(), Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={"sqlite_begin": "BEGIN IMMEDIATE"})
            yield session
            session.commit()

    @contextmanager
    def writing_once(self) -> Iterator[Cursor]:
        """Like writing(), for one statement that writes: SQLite is then locked while it runs, not while Python does."""
        with _answering(), self._prepared.transaction() as cursor:
            yield cursor

    def require_answer(self) -> None:
        """Raises TonghopError, naming the database without its password, where it cannot be used."""
        try:
            with self.engine.connect():
                pass
        except DBAPIError as error:
            raise TonghopError(
                message("Không dùng được cơ sở dữ liệu {url}: {why}", url=repr(self.engine.url), why=error.orig)
            ) from error

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if not _may_pass(error):
            raise
        raise UnavailableError(
            message("Cơ sở dữ liệu đang bận hoặc không trả lời: vui lòng thử lại sau ít phút.")
        ) from error


def _may_pass(error: OperationalError) -> bool:
    """Whether it is about the connection or a lock, and not about what was asked."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is None or code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path is not None:  # else it is in memory
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # What a statement was given, a letter or a password's hash, is nothing for the log of its failure.
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transactions would begin late; ours begin when the session does.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine
