"""The migrations lead from nothing to the tables that the models describe, on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from service.storage.base import Base
from service.storage.database import Database
from service.storage.migrate import _config, is_current, upgrade


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
