"""What units were in name, kind and place until a day."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "agency_version",
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("abbreviation", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_agency_version_agency")),
        sa.ForeignKeyConstraint(["parent"], ["agency.code"], name=op.f("fk_agency_version_parent")),
        sa.PrimaryKeyConstraint("agency", "until", name=op.f("pk_agency_version")),
    )


def downgrade() -> None:
    """Back to the version before: units are what they are today in every open period."""
    op.drop_table("agency_version")
