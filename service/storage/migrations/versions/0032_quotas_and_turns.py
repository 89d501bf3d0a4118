"""What an agency handed in lately can be counted, submissions are checked by turns, and letters replace one another."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NOT_BEGUN = sa.text("state = 'received' AND attempts = 0")
REPLACED = sa.text("state = 'waiting' AND about <> ''")


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("submission") as table:
        table.add_column(sa.Column("size", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE submission SET size = length(raw)")
    op.create_index("submission_quota", "submission", ["agency", "received_at", "size"])
    op.create_index(
        "submission_turn", "submission", ["turn", "received_at", "id"], sqlite_where=NOT_BEGUN,
        postgresql_where=NOT_BEGUN,
    )  # fmt: skip
    op.create_index("report_file_quota", "report_file", ["agency", "brought_at", "size"])
    with op.batch_alter_table("mail") as table:
        table.add_column(sa.Column("about", sa.String(length=200), nullable=False, server_default=""))
    op.create_index("mail_replaced", "mail", ["recipient", "about"], sqlite_where=REPLACED, postgresql_where=REPLACED)


def downgrade() -> None:
    """Back to the version before, which counts nothing and checks what came first."""
    op.drop_index("mail_replaced", table_name="mail")
    with op.batch_alter_table("mail") as table:
        table.drop_column("about")
    op.drop_index("report_file_quota", table_name="report_file")
    op.drop_index("submission_turn", table_name="submission")
    op.drop_index("submission_quota", table_name="submission")
    with op.batch_alter_table("submission") as table:
        table.drop_column("turn")
        table.drop_column("size")
