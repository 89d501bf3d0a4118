"""The ladder of reminders: what was sent, since when deadlines hold, and when to try a mail again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """To this version."""
    op.add_column("mail", sa.Column("not_before", MOMENT, nullable=True))
    op.add_column("period_deadline", sa.Column("set_at", MOMENT, nullable=True))
    op.add_column("obligation", sa.Column("extended_at", MOMENT, nullable=True))
    op.add_column("submission", sa.Column("reviewed_at", MOMENT, nullable=True))
    for name, where in (("submission_valid", "state = 'valid'"), ("submission_returned", "review = 'returned'")):
        op.create_index(
            name, "submission", ["period", "agency"], sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    _reminder()


def downgrade() -> None:
    """Back to the version before."""
    op.drop_index(op.f("ix_reminder_mail"), "reminder")
    op.drop_table("reminder")
    op.drop_index("submission_returned", "submission")
    op.drop_index("submission_valid", "submission")
    for table, column in (
        ("submission", "reviewed_at"),
        ("obligation", "extended_at"),
        ("period_deadline", "set_at"),
        ("mail", "not_before"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("anchor", MOMENT, nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("means", sa.String(length=16), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("mail", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_reminder_agency")),
        sa.ForeignKeyConstraint(["mail"], ["mail.id"], name=op.f("fk_reminder_mail")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_reminder_period")),
        sa.PrimaryKeyConstraint("period", "agency", "anchor", "step", "recipient", "means", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_mail"), "reminder", ["mail"])
