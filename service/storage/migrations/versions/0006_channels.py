"""Messages by several means, urgent ones first and at a rate, and notices on the pages."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TO_GO, DONE = sa.text("state IN ('waiting', 'sending')"), sa.text("state NOT IN ('waiting', 'sending')")


def upgrade() -> None:
    """To this version."""
    for column in (
        sa.Column("means", sa.String(length=16), nullable=False, server_default="mail"),
        sa.Column("is_bulk", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("unsubscribe", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("tried_at", MOMENT, nullable=True),
    ):
        op.add_column("mail", column)
    op.create_index("mail_to_go", "mail", ["is_bulk", "created_at", "id"], sqlite_where=TO_GO, postgresql_where=TO_GO)
    op.drop_index("mail_waiting", "mail")
    op.create_index("mail_done", "mail", ["state", "state_since"], sqlite_where=DONE, postgresql_where=DONE)
    op.create_index(op.f("ix_mail_tried_at"), "mail", ["tried_at"])
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_notice_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("notice_unread", "notice", ["account", "read_at"])


def downgrade() -> None:
    """Back to the version before, which knows mails only."""
    op.drop_index("notice_unread", "notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_mail_tried_at"), "mail")
    op.drop_index("mail_to_go", "mail")
    op.drop_index("mail_done", "mail")
    op.execute("UPDATE reminder SET mail = NULL WHERE mail IN (SELECT id FROM mail WHERE means <> 'mail')")
    op.execute("DELETE FROM mail WHERE means <> 'mail'")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        for column in ("tried_at", "facts", "unsubscribe", "is_bulk", "means"):
            batch_op.drop_column(column)
    op.create_index("mail_waiting", "mail", ["state", "state_since"])
