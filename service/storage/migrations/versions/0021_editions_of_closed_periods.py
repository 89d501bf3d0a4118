"""Editions: what a closed period was, agency by agency, with what it is compared with."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this version; `db upgrade` then makes the editions of periods that are closed already."""
    op.create_table(
        "edition",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("template_digest", sa.String(length=64), nullable=False),
        sa.Column("consolidation", _NUMBER, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["consolidation"], ["consolidation.id"], name=op.f("fk_edition_consolidation")),
        sa.ForeignKeyConstraint(["period"], ["period.code"], name=op.f("fk_edition_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("period", "number", name=op.f("uq_edition_period_number")),
    )
    _create_parts()
    op.add_column("workbook", sa.Column("edition", sa.Integer(), server_default="0", nullable=False))
    _index_builds("period", "scope_digest", "edition")


def downgrade() -> None:
    """Back to the version before, in which nothing holds a closed period fast."""
    _index_builds("period", "scope_digest")
    with op.batch_alter_table("workbook", schema=None) as batch_op:
        batch_op.drop_column("edition")
    for table in ("edition_baseline", "edition_agency", "edition"):
        op.drop_table(table)


def _create_parts() -> None:
    op.create_table(
        "edition_agency",
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("filing", sa.Text(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], name=op.f("fk_edition_agency_edition")),
        sa.PrimaryKeyConstraint("edition", "agency", name=op.f("pk_edition_agency")),
    )
    op.create_table(
        "edition_baseline",
        sa.Column("edition", _NUMBER, nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], name=op.f("fk_edition_baseline_edition")),
        sa.PrimaryKeyConstraint("edition", "name", name=op.f("pk_edition_baseline")),
    )


def _index_builds(*columns: str) -> None:
    """Let one build be under way of each of these."""
    where = sa.text("state IN ('queued', 'building')")
    op.drop_index("workbook_under_way", "workbook")
    op.create_index(
        "workbook_under_way", "workbook", list(columns), unique=True, sqlite_where=where, postgresql_where=where
    )
