"""Brings the database to the newest version of the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table

from service.domain.errors import TonghopError, message
from service.sealing import Seal
from service.storage.engine.database import Database
from service.storage.engine.faults import answering

# Alembic is loaded by who upgrades; every process asks whether that is needed.
if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_FOUND = table("alembic_version", column("version_num"))


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


@cache
def known_versions() -> tuple[str, ...]:
    """The versions of the tables, oldest first, by which the files of the migrations are named."""
    return tuple(sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def upgrade(database: Database, seal: Callable[[], Seal] | None = None) -> tuple[str, str]:
    """Run what has not run yet; safe to repeat. `seal` gives what secrets from before are sealed with.

    Returns the versions before, which is empty where there were no tables, and after.
    Raises TonghopError where the database cannot be used or is of a newer version than this program.
    """
    from alembic import command  # noqa: PLC0415

    is_current(database)
    config = _config()
    with answering(), database.engine.begin() as connection:
        before = _versions_of(connection)
        config.attributes.update(connection=connection, seal=seal)
        command.upgrade(config, "head")
        return ", ".join(before), ", ".join(_versions_of(connection))


def _versions_of(connection: Connection) -> Sequence[str]:
    """The version that the tables are of, as a list of one; of none where there are no tables."""
    if not inspect(connection).has_table(_FOUND.name):
        return ()
    return connection.scalars(select(_FOUND.c.version_num)).all()


def is_current(database: Database) -> bool:
    """Whether the tables are of the newest version.

    Raises TonghopError where the database cannot be used or is of a newer version than this program.
    """
    database.require_answer()
    with answering(), database.engine.connect() as connection:
        found = _versions_of(connection)
    if not set(known_versions()).issuperset(found):
        raise TonghopError(
            message(
                "Cơ sở dữ liệu thuộc phiên bản mới hơn của tonghop ({found}): hãy chạy phiên bản tonghop đó hoặc mới "
                "hơn, hoặc khôi phục bản sao lưu của phiên bản này.",
                found=", ".join(found),
            )
        )
    return set(found) == {known_versions()[-1]}
