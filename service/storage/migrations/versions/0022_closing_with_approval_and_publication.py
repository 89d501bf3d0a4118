"""The checklist before a closing, its approval by the leader of Home Affairs, and the publication of an edition."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version."""
    _set_length_of_roles(16, 32)
    op.create_table(
        "closing_waiver",
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("check", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waived_by", sa.String(length=200), nullable=False),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_closing_waiver_period_period")),
        sa.PrimaryKeyConstraint("period", "check", name=op.f("pk_closing_waiver")),
    )
    op.create_table(
        "closing_task",
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("task", sa.String(length=64), nullable=False),
        sa.Column("done_by", sa.String(length=200), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_closing_task_period_period")),
        sa.PrimaryKeyConstraint("period", "task", name=op.f("pk_closing_task")),
    )
    _create_requests()
    op.create_table(
        "edition_publication",
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], name=op.f("fk_edition_publication_edition")),
        sa.PrimaryKeyConstraint("edition", name=op.f("pk_edition_publication")),
    )


def downgrade() -> None:
    """Back to the version before, in which nobody approves and nothing is published."""
    for table in ("edition_publication", "closing_request", "closing_task", "closing_waiver"):
        op.drop_table(table)
    # A role that does not exist then may do nothing that the auditor may not.
    for table in ("account", "api_token"):
        op.execute(f"UPDATE {table} SET role = 'auditor' WHERE role = 'home_affairs_leader'")  # noqa: S608
    _set_length_of_roles(32, 16)


def _create_requests() -> None:
    op.create_table(
        "closing_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("is_correction", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_closing_request_period_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_request")),
    )
    op.create_index(op.f("ix_closing_request_period"), "closing_request", ["period"])


def _set_length_of_roles(before: int, after: int) -> None:
    """SQLite keeps a length in the words of the schema alone, which are rewritten without copying a table."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA writable_schema=ON")
        op.execute(
            f"UPDATE sqlite_master SET sql = replace(sql, 'role VARCHAR({before})', 'role VARCHAR({after})') "  # noqa: S608
            "WHERE type = 'table' AND name IN ('account', 'api_token')"
        )
        op.execute("PRAGMA writable_schema=RESET")
        return
    for table in ("account", "api_token"):
        op.alter_column(
            table, "role", existing_type=sa.String(length=before), type_=sa.String(length=after), nullable=False
        )
