"""Work, visits, requests and steps say whose case they are of: a list reads what one person sees, however many cases."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEPT = ("work_item", "appointment", "record_request", "next_step")

OWNER = "coalesce(navigator, '')"
RANK = "(CASE priority WHEN 'urgent' THEN 0 WHEN 'expedited' THEN 1 ELSE 2 END)"

Found = tuple[str, str, list[Any], str, list[str]]

NEW: tuple[Found, ...] = (
    ("ix_work_item_in_sight", "work_item", ["navigator", sa.text(RANK), "due_at", "id"], "status = 'open'", []),
    ("ix_work_item_due_at", "work_item", ["navigator", "due_at"], "status = 'open'", ["kind", "snoozed_until"]),
    (
        "ix_work_item_snoozed", "work_item", ["navigator", "snoozed_until"],
        "status = 'open' AND snoozed_until IS NOT NULL", [],
    ),
    ("ix_appointment_ahead", "appointment", ["navigator", "starts_at"], "status = 'booked'", []),
    (
        "ix_record_request_promised_on", "record_request", ["navigator", "promised_on"],
        "answered_at IS NULL AND promised_on IS NOT NULL", [],
    ),
    ("ix_next_step_due_on", "next_step", ["navigator", "due_on"], "done_at IS NULL", []),
    (
        "ix_case_late_at", "case", [sa.text(OWNER), "late_at", "ref"],
        "stage <> 'closed' AND late_at IS NOT NULL AND hold_reason IS NULL", [],
    ),
    (
        "ix_case_deadline", "case", [sa.text(OWNER), "deadline_on"],
        "stage <> 'closed' AND deadline_on IS NOT NULL", [],
    ),
    ("ix_case_hold_review", "case", [sa.text(OWNER), "hold_review_on"], "hold_reason IS NOT NULL", []),
)  # fmt: skip
OLD: tuple[Found, ...] = (
    ("ix_work_item_open", "work_item", ["due_at"], "status = 'open'", []),
    (
        "ix_work_item_snoozed", "work_item", ["snoozed_until"], "status = 'open' AND snoozed_until IS NOT NULL", [],
    ),
    ("ix_appointment_ahead", "appointment", ["starts_at"], "status = 'booked'", []),
    (
        "ix_record_request_promised_on", "record_request", ["promised_on"],
        "answered_at IS NULL AND promised_on IS NOT NULL", [],
    ),
    ("ix_next_step_due_on", "next_step", ["due_on"], "done_at IS NULL", []),
    ("ix_case_late_at", "case", ["navigator", "late_at"], "late_at IS NOT NULL", []),
    (
        "ix_case_deadline", "case", ["navigator", "deadline_on"], "stage <> 'closed' AND deadline_on IS NOT NULL", [],
    ),
    ("ix_case_hold_review", "case", ["navigator", "hold_review_on"], "hold_reason IS NOT NULL", []),
)  # fmt: skip

# Whoever writes what belongs to a case holds the case's row, so neither trigger can miss the other.
BEGUN = """
    CREATE FUNCTION keep_whose() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        SELECT coalesce(navigator, '') INTO STRICT NEW.navigator FROM "case" WHERE id = NEW.case_id;
        RETURN NEW;
    END $$
"""
MOVED = f"""
    CREATE FUNCTION keep_whose_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {" ".join(f"UPDATE {name} SET navigator = coalesce(NEW.navigator, '') WHERE case_id = NEW.id;" for name in KEPT)}
        RETURN NULL;
    END $$
"""  # noqa: S608 - names of our own tables
AT_CASE = """
    CREATE TRIGGER whose_moved AFTER UPDATE OF navigator ON "case" FOR EACH ROW
    WHEN (OLD.navigator IS DISTINCT FROM NEW.navigator) EXECUTE FUNCTION keep_whose_of_case()
"""


def upgrade() -> None:
    """Keep beside each whose case it is of, by triggers, and read lists by it."""
    _drop(OLD)
    for name in KEPT:
        op.add_column(name, sa.Column("navigator", sa.Text(), nullable=False, server_default=""))
        op.execute(f"""
            UPDATE {name} t SET navigator = c.navigator FROM "case" c
            WHERE c.id = t.case_id AND c.navigator IS NOT NULL
        """)  # noqa: S608 - names of our own tables
    for statement in (BEGUN, MOVED, AT_CASE):
        op.execute(statement)
    for name in KEPT:
        op.execute(f"CREATE TRIGGER whose BEFORE INSERT ON {name} FOR EACH ROW EXECUTE FUNCTION keep_whose()")
    _create(NEW)


def downgrade() -> None:
    """Take it back."""
    _drop(NEW)
    op.execute('DROP TRIGGER whose_moved ON "case"')
    for name in KEPT:
        op.execute(f"DROP TRIGGER whose ON {name}")
        op.drop_column(name, "navigator")
    op.execute("DROP FUNCTION keep_whose_of_case()")
    op.execute("DROP FUNCTION keep_whose()")
    _create(OLD)


def _create(indexes: tuple[Found, ...]) -> None:
    for name, table, columns, where, beside in indexes:
        op.create_index(name, table, columns, postgresql_where=sa.text(where), postgresql_include=beside)


def _drop(indexes: tuple[Found, ...]) -> None:
    for name, table, *_ in indexes:
        op.drop_index(name, table_name=table)
