"""Let several orders be claimed at once, and find the parts of a mail by its id."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let several orders be claimed at once, and find the parts of a mail by its id."""
    op.add_column("effect", sa.Column("in_hand", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("effect", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_effect_communication_id",
        "effect",
        ["communication_id"],
        postgresql_where=sa.text("communication_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_effect_communication_id", "effect")
    op.drop_column("effect", "answered_at")
    op.drop_column("effect", "in_hand")
