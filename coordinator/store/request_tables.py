"""What is asked of records offices, and the papers that allow it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Table, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from coordinator.domain.words import (
    AuthorizationKind,
    AuthorizationStatus,
    Department,
    ItemStatus,
    LegalBasis,
    ReceiptEvidence,
    RecordType,
    RequestStatus,
)
from coordinator.store.columns import (
    checked,
    json,
    metadata,
    moment,
    of_navigator,
    reference,
    text,
    uuid,
    uuid_key,
    word,
)

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
        moment("answered_at"),
        of_navigator(),
    ),
    Index(
        "ix_record_request_answered",
        "desk_id",
        "answered_at",
        postgresql_where=sql("answered_at IS NOT NULL"),
    ),
    Index(
        "ix_record_request_promised_on",
        "navigator",
        "promised_on",
        postgresql_where=sql("answered_at IS NULL AND promised_on IS NOT NULL"),
    ),
    Index("ix_record_request_answered_at", "answered_at", postgresql_where=sql("answered_at IS NOT NULL")),
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
        text("asked_again"),
        Column("dated_on", Date),
    ),
)
