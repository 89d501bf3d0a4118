"""Events say from where and what changed, and a chain of hashes over them tells of every alteration."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version; `db upgrade` then puts the events of before into the chain."""
    op.add_column("event", sa.Column("origin", sa.String(length=255), server_default="", nullable=False))
    op.add_column("event", sa.Column("changes", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "audit_seal",
        sa.Column("position", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("event", _NUMBER, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("sha256", name=op.f("uq_audit_seal_sha256")),
    )
    op.create_index(op.f("ix_audit_seal_event"), "audit_seal", ["event"])
    # What an output was made after, so that it can be printed there, today and whenever it is made again.
    op.add_column("consolidation", sa.Column("audit_hash", sa.String(length=64), server_default="", nullable=False))
    op.add_column("edition", sa.Column("audit_hash", sa.String(length=64), server_default="", nullable=False))


def downgrade() -> None:
    """Back to the version before, whose log can be altered unseen."""
    for table in ("edition", "consolidation"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("audit_hash")
    op.drop_table("audit_seal")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("changes")
        batch_op.drop_column("origin")
