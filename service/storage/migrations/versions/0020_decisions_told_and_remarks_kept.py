"""Units are told what Home Affairs decides; remarks on a filing are kept while they are written."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column("account", sa.Column("wants_decisions", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "remark_draft",
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("submission", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_remark_draft_period_period")),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_remark_draft_agency_agency")),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_remark_draft_account_account")),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name=op.f("fk_remark_draft_submission_submission")),
        sa.PrimaryKeyConstraint("period", "agency", "account", "path", name=op.f("pk_remark_draft")),
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("remark_draft")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("wants_decisions")
