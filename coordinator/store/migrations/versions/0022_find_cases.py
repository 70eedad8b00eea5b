"""Find cases by name, number and day; keep views of the caseload, and what was assigned in one go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NAMES = (
    # As people type them: without accents and capitals, "O'Neill" in one word, "Diaz-Bell" in two.
    """
    CREATE FUNCTION folded(said text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
        SELECT replace(replace(translate(
            lower(regexp_replace(normalize(said, NFKD), '[\\u0300-\\u036f''`´’ʼ]', '', 'g')), 'øłđðı', 'olddi'
        ), 'ß', 'ss'), 'æ', 'ae')
    $$
    """,
    """
    CREATE FUNCTION keep_case_names(about uuid) RETURNS void LANGUAGE sql AS $$
        DELETE FROM case_name WHERE case_id = about;
        INSERT INTO case_name (case_id, word, navigator, closed)
        SELECT DISTINCT c.id, word, coalesce(c.navigator, ''), c.stage = 'closed'
        FROM "case" c JOIN patient p ON p.id = c.patient_id,
            regexp_split_to_table(folded(concat_ws(
                ' ', p.given, p.family, p.details ->> 'preferred_name',
                (SELECT string_agg(former, ' ') FROM jsonb_array_elements_text(CASE
                    WHEN jsonb_typeof(p.details -> 'former_names') = 'array' THEN p.details -> 'former_names'
                    ELSE '[]' END) AS former)
            )), '[\\s.,–-]+') AS word
        WHERE c.id = about AND word <> ''
    $$
    """,
    """
    CREATE FUNCTION case_names_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM keep_case_names(NEW.id);
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION case_names_of_patient() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM keep_case_names(id) FROM "case" WHERE patient_id = NEW.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER case_names_opened AFTER INSERT ON "case" FOR EACH ROW EXECUTE FUNCTION case_names_of_case()
    """,
    """
    CREATE TRIGGER case_names_moved AFTER UPDATE OF navigator, stage ON "case" FOR EACH ROW
    WHEN (OLD.navigator IS DISTINCT FROM NEW.navigator OR (OLD.stage = 'closed') <> (NEW.stage = 'closed'))
    EXECUTE FUNCTION case_names_of_case()
    """,
    """
    CREATE TRIGGER case_names_changed AFTER UPDATE OF given, family, details ON patient FOR EACH ROW
    WHEN ((OLD.given, OLD.family, OLD.details) IS DISTINCT FROM (NEW.given, NEW.family, NEW.details))
    EXECUTE FUNCTION case_names_of_patient()
    """,
    'SELECT keep_case_names(id) FROM "case"',
)
"""The names of patients, word by word, beside whose case it is; kept by the database, whoever writes."""


def upgrade() -> None:
    """Find cases by name, number and day; keep views of the caseload, and what was assigned in one go."""
    op.create_table(
        "bulk_assignment",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("staff_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_user.id"], name=op.f("fk_bulk_assignment_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_assignment")),
    )
    op.create_index(op.f("ix_bulk_assignment_staff_id"), "bulk_assignment", ["staff_id"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("staff_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared_with", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_user.id"], name=op.f("fk_saved_view_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_shared_with"), "saved_view", ["shared_with"], unique=False)
    op.create_index(op.f("ix_saved_view_staff_id"), "saved_view", ["staff_id"], unique=False)
    op.create_index("uq_saved_view_name", "saved_view", ["staff_id", sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "case_name",
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("navigator", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_name_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "word", name=op.f("pk_case_name")),
    )
    op.create_index("ix_case_name_navigator", "case_name", ["navigator", "closed", "word"], unique=False)
    op.create_index(
        "ix_case_closed_at", "case", ["closed_at"], unique=False, postgresql_where=sa.text("closed_at IS NOT NULL")
    )
    op.create_index(
        "ix_case_handover",
        "case",
        [sa.literal_column("((answers -> 'handover') ->> 'to')")],
        unique=False,
        postgresql_where=sa.text("((answers -> 'handover') ->> 'to') IS NOT NULL"),
    )
    op.create_index(
        "ix_case_in_sight",
        "case",
        [sa.literal_column("coalesce(navigator, '')"), "stage", "stage_entered_at", "ref"],
        unique=False,
    )
    op.create_index("ix_case_opened_at", "case", ["opened_at"], unique=False)
    op.create_index(
        "ix_contact_point_phone",
        "contact_point",
        [sa.literal_column('"right"(value, 7)')],
        unique=False,
        postgresql_where=sa.text("kind = 'phone'"),
    )
    op.create_index(
        "ix_effect_never",
        "effect",
        [sa.literal_column("coalesce(done_at, created_at)")],
        unique=False,
        postgresql_where=sa.text("status = 'never'"),
    )
    op.create_index(
        "ix_event_stage_entered",
        "event",
        ["stream", "seq"],
        unique=False,
        postgresql_where=sa.text("name = 'stage_entered'"),
    )
    op.create_index(
        "ix_event_stage_left",
        "event",
        ["at", "stream", "seq"],
        unique=False,
        postgresql_where=sa.text("name = 'stage_entered'"),
    )
    op.create_index(op.f("ix_patient_birth_date"), "patient", ["birth_date"], unique=False)
    op.create_index(
        "ix_record_request_answered_at",
        "record_request",
        ["answered_at"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NOT NULL"),
    )
    for statement in NAMES:
        op.execute(statement)


def downgrade() -> None:
    """Take it back."""
    op.execute("DROP TRIGGER case_names_changed ON patient")
    op.execute('DROP TRIGGER case_names_moved ON "case"')
    op.execute('DROP TRIGGER case_names_opened ON "case"')
    op.execute("DROP FUNCTION case_names_of_patient()")
    op.execute("DROP FUNCTION case_names_of_case()")
    op.execute("DROP FUNCTION keep_case_names(uuid)")
    op.execute("DROP FUNCTION folded(text)")
    op.drop_index(
        "ix_record_request_answered_at",
        table_name="record_request",
        postgresql_where=sa.text("answered_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_patient_birth_date"), table_name="patient")
    op.drop_index("ix_event_stage_left", table_name="event", postgresql_where=sa.text("name = 'stage_entered'"))
    op.drop_index("ix_event_stage_entered", table_name="event", postgresql_where=sa.text("name = 'stage_entered'"))
    op.drop_index("ix_effect_never", table_name="effect", postgresql_where=sa.text("status = 'never'"))
    op.drop_index("ix_contact_point_phone", table_name="contact_point", postgresql_where=sa.text("kind = 'phone'"))
    op.drop_index("ix_case_opened_at", table_name="case")
    op.drop_index("ix_case_in_sight", table_name="case")
    op.drop_index(
        "ix_case_handover",
        table_name="case",
        postgresql_where=sa.text("((answers -> 'handover') ->> 'to') IS NOT NULL"),
    )
    op.drop_index("ix_case_closed_at", table_name="case", postgresql_where=sa.text("closed_at IS NOT NULL"))
    op.drop_index("ix_case_name_navigator", table_name="case_name")
    op.drop_table("case_name")
    op.drop_index("uq_saved_view_name", table_name="saved_view")
    op.drop_index(op.f("ix_saved_view_staff_id"), table_name="saved_view")
    op.drop_index(op.f("ix_saved_view_shared_with"), table_name="saved_view")
    op.drop_table("saved_view")
    op.drop_index(op.f("ix_bulk_assignment_staff_id"), table_name="bulk_assignment")
    op.drop_table("bulk_assignment")
