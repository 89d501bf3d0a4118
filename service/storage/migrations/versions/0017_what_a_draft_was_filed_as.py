"""Which filing's content a draft had when it was filed, or when it took the filing's content over."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version; drafts that are there are not said to lack what was filed before it."""
    op.add_column("draft", sa.Column("filed_as", sa.String(160), nullable=False, server_default=""))
    op.execute(
        "UPDATE draft SET filed_as = coalesce((SELECT s.id FROM submission s WHERE s.period = draft.period "
        "AND s.agency = draft.agency ORDER BY s.revision DESC LIMIT 1), '')"
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_column("draft", "filed_as")
