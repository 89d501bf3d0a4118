"""Which events had a name replaced by a number after its person had left, so that the chain vouches for the rest."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "audit_redaction",
        sa.Column("batch", sa.String(length=64), nullable=False),
        sa.Column("event", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("batch", "event", name=op.f("pk_audit_redaction")),
    )


def downgrade() -> None:
    """Back to the version before, for which replaced events are altered ones."""
    op.drop_table("audit_redaction")
