"""Patients, the people around them, and their cases."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import UUID

from coordinator.domain.words import (
    CloseReason,
    ContactKind,
    ContactRole,
    DeadlineRisk,
    Disclosure,
    MayBeTold,
    Priority,
    Specialty,
    Stage,
)
from coordinator.store.columns import checked, json, metadata, moment, reference, text, uuid, uuid_key, word

patient = Table(
    "patient",
    metadata,
    uuid_key(),
    text("person_key", nullable=False, index=True),
    text("given", nullable=False),
    text("family", nullable=False),
    Column("birth_date", Date, nullable=False, index=True),
    text("time_zone", nullable=False),
    text("language", nullable=False),
    text("state", nullable=False),
    Column("interpreter", Boolean, nullable=False),
    text("preferred_channel"),
    text("postal_code", nullable=False),
    json("details"),
    Column("deceased_on", Date),
    moment("deceased_recorded_at"),
)

contact = Table(
    "contact",
    metadata,
    *checked(
        uuid_key(),
        reference("patient_id", "patient.id", index=True),
        text("name", nullable=False),
        word("role", ContactRole),
        word("may_be_told", MayBeTold),
        text("in_effect"),
        text("authority"),
        Column("permitted_on", Date),
        text("permitted_by"),
        Column("emergency", Boolean),
        uuid("authority_document_id"),
        Column("authority_until", Date),
        moment("revoked_at"),
        text("language"),
    ),
)

contact_point = Table(
    "contact_point",
    metadata,
    *checked(
        uuid_key(),
        reference("patient_id", "patient.id", index=True),
        word("kind", ContactKind),
        text("value", nullable=False),
        uuid("contact_id"),
        Column("may_text", Boolean, nullable=False),
        Column("may_leave_voicemail", Boolean, nullable=False),
        moment("verified_at"),
        moment("opted_out_at"),
        moment("bounced_at"),
        moment("detail_allowed_at"),
        text("detail_text_version"),
        text("detail_allowed_by"),
        Column("position", Integer, nullable=False),
    ),
    # a number is looked for by its last digits, however its beginning was written
    Index("ix_contact_point_phone", sql('"right"(value, 7)'), postgresql_where=sql("kind = 'phone'")),
)

case = Table(
    "case",
    metadata,
    *checked(
        uuid_key(),
        text("ref", nullable=False, unique=True),
        text("external_id", nullable=False, unique=True),
        reference("patient_id", "patient.id", index=True),
        word("specialty", Specialty),
        moment("opened_at", nullable=False),
        moment("stage_entered_at", nullable=False),
        json("intake"),
        text("icd10cm"),
        word("disclosure", Disclosure),
        text("navigator", index=True),
        text("filed_by", nullable=False),
        word("stage", Stage),
        Column("stage_visit", Integer, nullable=False),
        word("priority", Priority),
        word("deadline_risk", DeadlineRisk),
        Column("deadline_on", Date),
        Column("deadline_fixed", Boolean, nullable=False),
        Column("treatment_on", Date),
        Column("consult_by", Date),
        moment("risk_acknowledged_at"),
        Column("identity_level", Integer, nullable=False),
        moment("terms_accepted_at"),
        moment("accepted_at"),
        json("answers"),
        Column("capacity_lost", Boolean, nullable=False),
        text("coverage_network"),
        Column("cost_agreed_minor", BigInteger),
        text("prior_authorization"),
        moment("shortlisted_at"),
        json("shortlist"),
        json("choosing", nullable=True),
        uuid("laboratory_desk_id"),
        Column("recollection_filed", Boolean, nullable=False),
        Column("third_opinion_wanted", Boolean, nullable=False),
        text("decision"),
        moment("decision_at"),
        text("copy_to_treating", nullable=False),
        text("hold_reason"),
        Column("hold_review_on", Date),
        json("holding", nullable=True),
        # of the same ledger, for lists: when somebody has had a ball too long, and what comes next by itself
        moment("late_at"),
        moment("planned_at"),
        text("planned_by"),
        moment("withdrawn_at"),
        moment("closed_at"),
        word("closed_from", Stage, nullable=True),
        word("close_reason", CloseReason, nullable=True),
        Column("seq", Integer, nullable=False),
        Column("acted_seq", Integer, nullable=False),
        Column("stopped_seq", Integer, nullable=False),
        text("head_mac", nullable=False),
        moment("wake_at"),
        Column("advance_failures", Integer, nullable=False),
        Column("stuck", Boolean, nullable=False),
        moment("advancing_until"),
    ),
    Index("ix_case_wake_at", "wake_at", postgresql_where=sql("wake_at IS NOT NULL AND NOT stuck")),
    Index("ix_case_stage_opened_at", "stage", "opened_at"),
    Index(
        "ix_case_late_at",
        sql("coalesce(navigator, '')"),
        "late_at",
        "ref",
        postgresql_where=sql("stage <> 'closed' AND late_at IS NOT NULL AND hold_reason IS NULL"),
    ),
    # the caseload: of one navigator, or of nobody, in one stage, the longest there first
    Index(
        "ix_case_in_sight",
        sql("coalesce(navigator, '')"),
        "stage",
        "stage_entered_at",
        "ref",
        postgresql_include=["navigator", "seq"],  # so that counting reads the index alone
    ),
    Index(
        "ix_case_deadline",
        sql("coalesce(navigator, '')"),
        "deadline_on",
        postgresql_where=sql("stage <> 'closed' AND deadline_on IS NOT NULL"),
    ),
    Index(
        "ix_case_hold_review",
        sql("coalesce(navigator, '')"),
        "hold_review_on",
        postgresql_where=sql("hold_reason IS NOT NULL"),
    ),
    Index(
        "ix_case_handover",
        sql("((answers -> 'handover') ->> 'to')"),
        postgresql_where=sql("((answers -> 'handover') ->> 'to') IS NOT NULL"),
    ),
    Index(
        "ix_case_handover_declined",
        "navigator",
        postgresql_where=sql("((answers -> 'handover_declined') ->> 'to') IS NOT NULL"),
    ),
    Index("ix_case_opened_at", "opened_at"),
    Index("ix_case_closed_at", "closed_at", postgresql_where=sql("closed_at IS NOT NULL")),
    postgresql_with={"fillfactor": 80},  # room beside each row: a lease touches no index
)

note = Table(
    "note",
    metadata,
    reference("case_id", "case.id"),
    Column("seq", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_note_case_id_seq", "case_id", "seq"),
)

fact_change = Table(
    "fact_change",
    metadata,
    reference("case_id", "case.id"),
    Column("seq", Integer, nullable=False),
    Column("first_seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    text("fact", nullable=False),
    moment("at", nullable=False),
    moment("recorded_at", nullable=False),
    json("values"),
    json("ids"),
    json("steps"),
    Column("corrected_by", Integer),
    Column("replaced_by", Integer),
    PrimaryKeyConstraint("case_id", "seq"),
)

intake = Table(
    "intake",
    metadata,
    Column("case_id", UUID(as_uuid=False), ForeignKey("case.id"), primary_key=True),
    json("content"),
    text("sha256", nullable=False),
    moment("loaded_at", nullable=False),
    text("loaded_by", nullable=False),
)
