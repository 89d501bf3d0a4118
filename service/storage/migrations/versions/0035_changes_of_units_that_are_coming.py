"""What units become on a day that has not come yet."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "agency_coming",
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("abbreviation", sa.String(length=50), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("is_without_parent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_agency_coming_agency")),
        sa.ForeignKeyConstraint(["parent"], ["agency.code"], name=op.f("fk_agency_coming_parent")),
        sa.PrimaryKeyConstraint("agency", "since", name=op.f("pk_agency_coming")),
    )


def downgrade() -> None:
    """Back to the version before, in which a change holds from when it is decided."""
    op.drop_table("agency_coming")
