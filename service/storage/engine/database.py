"""The engine and its transactions: SQLite by default, PostgreSQL by address, the same code on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from service.domain.errors import TonghopError, message
from service.domain.notation.text import one_line
from service.storage.engine.compiled import Cursor, Prepared, Statements
from service.storage.engine.faults import answering

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

    Where the database does not answer, is kept busy for too long, or cannot be written to, they raise
    UnavailableError; where there is no room left, StorageFullError.
    """

    def __init__(self, url: str) -> None:
        """Raises TonghopError where the address is not that of a database that tonghop works with."""
        self.url = url
        self.is_sqlite = backend_of(url) == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._prepared = Prepared(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that is never committed and sees one state, whatever others write meanwhile."""
        with answering(), Session(self.engine, expire_on_commit=False) as session:
            if not self.is_sqlite:  # whose every transaction is like that
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed at the end, or rolled back by an exception.

        On SQLite it takes the write lock at once, since a reader that becomes a writer may be refused.
        """
        with answering(), Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={"sqlite_begin": "BEGIN IMMEDIATE"})
            yield session
            session.commit()

    @contextmanager
    def writing_once(self, *, joined: bool = False) -> Iterator[Cursor]:
        """Like writing(), for one statement that writes: SQLite is then locked while it runs, not while Python does.

        With `joined` several statements are one change, and SQLite is locked from the first to the commit.
        """
        begin = "BEGIN IMMEDIATE" if joined and self.is_sqlite else ""  # elsewhere the driver begins by itself
        with answering(), self._prepared.transaction(begin) as cursor:
            yield cursor

    def statements(self, session: Session) -> AbstractContextManager[Statements]:
        """Runs compiled statements as a part of the session's transaction."""
        return self._prepared.joined(session.connection())

    def require_answer(self) -> None:
        """Raises TonghopError, naming the database without its password, where it cannot be used."""
        try:
            with self.engine.connect():
                pass
        except DBAPIError as error:
            raise TonghopError(
                message(
                    "Không dùng được cơ sở dữ liệu {url}: {why}",
                    url=repr(self.engine.url),
                    why=one_line(str(error.orig)),
                )
            ) from error

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def backend_of(url: str) -> str:
    """The kind of database that the address names; raises TonghopError where it is none that tonghop works with."""
    try:
        kind = make_url(url).get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise _unknown_database() from error
    if kind not in {"sqlite", "postgresql"}:
        raise _unknown_database()
    return kind


def _unknown_database() -> TonghopError:
    # The address may hold a password, so it is not told.
    return TonghopError(
        message(
            "DATABASE_URL cần có dạng postgresql://người-dùng:mật-khẩu@máy-chủ:5432/tên hoặc sqlite:////đường-dẫn/tệp: "
            "tonghop chỉ dùng PostgreSQL và SQLite."
        )
    )


def _postgresql(url: str) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise _unknown_database() from error

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # A receipt must outlive the server's death also where the server, the database or the role waits for no disk.
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
        connection.commit()

    return engine


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
