"""One state of a whole database as a SQLite file, and a database of either kind filled from such a file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, LargeBinary, Table, func, inspect, select, text

from service.domain.errors import TonghopError, message
from service.storage.engine.base import Base
from service.storage.engine.database import Database
from service.storage.engine.faults import answering
from service.storage.engine.migrate import upgrade

# Rows that are held at once: fewer where a row may be a whole file.
ROWS, FILES = 500, 8


def take_snapshot(database: Database, path: Path) -> None:
    """Write the state of this moment to a new SQLite file, while others go on writing to the database.

    A SQLite database of any version may be copied, a PostgreSQL database is of the newest one.
    """
    if database.is_sqlite:
        with answering(), contextlib.closing(sqlite3.connect(path)) as copy, _file_of(database.engine) as source:
            source.backup(copy)
        return
    with opened_file(path) as target:
        upgrade(target)
        fill(target, database)


def close_file(path: Path) -> None:
    """Let one file hold it all, with no log beside it that could be forgotten; nobody has it open."""
    with contextlib.closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


@contextlib.contextmanager
def opened_file(path: Path) -> Iterator[Database]:
    """The SQLite database in a file, closed at the end."""
    database = Database(f"sqlite:///{path}")
    try:
        yield database
    finally:
        database.dispose()


def fill(target: Database, source: Database) -> None:
    """Copy all rows into tables of the same, newest, version that hold none; all of them or none at all."""
    with answering(), source.engine.connect() as reading, target.engine.begin() as writing:
        if not source.is_sqlite:
            reading = reading.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
        _let_rows_wait_for_others(writing)
        for table in reversed(Base.metadata.sorted_tables):
            writing.execute(table.delete())  # what a migration has put in
        for table in Base.metadata.sorted_tables:
            _copy(table, reading, writing)
        _require_others(writing)


def row_counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    tables = inspect(database.engine).get_table_names()
    with answering(), database.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(text(f'"{name}"'))) or 0 for name in sorted(tables)
        }


def require_intact(path: Path) -> None:
    """Raises TonghopError where the file is no SQLite database or a damaged one."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise TonghopError(message("Cơ sở dữ liệu trong bản sao lưu bị hỏng: {why}.", why=found[0]))


@contextlib.contextmanager
def _file_of(engine: Engine) -> Iterator[sqlite3.Connection]:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        yield driver


def _copy(table: Table, reading: Connection, writing: Connection) -> None:
    at_once = FILES if any(isinstance(column.type, LargeBinary) for column in table.columns) else ROWS
    rows = reading.execute(select(table), execution_options={"yield_per": at_once})
    for some in rows.mappings().partitions():
        writing.execute(table.insert(), [dict(row) for row in some])
    number = table.autoincrement_column
    if number is not None and writing.dialect.name == "postgresql":
        # What is added later must not be given a number that is taken.
        last = select(func.max(number)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        writing.execute(select(func.setval(sequence, last)).where(last.is_not(None)))


def _let_rows_wait_for_others(writing: Connection) -> None:
    """A row may name another of its own table that comes later."""
    if writing.dialect.name == "sqlite":
        writing.execute(text("PRAGMA defer_foreign_keys=ON"))
    for table, constraint in _within_a_table(writing):
        writing.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{constraint}" DEFERRABLE INITIALLY DEFERRED'))


def _require_others(writing: Connection) -> None:
    for table, constraint in _within_a_table(writing):
        writing.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        writing.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{constraint}" NOT DEFERRABLE'))


def _within_a_table(writing: Connection) -> list[tuple[str, str]]:
    """Names of tables and of their constraints that are kept row by row where nobody asks for later."""
    if writing.dialect.name == "sqlite":
        return []
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_key_constraints]
    return [(key.table.name, str(key.name)) for key in keys if key.referred_table is key.table]
