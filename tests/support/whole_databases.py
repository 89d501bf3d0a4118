"""All that a database holds, to be compared with all that another one holds."""

from __future__ import annotations

from sqlalchemy import select

from service.storage.engine.base import Base
from service.storage.engine.database import Database


def everything_in(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table as Python values, in the order of their keys."""
    with database.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for name, table in Base.metadata.tables.items()
        }
