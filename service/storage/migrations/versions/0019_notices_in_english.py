"""What a person is told on the pages in English, as it is in their mail."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column("notice", sa.Column("subject_en", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("subject_en")
