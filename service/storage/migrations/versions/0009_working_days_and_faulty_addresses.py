"""Days off and make-up days that a province adds, addresses that mails come back from, and the book by time."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "working_day_exception",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_worked", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_working_day_exception")),
    )
    op.add_column("account", sa.Column("mail_fault", sa.Text(), server_default="", nullable=False))
    op.create_index("reminder_at", "reminder", ["period", "at"])


def downgrade() -> None:
    """Back to the version before."""
    op.drop_index("reminder_at", "reminder")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("mail_fault")
    op.drop_table("working_day_exception")
