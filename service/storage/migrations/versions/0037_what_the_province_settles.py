"""What Home Affairs settles about indicators, and the targets that it sets for its province."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "indicator_settlement",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("article", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_settlement")),
    )
    op.create_index(op.f("ix_indicator_settlement_template"), "indicator_settlement", ["template"])
    op.create_table(
        "own_target",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("since", sa.String(length=64), nullable=False),
        sa.Column("since_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_target")),
    )
    op.create_index(op.f("ix_own_target_template"), "own_target", ["template"])


def downgrade() -> None:
    """Back to the version before, in which both stand in files alone."""
    op.drop_table("own_target")
    op.drop_table("indicator_settlement")
