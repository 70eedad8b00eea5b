"""Keep what people change of the directory, and whether a desk wants money first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what people change of the directory, and whether a desk wants money first."""
    op.create_table(
        "directory_change",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("about", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_change")),
    )
    op.create_index("ix_directory_change_about", "directory_change", ["about", "id"], unique=False)
    op.create_index(
        "ix_effect_waiting", "effect", ["due_at", "id"], unique=False,
        postgresql_where=sa.text("status IN ('held', 'uncertain', 'dead')"),
    )  # fmt: skip
    op.add_column("desk", sa.Column("prepay_required", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("desk", "prepay_required")
    op.drop_index("ix_effect_waiting", table_name="effect")
    op.drop_index("ix_directory_change_about", table_name="directory_change")
    op.drop_table("directory_change")
