"""Keep mails that came in, find what they answer, and begin calendar jobs once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep mails that came in, find what they answer, and begin calendar jobs once."""
    op.create_table(
        "schedule_run",
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("instant", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "instant", name=op.f("pk_schedule_run")),
    )
    op.create_table(
        "inbound",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("came_by", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("concerned", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("matched_by", sa.Text(), nullable=True),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("communication_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("may_answer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("documents", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("understood_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("fact", sa.Text(), nullable=True),
        sa.Column("fact_seq", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('bounce_hard', 'bounce_soft', 'complaint', 'auto_reply', 'reply', 'unknown')",
            name=op.f("ck_inbound_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('received', 'matched', 'unmatched', 'settled', 'assigned', 'dismissed')",
            name=op.f("ck_inbound_status"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_inbound_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("sha256", name=op.f("uq_inbound_sha256")),
    )
    op.create_index(op.f("ix_inbound_case_id"), "inbound", ["case_id"], unique=False)
    op.create_index(
        "ix_inbound_open",
        "inbound",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('received', 'matched', 'unmatched')"),
    )
    op.add_column("communication", sa.Column("reply_token", sa.Text(), nullable=True))
    op.create_index(op.f("ix_communication_message_id"), "communication", ["message_id"], unique=False)
    op.create_index(op.f("ix_communication_reply_token"), "communication", ["reply_token"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_communication_reply_token"), table_name="communication")
    op.drop_index(op.f("ix_communication_message_id"), table_name="communication")
    op.drop_column("communication", "reply_token")
    op.drop_index(
        "ix_inbound_open",
        table_name="inbound",
        postgresql_where=sa.text("status IN ('received', 'matched', 'unmatched')"),
    )
    op.drop_index(op.f("ix_inbound_case_id"), table_name="inbound")
    op.drop_table("inbound")
    op.drop_table("schedule_run")
