"""In which successor's figures the report of a unit that ended within a period is contained."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("obligation") as batch:
        batch.add_column(sa.Column("contained_in", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Back to the version before: nobody has said it."""
    with op.batch_alter_table("obligation") as batch:
        batch.drop_column("contained_in")
