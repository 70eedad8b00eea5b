"""Guard the journal: entries are added, never changed and never taken out."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Refuse UPDATE, DELETE and TRUNCATE on the journal, whoever asks."""
    op.execute(
        """
        CREATE FUNCTION event_is_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the journal is insert-only' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER event_is_insert_only BEFORE UPDATE OR DELETE ON event
        FOR EACH ROW EXECUTE FUNCTION event_is_insert_only()
        """
    )
    op.execute(
        """
        CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event
        FOR EACH STATEMENT EXECUTE FUNCTION event_is_insert_only()
        """
    )


def downgrade() -> None:
    """Take the guard away."""
    op.execute("DROP TRIGGER event_is_never_emptied ON event")
    op.execute("DROP TRIGGER event_is_insert_only ON event")
    op.execute("DROP FUNCTION event_is_insert_only()")
