"""The account behind an event, beside the name that it had then."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column("event", sa.Column("account", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("account")
