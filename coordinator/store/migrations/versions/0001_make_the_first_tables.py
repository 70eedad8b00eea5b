"""Make the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "breaker",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("destination", name=op.f("pk_breaker")),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("now", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_table(
        "event",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("privacy_officer_name", sa.Text(), nullable=True),
        sa.Column("privacy_officer_fax", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_index("uq_organization_name", "organization", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "outage",
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("began_at", name=op.f("pk_outage")),
    )
    op.create_table(
        "patient",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("preferred_channel", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.Column("deceased_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
    )
    op.create_index(op.f("ix_patient_person_key"), "patient", ["person_key"], unique=False)
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_table(
        "playbook_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_playbook_version")),
    )
    op.create_table(
        "process_seen",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_process_seen")),
    )
    op.create_table(
        "reference_icd",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("leaf", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reference_icd")),
    )
    op.create_table(
        "reference_zip",
        sa.Column("zip", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("zip", name=op.f("pk_reference_zip")),
    )
    op.create_table(
        "staff_user",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_user")),
    )
    op.create_index("uq_staff_user_email", "staff_user", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "case",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("specialty", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage_entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("intake", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("icd10cm", sa.Text(), nullable=True),
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.Column("navigator", sa.Text(), nullable=True),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("stage_visit", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("deadline_risk", sa.Text(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("deadline_fixed", sa.Boolean(), nullable=False),
        sa.Column("treatment_on", sa.Date(), nullable=True),
        sa.Column("consult_by", sa.Date(), nullable=True),
        sa.Column("risk_acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_level", sa.Integer(), nullable=False),
        sa.Column("terms_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("capacity_lost", sa.Boolean(), nullable=False),
        sa.Column("coverage_network", sa.Text(), nullable=True),
        sa.Column("cost_agreed_minor", sa.BigInteger(), nullable=True),
        sa.Column("prior_authorization", sa.Text(), nullable=True),
        sa.Column("shortlisted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shortlist", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("laboratory_desk_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("recollection_filed", sa.Boolean(), nullable=False),
        sa.Column("third_opinion_wanted", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decision_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copy_to_treating", sa.Text(), nullable=False),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("hold_review_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_from", sa.Text(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("acted_seq", sa.Integer(), nullable=False),
        sa.Column("stopped_seq", sa.Integer(), nullable=False),
        sa.Column("head_mac", sa.Text(), nullable=False),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("advance_failures", sa.Integer(), nullable=False),
        sa.Column("stuck", sa.Boolean(), nullable=False),
        sa.Column("advancing_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "close_reason IN ('completed_decision_recorded', 'completed_no_decision', 'withdrawn_by_patient', 'not_eligible', 'unreachable', 'deceased', 'transferred', 'duplicate', 'provider_unavailable', 'treated_before_second_opinion', 'consent_revoked', 'entered_in_error')",
            name=op.f("ck_case_close_reason"),
        ),
        sa.CheckConstraint(
            "closed_from IN ('request', 'records', 'scheduling', 'consultation', 'comparison', 'closed')",
            name=op.f("ck_case_closed_from"),
        ),
        sa.CheckConstraint(
            "deadline_risk IN ('none', 'watch', 'breach_likely', 'breached')", name=op.f("ck_case_deadline_risk")
        ),
        sa.CheckConstraint("disclosure IN ('full', 'sealed')", name=op.f("ck_case_disclosure")),
        sa.CheckConstraint("priority IN ('routine', 'expedited', 'urgent')", name=op.f("ck_case_priority")),
        sa.CheckConstraint(
            "specialty IN ('oncology_solid', 'hematology_oncology', 'cardiology', 'cardiac_surgery', 'neurology', 'neurosurgery_spine', 'orthopaedics', 'radiology', 'pathology', 'gastroenterology', 'pulmonology', 'gynaecology')",
            name=op.f("ck_case_specialty"),
        ),
        sa.CheckConstraint(
            "stage IN ('request', 'records', 'scheduling', 'consultation', 'comparison', 'closed')",
            name=op.f("ck_case_stage"),
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_case_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("external_id", name=op.f("uq_case_external_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_case_ref")),
    )
    op.create_index(op.f("ix_case_navigator"), "case", ["navigator"], unique=False)
    op.create_index(op.f("ix_case_patient_id"), "case", ["patient_id"], unique=False)
    op.create_index("ix_case_stage_opened_at", "case", ["stage", "opened_at"], unique=False)
    op.create_index(
        "ix_case_wake_at",
        "case",
        ["wake_at"],
        unique=False,
        postgresql_where=sa.text("wake_at IS NOT NULL AND NOT stuck"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("patient_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("may_be_told", sa.Text(), nullable=False),
        sa.Column("in_effect", sa.Text(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("permitted_on", sa.Date(), nullable=True),
        sa.Column("permitted_by", sa.Text(), nullable=True),
        sa.CheckConstraint("may_be_told IN ('logistics', 'records', 'all')", name=op.f("ck_contact_may_be_told")),
        sa.CheckConstraint(
            "role IN ('patient', 'representative', 'companion', 'family')", name=op.f("ck_contact_role")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_contact_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_patient_id"), "contact", ["patient_id"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("patient_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("may_text", sa.Boolean(), nullable=False),
        sa.Column("may_leave_voicemail", sa.Boolean(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opted_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail_allowed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'phone', 'post')", name=op.f("ck_contact_point_kind")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_contact_point_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
    )
    op.create_index(op.f("ix_contact_point_patient_id"), "contact_point", ["patient_id"], unique=False)
    op.create_table(
        "desk",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("organization_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("fax", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("secure_email_agreed", sa.Boolean(), nullable=False),
        sa.Column("portal_url", sa.Text(), nullable=True),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("phone_tree", sa.Text(), nullable=True),
        sa.Column("own_form_required", sa.Boolean(), nullable=False),
        sa.Column("reviewing_laboratory", sa.Boolean(), nullable=False),
        sa.Column("courier", sa.Text(), nullable=True),
        sa.Column("closed_on", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("channel_order", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("p75_response_days", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "department IN ('records_office', 'image_library', 'pathology', 'physician_office', 'patient')",
            name=op.f("ck_desk_department"),
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_desk_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
        sa.UniqueConstraint("organization_id", "department", name=op.f("uq_desk_organization_id_department")),
    )
    op.create_table(
        "provider",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("profile", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("npi", sa.Text(), nullable=True),
        sa.Column("office_fax", sa.Text(), nullable=True),
        sa.Column("office_phone", sa.Text(), nullable=True),
        sa.Column("office_time_zone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_provider_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_provider_organization_id_name")),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("provider_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("calendar_uid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("slot_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("interpreter_booked", sa.Boolean(), nullable=False),
        sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.CheckConstraint("mode IN ('in_person', 'video', 'record_review')", name=op.f("ck_appointment_mode")),
        sa.CheckConstraint(
            "status IN ('booked', 'superseded', 'cancelled', 'attended', 'missed')", name=op.f("ck_appointment_status")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_appointment_case_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_appointment_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_case_id"), "appointment", ["case_id"], unique=False)
    op.create_index(
        "uq_appointment_one_booked",
        "appointment",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("status = 'booked'"),
    )
    op.create_table(
        "authorization",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("organization_name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer", sa.Text(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("initials", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('access_request', 'authorization')", name=op.f("ck_authorization_kind")),
        sa.CheckConstraint(
            "status IN ('waiting', 'signed', 'expired', 'revoked')", name=op.f("ck_authorization_status")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_authorization_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorization")),
    )
    op.create_index(op.f("ix_authorization_case_id"), "authorization", ["case_id"], unique=False)
    op.create_table(
        "communication",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("effect_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("to_role", sa.Text(), nullable=False),
        sa.Column("to_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("request_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("desk_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("local_on", sa.Date(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("budgeted", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("template_version", sa.Text(), nullable=True),
        sa.Column("cause_seq", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("letter_path", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "to_role IN ('patient', 'representative', 'companion', 'desk', 'privacy_officer', 'provider', 'treating')",
            name=op.f("ck_communication_to_role"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_communication_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communication")),
    )
    op.create_index(op.f("ix_communication_case_id"), "communication", ["case_id"], unique=False)
    op.create_index("ix_communication_desk_id_local_on", "communication", ["desk_id", "local_on"], unique=False)
    op.create_index("ix_communication_person_key_local_on", "communication", ["person_key", "local_on"], unique=False)
    op.create_index(
        "uq_communication_once",
        "communication",
        ["case_id", "cause_seq", "name", "address_hash"],
        unique=True,
        postgresql_where=sa.text("status <> 'withheld'"),
    )
    op.create_table(
        "comparison",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("diagnosis_proposed", sa.Text(), nullable=True),
        sa.Column("treatment_proposed", sa.Text(), nullable=True),
        sa.Column("cause_proposed", sa.Text(), nullable=True),
        sa.Column("diagnosis_confirmed", sa.Text(), nullable=True),
        sa.Column("treatment_confirmed", sa.Text(), nullable=True),
        sa.Column("cause_confirmed", sa.Text(), nullable=True),
        sa.Column("classified_by", sa.Text(), nullable=True),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_how", sa.Text(), nullable=True),
        sa.Column("clarification_offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("prompts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'verified', 'shared', 'opened')", name=op.f("ck_comparison_status")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_comparison_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
    )
    op.create_index(op.f("ix_comparison_case_id"), "comparison", ["case_id"], unique=False)
    op.create_table(
        "custody",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("item_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tracking", sa.Text(), nullable=True),
        sa.Column("return_by", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_custody_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody")),
    )
    op.create_index(op.f("ix_custody_case_id"), "custody", ["case_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("item_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_document_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_case_id"), "document", ["case_id"], unique=False)
    op.create_table(
        "effect",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cause_seq", sa.Integer(), nullable=False),
        sa.Column("to_role", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ladder", sa.Text(), nullable=True),
        sa.Column("rung", sa.Text(), nullable=True),
        sa.Column("stale_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arose_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deaths", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("first_failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_seq", sa.Integer(), nullable=True),
        sa.Column("dot_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("communication_id", sa.UUID(as_uuid=False), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'held', 'released', 'done', 'never', 'uncertain', 'dead')",
            name=op.f("ck_effect_status"),
        ),
        sa.CheckConstraint(
            "to_role IN ('patient', 'representative', 'companion', 'desk', 'privacy_officer', 'provider', 'treating')",
            name=op.f("ck_effect_to_role"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_effect_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint("key", name=op.f("uq_effect_key")),
    )
    op.create_index(op.f("ix_effect_case_id"), "effect", ["case_id"], unique=False)
    op.create_index(
        "ix_effect_due",
        "effect",
        ["lane", "urgency", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('pending', 'released')"),
    )
    op.create_index(
        "ix_effect_open_due",
        "effect",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('pending', 'released')"),
    )
    op.create_table(
        "intake",
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("content", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_intake_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_intake")),
    )
    op.create_table(
        "note",
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_note_case_id")),
    )
    op.create_index("ix_note_case_id_seq", "note", ["case_id", "seq"], unique=False)
    op.create_table(
        "opinion",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("appointment_id", sa.UUID(as_uuid=False), nullable=True),
        sa.CheckConstraint("status IN ('draft', 'filed')", name=op.f("ck_opinion_status")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_opinion_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("case_id", "ordinal", name=op.f("uq_opinion_case_id_ordinal")),
    )
    op.create_index(op.f("ix_opinion_case_id"), "opinion", ["case_id"], unique=False)
    op.create_table(
        "record_request",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("organization_name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("desk_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("authorization_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("laboratory_desk_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("asked_channel", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_evidence", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("reply_unread", sa.Boolean(), nullable=False),
        sa.Column("returned_cause", sa.Text(), nullable=True),
        sa.Column("fee_status", sa.Text(), nullable=True),
        sa.Column("fee_quoted_minor", sa.BigInteger(), nullable=True),
        sa.Column("last_letter_on", sa.Date(), nullable=True),
        sa.Column("last_letter_name", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "department IN ('records_office', 'image_library', 'pathology', 'physician_office', 'patient')",
            name=op.f("ck_record_request_department"),
        ),
        sa.CheckConstraint(
            "legal_basis IN ('access_self', 'access_directive', 'authorization', 'treatment')",
            name=op.f("ck_record_request_legal_basis"),
        ),
        sa.CheckConstraint(
            "receipt_evidence IN ('fax_confirmed', 'call', 'portal', 'email_ack', 'delivery_scan', 'answer', 'assumed')",
            name=op.f("ck_record_request_receipt_evidence"),
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'ready', 'sent', 'received', 'partial', 'returned', 'refused', 'done', 'cancelled')",
            name=op.f("ck_record_request_status"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_record_request_case_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_record_request_desk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_request")),
    )
    op.create_index(op.f("ix_record_request_case_id"), "record_request", ["case_id"], unique=False)
    op.create_index(op.f("ix_record_request_desk_id"), "record_request", ["desk_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("provider_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("packet_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accept_by", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("gap_accepted", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.CheckConstraint("status IN ('sent', 'accepted', 'declined', 'lapsed')", name=op.f("ck_referral_status")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_referral_case_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_referral_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    op.create_index(op.f("ix_referral_case_id"), "referral", ["case_id"], unique=False)
    op.create_table(
        "slot",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("provider_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.UUID(as_uuid=False), nullable=True),
        sa.CheckConstraint("mode IN ('in_person', 'video', 'record_review')", name=op.f("ck_slot_mode")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_slot_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("provider_id", "starts_at", "mode", name=op.f("uq_slot_provider_id_starts_at_mode")),
    )
    op.create_index(op.f("ix_slot_provider_id"), "slot", ["provider_id"], unique=False)
    op.create_table(
        "wait",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_seq", sa.Integer(), nullable=False),
        sa.Column("last_rung", sa.Text(), nullable=True),
        sa.Column("last_rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_wait_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait")),
    )
    op.create_index(op.f("ix_wait_case_id"), "wait", ["case_id"], unique=False)
    op.create_table(
        "work_item",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("effect_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('call_desk', 'call_patient', 'call_provider', 'approve_letter', 'choose_reviewing_laboratory', 'find_source', 'find_office_address', 'copy_into_office_portal', 'answer_missing', 'approve_fee', 'check_document', 'duplicate_proposed', 'no_provider', 'ask_next_provider', 'choose_wording', 'classify_agreement', 'verify_comparison', 'ask_back', 'plan_infeasible', 'stage_late', 'supervisor_review', 'address_bounced', 'reply_unread', 'stuck', 'uncertain_send')",
            name=op.f("ck_work_item_kind"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_work_item_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
    )
    op.create_index(op.f("ix_work_item_case_id"), "work_item", ["case_id"], unique=False)
    op.create_index(
        "ix_work_item_open", "work_item", ["due_at"], unique=False, postgresql_where=sa.text("status = 'open'")
    )
    op.create_table(
        "record_item",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("request_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("essential", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived_reason", sa.Text(), nullable=True),
        sa.Column("waived_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "record_type IN ('PATH_REPORT', 'PATH_SLIDES', 'PATH_BLOCK', 'CYTO_REPORT', 'MOL_REPORT', 'IMG_REPORT', 'IMG_DICOM', 'LAB_REPORT', 'CONSULT_NOTE', 'SECOND_OPINION', 'PROGRESS_NOTE', 'HP_NOTE', 'OP_NOTE', 'PROC_NOTE', 'DISCHARGE', 'EPISODE_SUMMARY', 'PT_SUMMARY', 'ED_NOTE', 'REFERRAL', 'TUMOR_BOARD', 'CHEMO', 'RT_SUMMARY', 'ECG', 'ECHO', 'CATH', 'STRESS', 'HOLTER', 'EEG', 'EMG', 'SLEEP', 'ENDO', 'PREOP', 'MED_LIST', 'PLAN', 'IMPLANT', 'PT_REHAB', 'LETTER', 'GENERIC', 'PFT')",
            name=op.f("ck_record_item_record_type"),
        ),
        sa.CheckConstraint(
            "status IN ('needed', 'requested', 'acknowledged', 'received', 'verified', 'not_available', 'refused', 'waived', 'superseded')",
            name=op.f("ck_record_item_status"),
        ),
        sa.ForeignKeyConstraint(["request_id"], ["record_request.id"], name=op.f("fk_record_item_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_item")),
    )
    op.create_index(op.f("ix_record_item_request_id"), "record_item", ["request_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_record_item_request_id"), table_name="record_item")
    op.drop_table("record_item")
    op.drop_index("ix_work_item_open", table_name="work_item", postgresql_where=sa.text("status = 'open'"))
    op.drop_index(op.f("ix_work_item_case_id"), table_name="work_item")
    op.drop_table("work_item")
    op.drop_index(op.f("ix_wait_case_id"), table_name="wait")
    op.drop_table("wait")
    op.drop_index(op.f("ix_slot_provider_id"), table_name="slot")
    op.drop_table("slot")
    op.drop_index(op.f("ix_referral_case_id"), table_name="referral")
    op.drop_table("referral")
    op.drop_index(op.f("ix_record_request_desk_id"), table_name="record_request")
    op.drop_index(op.f("ix_record_request_case_id"), table_name="record_request")
    op.drop_table("record_request")
    op.drop_index(op.f("ix_opinion_case_id"), table_name="opinion")
    op.drop_table("opinion")
    op.drop_index("ix_note_case_id_seq", table_name="note")
    op.drop_table("note")
    op.drop_table("intake")
    op.drop_index(
        "ix_effect_open_due", table_name="effect", postgresql_where=sa.text("status IN ('pending', 'released')")
    )
    op.drop_index("ix_effect_due", table_name="effect", postgresql_where=sa.text("status IN ('pending', 'released')"))
    op.drop_index(op.f("ix_effect_case_id"), table_name="effect")
    op.drop_table("effect")
    op.drop_index(op.f("ix_document_case_id"), table_name="document")
    op.drop_table("document")
    op.drop_index(op.f("ix_custody_case_id"), table_name="custody")
    op.drop_table("custody")
    op.drop_index(op.f("ix_comparison_case_id"), table_name="comparison")
    op.drop_table("comparison")
    op.drop_index("uq_communication_once", table_name="communication", postgresql_where=sa.text("status <> 'withheld'"))
    op.drop_index("ix_communication_person_key_local_on", table_name="communication")
    op.drop_index("ix_communication_desk_id_local_on", table_name="communication")
    op.drop_index(op.f("ix_communication_case_id"), table_name="communication")
    op.drop_table("communication")
    op.drop_index(op.f("ix_authorization_case_id"), table_name="authorization")
    op.drop_table("authorization")
    op.drop_index("uq_appointment_one_booked", table_name="appointment", postgresql_where=sa.text("status = 'booked'"))
    op.drop_index(op.f("ix_appointment_case_id"), table_name="appointment")
    op.drop_table("appointment")
    op.drop_table("provider")
    op.drop_table("desk")
    op.drop_index(op.f("ix_contact_point_patient_id"), table_name="contact_point")
    op.drop_table("contact_point")
    op.drop_index(op.f("ix_contact_patient_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index("ix_case_wake_at", table_name="case", postgresql_where=sa.text("wake_at IS NOT NULL AND NOT stuck"))
    op.drop_index("ix_case_stage_opened_at", table_name="case")
    op.drop_index(op.f("ix_case_patient_id"), table_name="case")
    op.drop_index(op.f("ix_case_navigator"), table_name="case")
    op.drop_table("case")
    op.drop_index("uq_staff_user_email", table_name="staff_user")
    op.drop_table("staff_user")
    op.drop_table("reference_zip")
    op.drop_table("reference_icd")
    op.drop_table("process_seen")
    op.drop_table("playbook_version")
    op.drop_table("pause")
    op.drop_index(op.f("ix_patient_person_key"), table_name="patient")
    op.drop_table("patient")
    op.drop_table("outage")
    op.drop_index("uq_organization_name", table_name="organization")
    op.drop_table("organization")
    op.drop_table("event")
    op.drop_table("clock")
    op.drop_table("breaker")
