"""Printed letters and mails that came in say whose case they are of: Print and Inbox read what one person sees."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WORK = ("work_item", "appointment", "record_request", "next_step")
WAITS = "status IN ('received', 'matched', 'unmatched')"
TO_POST = "channel = 'print' AND status = 'queued'"

Found = tuple[str, str, list[Any], str, list[str]]

NEW: tuple[Found, ...] = (
    ("ix_communication_to_post", "communication", ["navigator", "made_at", "id"], TO_POST, []),
    ("ix_communication_posted_at", "communication", ["navigator", "posted_at"], "posted_at IS NOT NULL", []),
    ("ix_inbound_open", "inbound", ["received_at"], WAITS, ["passed_at"]),
    ("ix_inbound_in_sight", "inbound", ["navigator"], f"{WAITS} AND case_id IS NOT NULL", []),
    ("ix_inbound_of_nobody", "inbound", ["received_at", "id"], f"{WAITS} AND case_id IS NULL", ["passed_at"]),
    ("ix_inbound_passed_at", "inbound", ["passed_at"], f"{WAITS} AND case_id IS NULL AND passed_at IS NOT NULL", []),
)  # fmt: skip
OLD: tuple[Found, ...] = (
    ("ix_communication_to_post", "communication", ["made_at", "id"], TO_POST, []),
    ("ix_communication_posted_at", "communication", ["posted_at"], "posted_at IS NOT NULL", []),
    ("ix_inbound_open", "inbound", ["received_at"], WAITS, []),
)  # fmt: skip

# Nobody who reads a mail holds a case: the row is shared, or a handover at the same moment would be missed.
BEGUN = """
    CREATE FUNCTION keep_whose_mail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.case_id IS NULL THEN
            NEW.navigator := '';
        ELSE
            SELECT coalesce(navigator, '') INTO STRICT NEW.navigator FROM "case" WHERE id = NEW.case_id FOR SHARE;
        END IF;
        RETURN NEW;
    END $$
"""
AT_MAIL = """
    CREATE TRIGGER whose BEFORE INSERT OR UPDATE OF case_id ON inbound FOR EACH ROW EXECUTE FUNCTION keep_whose_mail()
"""
AT_LETTER = """
    CREATE TRIGGER whose BEFORE INSERT ON communication FOR EACH ROW
    WHEN (NEW.channel = 'print') EXECUTE FUNCTION keep_whose()
"""


def _moved(*names: tuple[str, str]) -> str:
    said = " ".join(
        f"UPDATE {name} SET navigator = coalesce(NEW.navigator, '') WHERE case_id = NEW.id{more};"  # noqa: S608
        for name, more in names
    )
    return f"""
        CREATE OR REPLACE FUNCTION keep_whose_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {said}
            RETURN NULL;
        END $$
    """


OF_WORK = [(name, "") for name in WORK]
OF_POST = [("communication", " AND channel = 'print'"), ("inbound", "")]


def upgrade() -> None:
    """Keep beside each whose case it is of, by triggers, and read lists by it."""
    _drop(OLD)
    for name, more in OF_POST:
        op.add_column(name, sa.Column("navigator", sa.Text(), nullable=False, server_default=""))
        op.execute(f"""
            UPDATE {name} t SET navigator = c.navigator FROM "case" c
            WHERE c.id = t.case_id AND c.navigator IS NOT NULL{more}
        """)  # noqa: S608 - names of our own tables
    for statement in (BEGUN, _moved(*OF_WORK, *OF_POST), AT_MAIL, AT_LETTER):
        op.execute(statement)
    _create(NEW)


def downgrade() -> None:
    """Take it back."""
    _drop(NEW)
    op.execute(_moved(*OF_WORK))
    for name, _ in OF_POST:
        op.execute(f"DROP TRIGGER whose ON {name}")
        op.drop_column(name, "navigator")
    op.execute("DROP FUNCTION keep_whose_mail()")
    _create(OLD)


def _create(indexes: tuple[Found, ...]) -> None:
    for name, table, columns, where, beside in indexes:
        op.create_index(name, table, columns, postgresql_where=sa.text(where), postgresql_include=beside)


def _drop(indexes: tuple[Found, ...]) -> None:
    for name, table, *_ in indexes:
        op.drop_index(name, table_name=table)
