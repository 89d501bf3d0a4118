"""API tokens have an end, a last use and a list of what they may do."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from service.clock import Clock
from service.domain.organization.access import EVERYTHING

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# Those from before go on for a year from now, and may what they might.
LIFE = timedelta(days=365)
token = sa.table("api_token", sa.column("permits"), sa.column("expires_at", MOMENT))


def upgrade() -> None:
    """To this version."""
    op.add_column("api_token", sa.Column("permits", sa.String(length=200), server_default="", nullable=False))
    op.add_column("api_token", sa.Column("expires_at", MOMENT, nullable=True))
    op.add_column("api_token", sa.Column("last_used_at", MOMENT, nullable=True))
    given = {"permits": " ".join(sorted(EVERYTHING)), "expires_at": Clock().real() + LIFE}
    op.get_bind().execute(sa.update(token).values(given))


def downgrade() -> None:
    """Back to the version before, in which no token ends by itself."""
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        for name in ("last_used_at", "expires_at", "permits"):
            batch_op.drop_column(name)
