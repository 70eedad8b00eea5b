"""Offers to providers, visits, and what the insurer says to them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from coordinator.domain.words import (
    AppointmentStatus,
    MissedCause,
    PacketAccess,
    PriorStatus,
    ReferralStatus,
    VisitMode,
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
        word("packet_access", PacketAccess, nullable=True),
        json("office_wants", nullable=True),
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
        moment("cancelled_at"),
        word("missed_cause", MissedCause, nullable=True),
        Column("records_needed_by", Date),
        of_navigator(),
    ),
    Index("ix_appointment_ahead", "navigator", "starts_at", postgresql_where=sql("status = 'booked'")),
    Index("uq_appointment_one_booked", "case_id", unique=True, postgresql_where=sql("status = 'booked'")),
)

prior_authorization = Table(
    "prior_authorization",
    metadata,
    *checked(
        uuid_key(),
        reference("case_id", "case.id", index=True),
        word("status", PriorStatus),
        moment("asked_at", nullable=False),
        moment("answered_at"),
        text("reference"),
        Column("valid_from", Date),
        Column("valid_to", Date),
        Column("visits", Integer),
        Column("appeal_by", Date),
    ),
)
