"""Transactions lose nothing, see one state, and keep moments exact, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from service.actions.context import Context
from service.domain.errors import TonghopError, UnavailableError
from service.domain.reporting.period import VIETNAM
from service.storage.engine.database import BUSY_MILLISECONDS, Database
from service.storage.engine.migrate import is_current, upgrade
from service.storage.models import DemonstrationRow, ObligationRow, PeriodRow
from service.storage.periods.demonstration import demonstration_offset, is_demonstration, start_demonstration
from service.storage.periods.periods import content_changed, merged_content
from tests.support.databases import PostgresServer, locked
from tests.support.installation import PERIOD
from tests.support.threads import at_once


def pragma(database: Database, name: str) -> object:
    with database.engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_sqlite_is_set_to_lose_nothing_and_to_wait(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'deeper' / 'tonghop.sqlite3'}")
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "foreign_keys") == 1
    assert pragma(database, "synchronous") == 2  # FULL
    assert pragma(database, "busy_timeout") == BUSY_MILLISECONDS
    database.dispose()


def test_every_connection_to_sqlite_is_set_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'tonghop.sqlite3'}")
    with database.engine.connect() as first, database.engine.connect() as second:
        for connection in (first, second):
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
    database.dispose()


def test_what_is_committed_to_postgresql_outlives_the_servers_death(postgresql: PostgresServer) -> None:
    """The server itself waits for no commit."""
    with postgresql.created() as url:
        database = Database(url)
        with database.writing() as session:
            session.execute(text("CREATE TABLE kept (number integer)"))
        for number in range(50):
            with database.writing_once() as cursor:
                cursor.write(text("INSERT INTO kept VALUES (:number)"), {"number": number})
        postgresql.kill_and_revive()
        database.dispose()
        with database.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM kept")) == 50
        database.dispose()


def test_a_database_that_others_keep_busy_says_that_it_may_pass(sqlite_context: Context) -> None:
    database = sqlite_context.database
    with locked(database):
        with pytest.raises(UnavailableError, match="Cơ sở dữ liệu đang bận"), database.writing():
            pass
        with pytest.raises(UnavailableError), database.writing_once() as cursor:
            cursor.write(text("DELETE FROM period"), {})
        with database.reading() as session:
            assert session.scalar(select(PeriodRow.code)) == PERIOD
    with pytest.raises(OperationalError, match="no such table"), database.reading() as session:
        session.execute(text("SELECT 1 FROM khong_co"))


def test_a_database_in_memory_needs_no_folder() -> None:
    database = Database("sqlite://")
    with database.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.dispose()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2023, 9, 20, 17, 0, tzinfo=VIETNAM),
        datetime(2023, 9, 20, 10, 0, 0, 123456, tzinfo=UTC),
        datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
    ],
)
def test_a_moment_comes_back_in_utc_and_to_the_microsecond(context: Context, moment: datetime) -> None:
    with context.database.writing() as session:
        session.execute(update(PeriodRow).values(closed_at=moment))
    with context.database.reading() as session:
        stored = session.scalar(select(PeriodRow.closed_at))
    assert stored == moment
    assert stored.utcoffset() == timedelta()


def test_moments_of_several_zones_compare_as_moments(context: Context) -> None:
    noon = datetime(2023, 9, 20, 12, 0, tzinfo=VIETNAM)
    with context.database.writing() as session:
        session.execute(update(PeriodRow).values(closed_at=noon))
    with context.database.reading() as session:
        before = session.scalar(select(PeriodRow.code).where(PeriodRow.closed_at < noon.astimezone(UTC)))
        until = session.scalar(select(PeriodRow.code).where(PeriodRow.closed_at <= noon.astimezone(UTC)))
    assert (before, until) == (None, PERIOD)


def test_no_moment_stays_none(context: Context) -> None:
    with context.database.reading() as session:
        assert session.scalar(select(PeriodRow.closed_at)) is None


def test_a_moment_without_a_zone_is_refused(context: Context) -> None:
    with pytest.raises(StatementError, match="needs a time zone"), context.database.writing() as session:
        session.execute(update(PeriodRow).values(closed_at=datetime(2023, 9, 20)))  # noqa: DTZ001 - the mistake itself


def test_many_threads_that_write_at_once_lose_nothing(context: Context) -> None:
    def write(number: int) -> None:
        for _ in range(10):
            with context.database.writing() as session:
                content_changed(session, PERIOD, context.clock.real())

    at_once(12, write)
    with context.database.reading() as session:
        assert merged_content(session, PERIOD) == 120


def test_what_is_read_before_it_is_written_is_not_lost_on_sqlite(sqlite_context: Context) -> None:
    """A reader that becomes a writer would be refused, or write over what another one wrote."""

    def add_one(number: int) -> None:
        with sqlite_context.database.writing() as session:
            known = merged_content(session, PERIOD)
            session.execute(update(PeriodRow).values(content_seq=known + 1))

    at_once(8, add_one)
    with sqlite_context.database.reading() as session:
        assert merged_content(session, PERIOD) == 8


def test_a_transaction_that_fails_leaves_nothing(context: Context) -> None:
    with pytest.raises(RuntimeError, match="broken off"), context.database.writing() as session:
        content_changed(session, PERIOD, context.clock.real())
        session.add(ObligationRow(period=PERIOD, agency="SGTVT", includes_children=True, exempt=[]))
        session.flush()
        raise RuntimeError("broken off")
    with context.database.reading() as session:
        assert merged_content(session, PERIOD) == 0
        assert session.scalar(select(func.count()).select_from(ObligationRow)) == 0
    with context.database.writing() as session:  # and the lock is free
        content_changed(session, PERIOD, context.clock.real())


def test_a_foreign_key_is_held(context: Context) -> None:
    with pytest.raises(IntegrityError), context.database.writing() as session:
        session.add(ObligationRow(period=PERIOD, agency="KHONG-CO", includes_children=True, exempt=[]))
        session.flush()


def test_reading_commits_nothing(context: Context) -> None:
    with context.database.reading() as session:
        session.execute(update(PeriodRow).values(content_seq=7))
    with context.database.reading() as session:
        assert merged_content(session, PERIOD) == 0


def test_a_reader_sees_one_state_while_others_write(context: Context) -> None:
    with context.database.reading() as reader:
        assert reader.scalar(select(PeriodRow.content_seq)) == 0
        with context.database.writing() as writer:
            content_changed(writer, PERIOD, context.clock.real())
        assert reader.scalar(select(PeriodRow.content_seq)) == 0
    with context.database.reading() as reader:
        assert reader.scalar(select(PeriodRow.content_seq)) == 1


def test_the_demonstration_clock_is_kept(context: Context) -> None:
    real, business = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), datetime(2023, 9, 18, 8, tzinfo=VIETNAM)
    with context.database.reading() as session:
        assert not is_demonstration(session)
        assert demonstration_offset(session) == timedelta()
    with context.database.writing() as session:
        start_demonstration(session, real, business)
    with context.database.reading() as session:
        assert is_demonstration(session)
        assert demonstration_offset(session) == business - real
    with pytest.raises(IntegrityError), context.database.writing() as session:
        session.add(DemonstrationRow(id=1, real=real, business=real))


@pytest.mark.parametrize("ask", [is_current, upgrade])
def test_a_database_that_does_not_answer_is_named_without_its_password(ask: object) -> None:
    database = Database("postgresql+psycopg://tonghop:bi-mat@127.0.0.1:1/tonghop?connect_timeout=2")
    with pytest.raises(TonghopError, match=r"127\.0\.0\.1:1/tonghop") as refused:
        ask(database)  # type: ignore[operator]
    assert "bi-mat" not in str(refused.value)
    assert str(refused.value).startswith("Không dùng được cơ sở dữ liệu")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "tonghop.sqlite3"
    file.write_text("không phải cơ sở dữ liệu " * 100)
    with pytest.raises(TonghopError, match=r"tonghop\.sqlite3"):
        upgrade(Database(f"sqlite:///{file}"))
