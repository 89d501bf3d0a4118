"""Alembic's entry: runs the migrations over the connection that `migrate` hands in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from service.storage.engine.database import UtcDateTime
from service.storage.engine.enums import EnumText
from service.storage.models import AgencyRow


def plain_types(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write moments and enums as plain columns, so that a migration stands without today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.String(length=16)" if kind == "type" and isinstance(item, EnumText) else False


# All tables are described together, once each file of them is read.
metadata = AgencyRow.metadata
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, render_item=plain_types)
with context.begin_transaction():
    context.run_migrations()
