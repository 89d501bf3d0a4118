"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    _agency()
    _demonstration()
    _period()
    _agency_successor()
    _api_token()
    _consolidation()
    _obligation()
    _period_deadline()
    _submission()
    _consolidation_source()
    _finding()
    _workbook()


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("workbook", schema=None) as batch_op:
        batch_op.drop_index(
            "workbook_under_way",
            sqlite_where=sa.text("state IN ('queued', 'building')"),
            postgresql_where=sa.text("state IN ('queued', 'building')"),
        )

    op.drop_table("workbook")
    op.drop_table("finding")
    op.drop_table("consolidation_source")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index("submission_waiting")

    op.drop_table("submission")
    op.drop_table("period_deadline")
    op.drop_table("obligation")
    op.drop_table("consolidation")
    op.drop_table("api_token")
    op.drop_table("agency_successor")
    op.drop_table("period")
    op.drop_table("demonstration")
    op.drop_table("agency")


def _agency() -> None:
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("abbreviation", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["agency.code"], name=op.f("fk_agency_parent")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency")),
    )


def _demonstration() -> None:
    op.create_table(
        "demonstration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("real", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demonstration")),
    )


def _period() -> None:
    op.create_table(
        "period",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("template_code", sa.String(length=64), nullable=False),
        sa.Column("template_version", sa.String(length=64), nullable=False),
        sa.Column("template_digest", sa.String(length=64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_seq", sa.Integer(), nullable=False),
        sa.Column("merge_state", sa.String(length=16), nullable=False),
        sa.Column("merge_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_period")),
    )


def _agency_successor() -> None:
    op.create_table(
        "agency_successor",
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("successor", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_agency_successor_agency")),
        sa.ForeignKeyConstraint(["successor"], ["agency.code"], name=op.f("fk_agency_successor_successor")),
        sa.PrimaryKeyConstraint("agency", "successor", name=op.f("pk_agency_successor")),
    )


def _api_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_api_token_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("sha256", name=op.f("uq_api_token_sha256")),
    )


def _consolidation() -> None:
    op.create_table(
        "consolidation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_seq", sa.Integer(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("contributing", sa.Integer(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_consolidation_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consolidation")),
        sa.UniqueConstraint("period", "revision", name=op.f("uq_consolidation_period_revision")),
    )


def _obligation() -> None:
    op.create_table(
        "obligation",
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("includes_children", sa.Boolean(), nullable=False),
        sa.Column("exempt", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_obligation_agency")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_obligation_period")),
        sa.PrimaryKeyConstraint("period", "agency", name=op.f("pk_obligation")),
    )


def _period_deadline() -> None:
    op.create_table(
        "period_deadline",
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_period_deadline_period")),
        sa.PrimaryKeyConstraint("period", "kind", name=op.f("pk_period_deadline")),
    )


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("review", sa.String(length=16), nullable=False),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_submission_agency")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_submission_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "period", "agency", "idempotency_key", name=op.f("uq_submission_period_agency_idempotency_key")
        ),
        sa.UniqueConstraint("period", "agency", "revision", name=op.f("uq_submission_period_agency_revision")),
        sa.UniqueConstraint("period", "agency", "sha256", name=op.f("uq_submission_period_agency_sha256")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("submission_waiting", ["state", "state_since"], unique=False)


def _consolidation_source() -> None:
    op.create_table(
        "consolidation_source",
        sa.Column("consolidation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(
            ["consolidation"], ["consolidation.id"], name=op.f("fk_consolidation_source_consolidation")
        ),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name=op.f("fk_consolidation_source_submission")),
        sa.PrimaryKeyConstraint("consolidation", "submission", name=op.f("pk_consolidation_source")),
    )


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("submission", sa.String(length=160), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("operands", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name=op.f("fk_finding_submission")),
        sa.PrimaryKeyConstraint("submission", "position", name=op.f("pk_finding")),
    )


def _workbook() -> None:
    op.create_table(
        "workbook",
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consolidation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["consolidation"], ["consolidation.id"], name=op.f("fk_workbook_consolidation")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_workbook_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook")),
    )
    with op.batch_alter_table("workbook", schema=None) as batch_op:
        batch_op.create_index(
            "workbook_under_way",
            ["period"],
            unique=True,
            sqlite_where=sa.text("state IN ('queued', 'building')"),
            postgresql_where=sa.text("state IN ('queued', 'building')"),
        )
