"""A person may hold roles beside the one of the account, each perhaps for a unit."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "account_role",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_account_role_account")),
        sa.PrimaryKeyConstraint("account", "role", "agency", name=op.f("pk_account_role")),
    )


def downgrade() -> None:
    """Back to the version before, in which a person has one role."""
    op.drop_table("account_role")
