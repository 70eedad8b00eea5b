"""Pages of cases and orders keep a fifth free, so that a lease is written beside its row and touches no index."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep a fifth of each new page free; pages that are full already stay so until rows leave them."""
    op.execute('ALTER TABLE "case" SET (fillfactor = 80)')
    op.execute("ALTER TABLE effect SET (fillfactor = 80)")


def downgrade() -> None:
    """Take it back."""
    op.execute('ALTER TABLE "case" RESET (fillfactor)')
    op.execute("ALTER TABLE effect RESET (fillfactor)")
