"""What a rule said of a submission in English, where its report template has English words."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column("finding", sa.Column("english", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_column("english")
