"""Work put off, calls claimed, letters posted; and what lists show of waiting cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Work put off, calls claimed, letters posted; and what lists show of waiting cases."""
    op.create_table(
        "call_claim",
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("whom", name=op.f("pk_call_claim")),
    )
    op.add_column("case", sa.Column("late_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case", sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case", sa.Column("planned_by", sa.Text(), nullable=True))
    # cases that exist are woken once: the engine fills in what lists show of them
    op.execute("UPDATE \"case\" SET wake_at = opened_at WHERE stage <> 'closed'")
    op.create_index(
        "ix_case_late_at",
        "case",
        ["navigator", "late_at"],
        unique=False,
        postgresql_where=sa.text("late_at IS NOT NULL"),
    )
    op.add_column("communication", sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("communication", sa.Column("posted_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_communication_posted_at",
        "communication",
        ["posted_at"],
        unique=False,
        postgresql_where=sa.text("posted_at IS NOT NULL"),
    )
    op.create_index(
        "ix_communication_to_post",
        "communication",
        ["made_at", "id"],
        unique=False,
        postgresql_where=sa.text("channel = 'print' AND status = 'queued'"),
    )
    op.add_column("work_item", sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("work_item", sa.Column("snoozed_seq", sa.Integer(), nullable=True))
    op.create_index(
        "ix_work_item_open_of_case", "work_item", ["case_id"], unique=False, postgresql_where=sa.text("status = 'open'")
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_work_item_open_of_case", table_name="work_item", postgresql_where=sa.text("status = 'open'"))
    op.drop_column("work_item", "snoozed_seq")
    op.drop_column("work_item", "snoozed_until")
    op.drop_index(
        "ix_communication_to_post",
        table_name="communication",
        postgresql_where=sa.text("channel = 'print' AND status = 'queued'"),
    )
    op.drop_index(
        "ix_communication_posted_at", table_name="communication", postgresql_where=sa.text("posted_at IS NOT NULL")
    )
    op.drop_column("communication", "posted_on")
    op.drop_column("communication", "posted_at")
    op.drop_index("ix_case_late_at", table_name="case", postgresql_where=sa.text("late_at IS NOT NULL"))
    op.drop_column("case", "planned_by")
    op.drop_column("case", "planned_at")
    op.drop_column("case", "late_at")
    op.drop_table("call_claim")
