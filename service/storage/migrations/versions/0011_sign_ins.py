"""Waits after wrong passwords and codes, places, recovery codes, asked-for links, and the provider's own number."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "throttle",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "who", "network", name=op.f("pk_throttle")),
    )
    op.create_index(op.f("ix_throttle_last_at"), "throttle", ["last_at"])
    op.create_table(
        "sign_in_place",
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", "network", name=op.f("pk_sign_in_place")),
    )
    op.create_index(op.f("ix_sign_in_place_seen_at"), "sign_in_place", ["seen_at"])
    op.create_table(
        "recovery_code",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_recovery_code_account_account")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account"), "recovery_code", ["account"])
    op.create_table(
        "reset_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_request")),
    )
    # An index and no constraint: SQLite would make the whole table anew, which others refer to.
    op.add_column("account", sa.Column("oidc_subject", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_account_oidc_subject"), "account", ["oidc_subject"], unique=True)


def downgrade() -> None:
    """Back to the version before."""
    op.drop_index(op.f("ix_account_oidc_subject"), table_name="account")
    op.drop_column("account", "oidc_subject")
    op.drop_table("reset_request")
    op.drop_table("recovery_code")
    op.drop_table("sign_in_place")
    op.drop_table("throttle")
