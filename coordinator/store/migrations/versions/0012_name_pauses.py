"""Pauses have names: one for everything, others for one message, channel, desk or person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A pause that is in force stays: it holds everything."""
    op.drop_constraint("pk_pause", "pause", type_="primary")
    op.add_column("pause", sa.Column("only", sa.Text(), nullable=False, server_default=""))
    op.drop_column("pause", "id")
    op.create_primary_key("pk_pause", "pause", ["only"])
    op.alter_column("pause", "only", server_default=None)
    op.create_index("ix_communication_made_at", "communication", ["made_at"])


def downgrade() -> None:
    """Pauses of one kind end; the one of everything stays."""
    op.drop_index("ix_communication_made_at", table_name="communication")
    op.execute("DELETE FROM pause WHERE only <> ''")
    op.drop_constraint("pk_pause", "pause", type_="primary")
    op.add_column("pause", sa.Column("id", sa.Integer(), nullable=False, server_default="1"))
    op.drop_column("pause", "only")
    op.create_primary_key("pk_pause", "pause", ["id"])
    op.alter_column("pause", "id", server_default=None)
