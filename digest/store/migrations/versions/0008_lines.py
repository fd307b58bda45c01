"""What outlets print on many of their pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table, empty: outlets are learned again from the pages to come."""
    op.create_table(
        "line_counts",
        sa.Column("outlet", WORDS, nullable=False),
        sa.Column("counts", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("outlet", name="pk_line_counts"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("line_counts")
