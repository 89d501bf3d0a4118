"""Who filed, what mail people want, and digests."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WISHES = {"wants_results": sa.true(), "wants_daily": sa.true(), "wants_weekly": sa.false()}


def upgrade() -> None:
    """To this version."""
    # Written out, since both databases take it so and SQLite need not copy every filing.
    op.execute("ALTER TABLE submission ADD COLUMN filer INTEGER CONSTRAINT fk_submission_filer REFERENCES account (id)")
    for name, usual in WISHES.items():
        op.add_column("account", sa.Column(name, sa.Boolean(), nullable=False, server_default=usual))
    op.create_table(
        "digest",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=16), nullable=False),
        sa.Column("planned", MOMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("mail", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_digest_account")),
        sa.ForeignKeyConstraint(["mail"], ["mail.id"], name=op.f("fk_digest_mail")),
        sa.PrimaryKeyConstraint("account", "wish", "planned", name=op.f("pk_digest")),
    )
    op.create_index(op.f("ix_digest_mail"), "digest", ["mail"])


def downgrade() -> None:
    """Back to the version before."""
    op.drop_index(op.f("ix_digest_mail"), "digest")
    op.drop_table("digest")
    for table, column in (*(("account", name) for name in WISHES), ("submission", "filer")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
