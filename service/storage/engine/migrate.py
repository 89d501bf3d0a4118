"""Brings the database to the newest version of the tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.domain.errors import TonghopError, message
from service.sealing import Seal
from service.storage.engine.database import Database
from service.storage.engine.faults import answering


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    return config


def upgrade(database: Database, seal: Callable[[], Seal] | None = None) -> tuple[str, str]:
    """Run what has not run yet; safe to repeat. `seal` gives what secrets from before are sealed with.

    Returns the versions before, which is empty where there were no tables, and after.
    Raises TonghopError where the database cannot be used or is of a newer version than this program.
    """
    is_current(database)
    config = _config()
    with answering(), database.engine.begin() as connection:
        before = MigrationContext.configure(connection).get_current_revision() or ""
        config.attributes.update(connection=connection, seal=seal)
        command.upgrade(config, "head")
        return before, MigrationContext.configure(connection).get_current_revision() or ""


def is_current(database: Database) -> bool:
    """Whether the tables are of the newest version.

    Raises TonghopError where the database cannot be used or is of a newer version than this program.
    """
    database.require_answer()
    scripts = ScriptDirectory.from_config(_config())
    with answering(), database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    if not {script.revision for script in scripts.walk_revisions()}.issuperset(found):
        raise TonghopError(
            message(
                "Cơ sở dữ liệu thuộc phiên bản mới hơn của tonghop ({found}): hãy chạy phiên bản tonghop đó hoặc mới "
                "hơn, hoặc khôi phục bản sao lưu của phiên bản này.",
                found=", ".join(found),
            )
        )
    return set(found) == set(scripts.get_heads())
