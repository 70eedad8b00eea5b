"""Keep what language somebody beside the patient reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what language somebody beside the patient reads; without a value, the patient's."""
    op.add_column("contact", sa.Column("language", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("contact", "language")
