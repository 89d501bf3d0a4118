"""Workbooks of a part of a period, and by what a copy is recognised."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("state IN ('queued', 'building')")


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("workbook", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scope", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("scope_digest", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("fingerprint", sa.String(length=64), nullable=True))
        batch_op.drop_index("workbook_under_way")
    op.create_index(
        "workbook_under_way", "workbook", ["period", "scope_digest"], unique=True,
        sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY,
    )  # fmt: skip
    op.create_index("workbook_fingerprint", "workbook", ["fingerprint"])
    op.create_index("workbook_sha256", "workbook", ["sha256"])


def downgrade() -> None:
    """Back to the version before; of builds under way at once only one a period may stay."""
    op.drop_index("workbook_sha256", "workbook")
    op.drop_index("workbook_fingerprint", "workbook")
    op.drop_index("workbook_under_way", "workbook")
    op.execute("DELETE FROM workbook WHERE scope <> ''")
    with op.batch_alter_table("workbook", schema=None) as batch_op:
        batch_op.drop_column("fingerprint")
        batch_op.drop_column("scope_digest")
        batch_op.drop_column("scope")
    op.create_index(
        "workbook_under_way", "workbook", ["period"], unique=True,
        sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY,
    )  # fmt: skip
