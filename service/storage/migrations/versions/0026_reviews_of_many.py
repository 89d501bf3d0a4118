"""What submissions deserve a look, who reviews which unit's report, and the boards that people chose for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """To this version; open periods are merged anew, by which their submissions get their scores."""
    op.create_table(
        "review_score",
        sa.Column("submission", sa.String(length=160), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("unexplained", sa.Integer(), nullable=False),
        sa.Column("moved_indicator", sa.String(length=80), nullable=False),
        sa.Column("moved_percent", sa.Text(), nullable=False),
        sa.Column("concerns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_review_score_period")),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name=op.f("fk_review_score_submission")),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_review_score")),
    )
    op.create_index(op.f("ix_review_score_period"), "review_score", ["period"])
    _create_choices()
    op.execute(
        "UPDATE period SET content_seq = content_seq + 1, merge_state = 'queued', merge_since = opened_at "
        "WHERE closed_at IS NULL"
    )


def downgrade() -> None:
    """Back to the version before, whose board knows none of it."""
    op.drop_table("board_view")
    op.drop_table("review_claim")
    op.drop_index(op.f("ix_review_score_period"), table_name="review_score")
    op.drop_table("review_score")


def _create_choices() -> None:
    op.create_table(
        "review_claim",
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("claimed_at", _MOMENT, nullable=False),
        sa.Column("claimed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_review_claim_account")),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_review_claim_agency")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_review_claim_period")),
        sa.PrimaryKeyConstraint("period", "agency", name=op.f("pk_review_claim")),
    )
    op.create_table(
        "board_view",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_board_view_account")),
        sa.PrimaryKeyConstraint("account", "name", name=op.f("pk_board_view")),
    )
