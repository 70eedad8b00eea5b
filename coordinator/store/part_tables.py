"""The parts of a case."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from coordinator.domain.words import (
    AppointmentStatus,
    AuthorizationKind,
    AuthorizationStatus,
    ComparisonStatus,
    Department,
    ItemStatus,
    LegalBasis,
    OpinionStatus,
    ReceiptEvidence,
    RecordType,
    ReferralStatus,
    RequestStatus,
    VisitMode,
    WorkItemKind,
)
from coordinator.store.columns import checked, json, metadata, moment, reference, text, uuid, uuid_key, word

authorization = Table(
    "authorization",
    metadata,
    *checked(
        uuid_key(),
        reference("case_id", "case.id", index=True),
        word("kind", AuthorizationKind),
        text("organization_id", nullable=False),
        text("organization_name", nullable=False),
        word("status", AuthorizationStatus),
        moment("asked_at"),
        moment("signed_at"),
        text("signer"),
        text("authority"),
        Column("initials", ARRAY(Text), nullable=False),
        Column("expires_on", Date),
        moment("revoked_at"),
        uuid("authority_document_id"),
        text("expires_event"),
        text("signature_method"),
        text("signature_evidence"),
        json("form", nullable=True),
        text("alone_for"),
        uuid("renews"),
        text("revoked_how"),
        json("disclosures", nullable=True),
    ),
)

record_request = Table(
    "record_request",
    metadata,
    *checked(
        uuid_key(),
        reference("case_id", "case.id", index=True),
        text("organization_name", nullable=False),
        word("department", Department),
        word("legal_basis", LegalBasis, nullable=True),
        reference("desk_id", "desk.id", nullable=True, index=True),
        uuid("authorization_id"),
        word("status", RequestStatus),
        json("details"),
        uuid("laboratory_desk_id"),
        text("channel"),
        text("asked_channel"),
        moment("sent_at"),
        moment("received_at"),
        word("receipt_evidence", ReceiptEvidence, nullable=True),
        Column("due_on", Date),
        Column("extended", Boolean, nullable=False),
        Column("promised_on", Date),
        Column("reply_unread", Boolean, nullable=False),
        text("returned_cause"),
        text("fee_status"),
        Column("fee_quoted_minor", BigInteger),
        Column("last_letter_on", Date),
        text("last_letter_name"),
    ),
)

record_item = Table(
    "record_item",
    metadata,
    *checked(
        uuid_key(),
        reference("request_id", "record_request.id", index=True),
        word("record_type", RecordType),
        Column("essential", Boolean, nullable=False),
        word("status", ItemStatus),
        moment("received_at"),
        moment("settled_at"),
        text("waived_reason"),
        text("waived_by"),
    ),
)

referral = Table(
    "referral",
    metadata,
    *checked(
        uuid_key(),
        reference("case_id", "case.id", index=True),
        reference("provider_id", "provider.id"),
        word("status", ReferralStatus),
        moment("chosen_at"),
        moment("packet_sent_at"),
        Column("accept_by", Date),
        moment("answered_at"),
        text("decline_reason"),
        Column("gap_accepted", ARRAY(Text)),
    ),
)

appointment = Table(
    "appointment",
    metadata,
    *checked(
        uuid_key(),
        reference("case_id", "case.id", index=True),
        reference("provider_id", "provider.id"),
        moment("starts_at", nullable=False),
        Column("minutes", Integer, nullable=False),
        word("mode", VisitMode),
        text("time_zone", nullable=False),
        text("calendar_uid", nullable=False),
        Column("sequence", Integer, nullable=False),
        word("status", AppointmentStatus),
        moment("booked_at"),
        text("place"),
        uuid("slot_id"),
        moment("confirmed_at"),
        Column("interpreter_booked", Boolean, nullable=False),
        moment("attended_at"),
        text("cancelled_by"),
    ),
    Index("uq_appointment_one_booked", "case_id", unique=True, postgresql_where=sql("status = 'booked'")),
)

opinion = Table(
    "opinion",
    metadata,
    *checked(
        uuid_key(),
        reference("case_id", "case.id", index=True),
        Column("ordinal", Integer, nullable=False),
        text("author", nullable=False),
        json("content"),
        text("filed_by", nullable=False),
        moment("filed_at", nullable=False),
        word("status", OpinionStatus),
        uuid("appointment_id"),
    ),
    UniqueConstraint("case_id", "ordinal"),
)

comparison = Table(
    "comparison",
    metadata,
    *checked(
        uuid_key(),
        reference("case_id", "case.id", index=True),
        moment("made_at", nullable=False),
        word("status", ComparisonStatus),
        text("diagnosis_proposed"),
        text("treatment_proposed"),
        text("cause_proposed"),
        text("diagnosis_confirmed"),
        text("treatment_confirmed"),
        text("cause_confirmed"),
        text("classified_by"),
        text("verified_by"),
        moment("verified_at"),
        moment("shared_at"),
        moment("opened_at"),
        text("opened_how"),
        moment("clarification_offered_at"),
        json("rows"),
        json("prompts"),
    ),
)

work_item = Table(
    "work_item",
    metadata,
    *checked(
        uuid_key(),
        reference("case_id", "case.id", index=True),
        word("kind", WorkItemKind),
        moment("opened_at", nullable=False),
        moment("due_at", nullable=False),
        text("about", nullable=False),
        text("code", nullable=False),
        text("priority", nullable=False),
        text("status", nullable=False),
        uuid("effect_id"),
        moment("done_at"),
        text("done_by"),
    ),
    Index("ix_work_item_open", "due_at", postgresql_where=sql("status = 'open'")),
)

wait = Table(
    "wait",
    metadata,
    uuid_key(),
    reference("case_id", "case.id", index=True),
    text("ladder", nullable=False),
    text("subject", nullable=False),
    moment("started_at", nullable=False),
    Column("started_seq", Integer, nullable=False),
    text("last_rung"),
    moment("last_rung_at"),
    Column("repeats", Integer, nullable=False),
    moment("ended_at"),
    text("ended_why"),
    moment("resumed_at"),
)

document = Table(
    "document",
    metadata,
    uuid_key(),
    reference("case_id", "case.id", index=True),
    text("kind", nullable=False),
    text("sha256", nullable=False),
    moment("filed_at", nullable=False),
    text("filed_by", nullable=False),
    Column("size", BigInteger, nullable=False),
    text("name", nullable=False),
    uuid("item_id"),
    text("status", nullable=False),
    Column("content", LargeBinary),
)

custody = Table(
    "custody",
    metadata,
    uuid_key(),
    reference("case_id", "case.id", index=True),
    uuid("item_id", nullable=False),
    text("status", nullable=False),
    moment("moved_at", nullable=False),
    text("tracking"),
    Column("return_by", Date),
)
