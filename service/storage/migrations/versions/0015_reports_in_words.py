"""Files kept with a report, and what was read from them and waits for confirmation."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version."""
    _report_file()
    _report_reading()


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("report_reading")
    op.drop_index("report_file_draft", "report_file")
    op.drop_index("ix_report_file_submission", "report_file")
    op.drop_table("report_file")


def _report_file() -> None:
    op.create_table(
        "report_file",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("submission", sa.String(length=160), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("brought_by", sa.String(length=200), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_report_file_agency")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_report_file_period")),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name=op.f("fk_report_file_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
    )
    op.create_index("report_file_draft", "report_file", ["period", "agency"])
    op.create_index("ix_report_file_submission", "report_file", ["submission"])


def _report_reading() -> None:
    op.create_table(
        "report_reading",
        sa.Column("file", _NUMBER, nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_report_reading_account")),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_report_reading_agency")),
        sa.ForeignKeyConstraint(["file"], ["report_file.id"], name=op.f("fk_report_reading_file")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_report_reading_period")),
        sa.PrimaryKeyConstraint("file", name=op.f("pk_report_reading")),
        sa.UniqueConstraint("period", "agency", "account", name=op.f("uq_report_reading_period_agency_account")),
    )
