"""Checks that end their worker, the terms that a filing was held against, and keys of filings sent again."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column("submission", sa.Column("deaths", sa.Integer(), server_default="0", nullable=False))
    op.add_column("submission", sa.Column("interruptions", sa.Integer(), server_default="0", nullable=False))
    op.add_column("submission", sa.Column("terms", sa.String(length=64), nullable=True))
    op.create_table(
        "filing_key",
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("submission", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name=op.f("fk_filing_key_submission_submission")),
        sa.PrimaryKeyConstraint("period", "agency", "key", name=op.f("pk_filing_key")),
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("filing_key")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("terms")
        batch_op.drop_column("interruptions")
        batch_op.drop_column("deaths")
