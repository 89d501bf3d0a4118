"""Signed reports: what a file proves and what was found of it, and whether a period asks for the signed report."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version; files brought before were not looked at."""
    op.add_column("report_file", sa.Column("about", sa.String(length=80), server_default="", nullable=False))
    op.add_column("report_file", sa.Column("examined", sa.Text(), nullable=True))
    op.create_index("report_file_sha256", "report_file", ["sha256"])
    op.add_column("period", sa.Column("asks_signed_report", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Back to the version before."""
    op.drop_index("report_file_sha256", "report_file")
    for table, column in (("period", "asks_signed_report"), ("report_file", "examined"), ("report_file", "about")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
