"""Which columns of a one-stop system's export a unit's figures are from, and files that are read as one."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "export_matching",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_export_matching_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_matching")),
        sa.UniqueConstraint("agency", "template", "layout", name=op.f("uq_export_matching_agency_template_layout")),
    )
    # Without a foreign key SQLite adds the column without copying all files.
    op.add_column("report_file", sa.Column("read_with", _NUMBER, nullable=True))


def downgrade() -> None:
    """Back to the version before, in which dossiers are typed."""
    op.drop_column("report_file", "read_with")
    op.drop_table("export_matching")
