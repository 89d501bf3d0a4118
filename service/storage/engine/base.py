"""What all tables share: names of constraints, kinds of columns, and indexes of some rows."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase

from service.storage.engine.database import UtcDateTime

CODE = String(64)
MOMENT = UtcDateTime()


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows that a condition holds for."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class Base(DeclarativeBase):
    """All tables of the installation; constraints have names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
