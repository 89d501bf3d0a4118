"""The migrations lead from nothing to the tables that the models describe, on either database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from service.sealing import Seal
from service.storage.engine.base import Base
from service.storage.engine.database import Database
from service.storage.engine.migrate import _config, is_current, known_versions, upgrade


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    """A database without any table."""
    database = Database(database_url)
    yield database
    database.dispose()


def downgrade(database: Database) -> None:
    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def test_an_upgrade_from_nothing_gives_the_models_tables(empty: Database) -> None:
    upgrade(empty)
    assert tables(empty) == set(Base.metadata.tables)
    assert differences(empty) == []


def test_every_column_has_the_models_nullability_and_type(empty: Database) -> None:
    upgrade(empty)
    seen = inspect(empty.engine)
    for table in Base.metadata.tables.values():
        found = {column["name"]: column for column in seen.get_columns(table.name)}
        assert list(found) == [column.name for column in table.columns]
        for column in table.columns:
            assert found[column.name]["nullable"] == column.nullable, f"{table.name}.{column.name}"
            wanted = column.type.compile(empty.engine.dialect)
            assert found[column.name]["type"].compile(empty.engine.dialect) == wanted, f"{table.name}.{column.name}"


def test_an_upgrade_can_be_repeated(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO agency (code, name, abbreviation, kind, valid_from)"
                " VALUES ('A', 'Đơn vị', '', 'so', '2020-01-01')"
            )
        )
    upgrade(empty)
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM agency")).scalars().all() == ["Đơn vị"]


def test_a_database_is_current_only_after_the_upgrade(empty: Database) -> None:
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    downgrade(empty)
    assert not is_current(empty)


def test_migrations_follow_each_other_as_their_files_are_named() -> None:
    scripts = ScriptDirectory.from_config(_config())
    assert known_versions() == tuple(script.revision for script in scripts.walk_revisions())[::-1]
    assert scripts.get_heads() == [known_versions()[-1]]


def test_a_downgrade_leaves_nothing_and_the_way_back_is_whole(empty: Database) -> None:
    upgrade(empty)
    downgrade(empty)
    assert tables(empty) == set()
    upgrade(empty)
    assert differences(empty) == []


def test_an_upgrade_that_breaks_off_leaves_nothing_behind(empty: Database) -> None:
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE workbook (taken INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(empty)
    assert tables(empty) == {"workbook"}
    with empty.engine.begin() as connection:
        connection.execute(text("DROP TABLE workbook"))
    upgrade(empty)
    assert differences(empty) == []


def secrets_from_before(empty: Database) -> None:
    """A database of the version before, with a secret of each kind in it."""
    with empty.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0009")
    with empty.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO account (id, email, name, role, totp_secret, totp_used, language, created_at)"
                " VALUES (7, 'a@tinh.vn', 'A', 'admin', 'JBSWY3DPEHPK3PXP', 0, 'vi', '2026-01-01 00:00:00')"
            )
        )
        connection.execute(
            text("INSERT INTO password_reset (sha256, account, expires_at) VALUES ('x', 7, '2026-01-01 00:00:00')")
        )
        connection.execute(
            text("INSERT INTO calendar_feed (owner, token, renewed_at) VALUES ('*', 'lich-mat', '2026-01-01 00:00:00')")
        )
        for state in ("kept", "sent", "waiting"):
            connection.execute(
                text(
                    "INSERT INTO mail (id, recipient, subject, text, html, state, state_since, created_at, attempts,"
                    " failure) VALUES (:state, 'a@tinh.vn', 's', 'http://x/dat-mat-khau/abc', 'http://x', :state,"
                    " '2026-01-01 00:00:00', '2026-01-01 00:00:00', 0, '')"
                ),
                {"state": state},
            )


def test_secrets_from_before_are_sealed_and_dead_letters_lose_their_words(empty: Database) -> None:
    seal = Seal("k" * 40)
    secrets_from_before(empty)
    with pytest.raises(RuntimeError, match="no key"):
        upgrade(empty)
    upgrade(empty, lambda: seal)
    with empty.engine.connect() as connection:
        sealed = connection.execute(text("SELECT totp_secret FROM account")).scalar_one()
        feed = connection.execute(text("SELECT sha256, sealed FROM calendar_feed")).one()
        mails = {row.id: row for row in connection.execute(text("SELECT * FROM mail"))}
    assert seal.open(sealed) == "JBSWY3DPEHPK3PXP"
    assert (feed.sha256, seal.open(feed.sealed)) == (hashlib.sha256(b"lich-mat").hexdigest(), "lich-mat")
    assert (mails["sent"].text, mails["sent"].html, mails["sent"].sealed_until) == ("", "", None)
    for state in ("kept", "waiting"):
        assert seal.open(mails[state].text) == "http://x/dat-mat-khau/abc"
        assert (mails[state].sealed_for, mails[state].sealed_until is None) == (7, False)
    if empty.is_sqlite:
        path = empty.engine.url.database
        assert path is not None
        empty.dispose()
        for secret in (b"JBSWY3DPEHPK3PXP", b"lich-mat", b"dat-mat-khau"):
            assert secret not in Path(path).read_bytes()
