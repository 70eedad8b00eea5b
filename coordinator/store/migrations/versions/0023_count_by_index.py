"""What is counted and what comes up is read from indexes: rows of cases are wide, and most belong to others."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

IN_SIGHT: list[Any] = [sa.text("coalesce(navigator, '')"), "stage", "stage_entered_at", "ref"]
COMING_UP = (
    ("ix_case_deadline", "case", ["navigator", "deadline_on"], "stage <> 'closed' AND deadline_on IS NOT NULL"),
    ("ix_case_hold_review", "case", ["navigator", "hold_review_on"], "hold_reason IS NOT NULL"),
    ("ix_case_handover_declined", "case", ["navigator"], "((answers -> 'handover_declined') ->> 'to') IS NOT NULL"),
    ("ix_appointment_ahead", "appointment", ["starts_at"], "status = 'booked'"),
    (
        "ix_record_request_promised_on", "record_request", ["promised_on"],
        "answered_at IS NULL AND promised_on IS NOT NULL",
    ),
    ("ix_next_step_due_on", "next_step", ["due_on"], "done_at IS NULL"),
    ("ix_work_item_snoozed", "work_item", ["snoozed_until"], "status = 'open' AND snoozed_until IS NOT NULL"),
)  # fmt: skip


def upgrade() -> None:
    """Make the caseload's index tell all that is counted, and add those of what comes up."""
    op.drop_index("ix_case_in_sight", table_name="case")
    op.create_index("ix_case_in_sight", "case", IN_SIGHT, postgresql_include=["navigator", "seq"])
    for name, table, columns, where in COMING_UP:
        op.create_index(name, table, columns, postgresql_where=sa.text(where))


def downgrade() -> None:
    """Take it back."""
    for name, table, *_ in COMING_UP:
        op.drop_index(name, table_name=table)
    op.drop_index("ix_case_in_sight", table_name="case")
    op.create_index("ix_case_in_sight", "case", IN_SIGHT)
