"""Figures that Home Affairs leaves out of totals or adjusts, reports that it files, and units that it lets in late."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """To this version."""
    op.add_column("obligation", sa.Column("excluded_at", _MOMENT, nullable=True))
    op.add_column("obligation", sa.Column("exclusion_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("obligation", sa.Column("late_until", _MOMENT, nullable=True))
    op.add_column("obligation", sa.Column("late_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("consolidation", sa.Column("corrections", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("submission", sa.Column("on_behalf", sa.Text(), server_default="", nullable=False))
    _create_adjustments()
    with op.batch_alter_table("report_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("adjustment", _NUMBER, nullable=True))
        batch_op.create_foreign_key(op.f("fk_report_file_adjustment"), "adjustment", ["adjustment"], ["id"])
        batch_op.create_index(op.f("ix_report_file_adjustment"), ["adjustment"])


def downgrade() -> None:
    """Back to the version before, in which every valid filing is added up."""
    op.execute("DELETE FROM report_file WHERE adjustment IS NOT NULL")
    with op.batch_alter_table("report_file", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_report_file_adjustment"))
        batch_op.drop_constraint(op.f("fk_report_file_adjustment"), type_="foreignkey")
        batch_op.drop_column("adjustment")
    op.drop_table("adjustment")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("on_behalf")
    with op.batch_alter_table("consolidation", schema=None) as batch_op:
        batch_op.drop_column("corrections")
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_column("late_reason")
        batch_op.drop_column("late_until")
        batch_op.drop_column("exclusion_reason")
        batch_op.drop_column("excluded_at")


def _create_adjustments() -> None:
    op.create_table(
        "adjustment",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("submission", sa.String(length=160), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", _MOMENT, nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("answer_text", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_adjustment_agency")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_adjustment_period")),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name=op.f("fk_adjustment_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
    )
    for column in ("period", "submission"):
        op.create_index(op.f(f"ix_adjustment_{column}"), "adjustment", [column])
