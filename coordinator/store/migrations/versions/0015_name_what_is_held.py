"""Pauses have names, faxes their proofs, and desks the health of their channels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = "'bounce_hard', 'bounce_soft', 'complaint', 'auto_reply', 'reply', 'unknown'"
FAX_KINDS = "'fax_delivered', 'fax_failed'"


def upgrade() -> None:
    """A pause that is in force stays: it holds everything."""
    op.drop_constraint("pk_pause", "pause", type_="primary")
    op.add_column("pause", sa.Column("only", sa.Text(), nullable=False, server_default=""))
    op.drop_column("pause", "id")
    op.create_primary_key("pk_pause", "pause", ["only"])
    op.alter_column("pause", "only", server_default=None)
    op.create_index("ix_communication_made_at", "communication", ["made_at"])
    op.add_column("communication", sa.Column("proof", sa.Text()))
    op.add_column("communication", sa.Column("proof_at", sa.DateTime(timezone=True)))
    op.add_column("desk", sa.Column("channel_health", postgresql.JSONB(), nullable=False, server_default="{}"))
    op.add_column("desk", sa.Column("weekly_summary", sa.Text()))
    op.drop_constraint(op.f("ck_inbound_kind"), "inbound", type_="check")
    op.create_check_constraint(op.f("ck_inbound_kind"), "inbound", f"kind IN ({KINDS}, {FAX_KINDS})")


def downgrade() -> None:
    """Pauses of one kind end; the one of everything stays."""
    op.execute("UPDATE inbound SET kind = 'auto_reply' WHERE kind IN ('fax_delivered', 'fax_failed')")
    op.drop_constraint(op.f("ck_inbound_kind"), "inbound", type_="check")
    op.create_check_constraint(op.f("ck_inbound_kind"), "inbound", f"kind IN ({KINDS})")
    op.drop_column("desk", "weekly_summary")
    op.drop_column("desk", "channel_health")
    op.drop_column("communication", "proof_at")
    op.drop_column("communication", "proof")
    op.drop_index("ix_communication_made_at", table_name="communication")
    op.execute("DELETE FROM pause WHERE only <> ''")
    op.drop_constraint("pk_pause", "pause", type_="primary")
    op.add_column("pause", sa.Column("id", sa.Integer(), nullable=False, server_default="1"))
    op.drop_column("pause", "only")
    op.create_primary_key("pk_pause", "pause", ["id"])
    op.alter_column("pause", "id", server_default=None)
