"""What a database that cannot be written to says: to wait, and what somebody has to do, on either database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from service.actions.context import Context
from service.domain.errors import StorageFullError, UnavailableError
from service.storage.engine.database import Database
from service.storage.engine.faults import BUSY, FAILING, FULL, READ_ONLY
from service.storage.models import OptionRow, PeriodRow
from service.storage.organization.options import try_to_write
from tests.support.databases import PostgresServer, full, read_only

MUCH = "nhiều chữ " * 10_000


def write(database: Database) -> None:
    with database.writing() as session:
        try_to_write(session, MUCH)


def test_a_full_database_says_so_and_takes_more_once_there_is_room(sqlite_context: Context) -> None:
    database = sqlite_context.database
    with full(database):
        with pytest.raises(StorageFullError) as refused:
            write(database)
        assert refused.value.said is FULL
        with database.reading() as session:
            assert session.query(PeriodRow).count() == 1
    write(database)


def test_a_database_that_can_only_be_read_says_so(sqlite_context: Context) -> None:
    with read_only(sqlite_context.database), pytest.raises(UnavailableError) as refused:
        write(sqlite_context.database)
    assert refused.value.said is READ_ONLY


def test_a_file_that_cannot_be_opened_is_a_failing_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}")
    with pytest.raises(UnavailableError) as refused:
        write(database)
    assert refused.value.said is FAILING


@pytest.fixture
def on_postgresql(postgresql: PostgresServer) -> Database:
    """An empty database on the server."""
    return Database(postgresql.create())


def test_a_server_that_takes_no_writes_says_so(postgresql: PostgresServer) -> None:
    database = Database(f"{postgresql.create()}&options=-c%20default_transaction_read_only%3Don")
    with pytest.raises(UnavailableError) as refused, database.writing() as session:
        session.execute(text("CREATE TABLE t (a int)"))
    assert refused.value.said is READ_ONLY
    database.dispose()


def test_a_server_that_ends_the_connection_may_be_back_soon(on_postgresql: Database) -> None:
    with pytest.raises(UnavailableError) as refused, on_postgresql.writing() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert refused.value.said is BUSY
    on_postgresql.dispose()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("53100", FULL), ("25006", READ_ONLY), ("58030", FAILING), ("57P01", BUSY), ("57P03", BUSY), ("53300", BUSY),
        ("40P01", BUSY), ("55P03", BUSY),
    ],
)  # fmt: skip
def test_each_state_of_a_server_has_its_words(on_postgresql: Database, code: str, said: object) -> None:
    with pytest.raises(UnavailableError) as refused, on_postgresql.writing() as session:
        session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'thử' USING ERRCODE = '{code}'; END $$"))
    assert refused.value.said is said
    assert isinstance(refused.value, StorageFullError) is (said is FULL)
    on_postgresql.dispose()


def test_what_is_a_mistake_of_ours_stays_one(context: Context) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), context.database.reading() as session:
        session.execute(text("SELECT 1 FROM khong_co"))
    with pytest.raises(IntegrityError), context.database.writing() as session:
        session.execute(update(PeriodRow).values(code=None))
    with context.database.reading() as session:
        assert session.query(OptionRow).count() == 0
