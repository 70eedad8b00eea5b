"""Keep who passed a mail on, and the case they named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep who passed a mail on, and the case they named."""
    op.add_column("inbound", sa.Column("passed_by", sa.Text(), nullable=True))
    op.add_column("inbound", sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inbound", sa.Column("passed_ref", sa.Text(), nullable=True))
    op.add_column("inbound", sa.Column("passed_case", sa.UUID(as_uuid=False), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("inbound", "passed_case")
    op.drop_column("inbound", "passed_ref")
    op.drop_column("inbound", "passed_at")
    op.drop_column("inbound", "passed_by")
