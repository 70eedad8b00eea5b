"""Keep next steps, questions back, and which document an opinion is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from coordinator.domain.words import WorkItemKind

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _check_kinds(kinds: list[str]) -> None:
    """Every kind of this release, so that migrations that each add one may run in any order."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint(op.f("ck_work_item_kind"), "work_item")
    op.create_check_constraint(op.f("ck_work_item_kind"), "work_item", f"kind IN ({listed})")


def upgrade() -> None:
    """Keep next steps, questions back, and which document an opinion is."""
    op.create_table(
        "clarification",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("text_seq", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_clarification_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
    )
    op.create_index(op.f("ix_clarification_case_id"), "clarification", ["case_id"], unique=False)
    op.create_table(
        "next_step",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_next_step_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_step")),
    )
    op.create_index(op.f("ix_next_step_case_id"), "next_step", ["case_id"], unique=False)
    op.add_column("opinion", sa.Column("document_id", sa.UUID(as_uuid=False), nullable=True))
    _check_kinds([kind.value for kind in WorkItemKind])


def downgrade() -> None:
    """Take it back; a step of the navigator becomes an ordinary look by a supervisor."""
    op.execute("UPDATE work_item SET kind = 'supervisor_review' WHERE kind = 'next_step'")
    _check_kinds([kind.value for kind in WorkItemKind if kind is not WorkItemKind.NEXT_STEP])
    op.drop_column("opinion", "document_id")
    op.drop_index(op.f("ix_next_step_case_id"), table_name="next_step")
    op.drop_table("next_step")
    op.drop_index(op.f("ix_clarification_case_id"), table_name="clarification")
    op.drop_table("clarification")
