"""Files that go with mails, and the secret addresses of calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column("mail", sa.Column("attachment_name", sa.String(length=200), nullable=True))
    op.add_column("mail", sa.Column("attachment", sa.LargeBinary(), nullable=True))
    op.create_table(
        "calendar_feed",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token", name=op.f("uq_calendar_feed_token")),
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("calendar_feed")
    for column in ("attachment", "attachment_name"):
        with op.batch_alter_table("mail", schema=None) as batch_op:
            batch_op.drop_column(column)
