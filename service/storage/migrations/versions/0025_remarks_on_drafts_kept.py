"""A leader's remarks on a draft are kept while they are written; they are of no filing."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("remark_draft", schema=None) as batch_op:
        batch_op.alter_column("submission", existing_type=sa.String(length=160), nullable=True)


def downgrade() -> None:
    """Back to the version before, which knows no remarks without a filing."""
    op.execute("DELETE FROM remark_draft WHERE submission IS NULL")
    with op.batch_alter_table("remark_draft", schema=None) as batch_op:
        batch_op.alter_column("submission", existing_type=sa.String(length=160), nullable=False)
