"""Alembic's entry: runs the migrations over the connection that `migrate` hands in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from service.storage.draft_models import DraftRow
from service.storage.engine.database import UtcDateTime
from service.storage.sign_in_models import ThrottleRow


def plain_moments(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write moments as plain columns, so that a migration stands without today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


# All tables are described together, once each file of them is read.
metadata = DraftRow.metadata
assert metadata is ThrottleRow.metadata
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, render_item=plain_moments)
with context.begin_transaction():
    context.run_migrations()
