"""Drafts before the leader: what was asked for, what became of it, and the leader's remarks; receipts by their code."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version; what waits for the leader goes on waiting."""
    _create_requests()
    _create_remarks()
    op.create_index("submission_sha256", "submission", ["sha256"])
    op.execute(
        "INSERT INTO approval_request (period, agency, version, requested_by, requested_at, state, ended_by, reason)"
        " SELECT period, agency, version, changed_by, changed_at, 'pending', '', '' FROM draft WHERE awaits_leader"
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_column("awaits_leader")
    op.add_column("account", sa.Column("wants_approvals", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    """Back to the version before."""
    op.drop_index("submission_sha256", "submission")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("wants_approvals")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("awaits_leader", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "UPDATE draft SET awaits_leader = true WHERE EXISTS (SELECT 1 FROM approval_request WHERE state = 'pending'"
        " AND approval_request.period = draft.period AND approval_request.agency = draft.agency)"
    )
    op.drop_table("approval_remark")
    op.drop_table("approval_request")


def _create_requests() -> None:
    op.create_table(
        "approval_request",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("requester", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_approval_request_period_period")),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_approval_request_agency_agency")),
        sa.ForeignKeyConstraint(["requester"], ["account.id"], name=op.f("fk_approval_request_requester_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
    )
    op.create_index("approval_request_of_draft", "approval_request", ["period", "agency", "id"])


def _create_remarks() -> None:
    op.create_table(
        "approval_remark",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("request", NUMBER, nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request"], ["approval_request.id"], name=op.f("fk_approval_remark_request_approval_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_remark")),
    )
    op.create_index(op.f("ix_approval_remark_request"), "approval_remark", ["request"])
