"""Pairs of an indicator and two agencies, or kinds of agency, of which one counts and the other does not."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "overlap",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("of_kinds", sa.Boolean(), nullable=False),
        sa.Column("counting", sa.String(length=64), nullable=False),
        sa.Column("leaving", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.String(length=64), nullable=False),
        sa.Column("until", sa.String(length=64), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["since"], ["period.code"], name=op.f("fk_overlap_since")),
        sa.ForeignKeyConstraint(["until"], ["period.code"], name=op.f("fk_overlap_until")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlap")),
    )
    op.create_index(op.f("ix_overlap_template"), "overlap", ["template"])


def downgrade() -> None:
    """Back to the version before, in which every figure of an agency that counts is added up."""
    op.drop_table("overlap")
