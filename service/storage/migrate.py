"""Brings the database to the newest version of the tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.sealing import Seal
from service.storage.database import Database


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def upgrade(database: Database, seal: Callable[[], Seal] | None = None) -> None:
    """Run what has not run yet; safe to repeat. Raises TonghopError where the database cannot be used.

    `seal` gives what secrets from before are sealed with; a database that holds any cannot do without.
    """
    database.require_answer()
    config = _config()
    with database.engine.begin() as connection:
        config.attributes.update(connection=connection, seal=seal)
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the tables are of the newest version; raises TonghopError where the database cannot be used."""
    database.require_answer()
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
