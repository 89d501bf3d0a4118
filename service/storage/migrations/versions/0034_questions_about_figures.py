"""What Home Affairs asks an agency about one figure of a period, and what the agency answers."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "figure_question",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_figure_question_agency")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_figure_question_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_question")),
    )
    op.create_index(op.f("ix_figure_question_period"), "figure_question", ["period"])


def downgrade() -> None:
    """Back to the version before, in which figures are spoken of in remarks alone."""
    op.drop_table("figure_question")
