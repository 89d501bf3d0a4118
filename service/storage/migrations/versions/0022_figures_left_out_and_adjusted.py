"""Figures that Home Affairs leaves out of the totals."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column("obligation", sa.Column("excluded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("obligation", sa.Column("exclusion_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("consolidation", sa.Column("corrections", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Back to the version before, in which every valid filing is added up."""
    with op.batch_alter_table("consolidation", schema=None) as batch_op:
        batch_op.drop_column("corrections")
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_column("exclusion_reason")
        batch_op.drop_column("excluded_at")
