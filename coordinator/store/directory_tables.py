"""Organizations, desks, providers and their openings; staff."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from coordinator.domain.words import Department, VisitMode
from coordinator.store.columns import checked, json, metadata, moment, reference, text, uuid, uuid_key, word

organization = Table(
    "organization",
    metadata,
    uuid_key(),
    text("name", nullable=False),
    text("kind", nullable=False),
    text("time_zone", nullable=False),
    json("address"),
    text("privacy_officer_name"),
    text("privacy_officer_fax"),
    Index("uq_organization_name", sql("lower(name)"), unique=True),
)

desk = Table(
    "desk",
    metadata,
    *checked(
        uuid_key(),
        reference("organization_id", "organization.id"),
        word("department", Department),
        text("phone"),
        text("fax"),
        text("email"),
        Column("secure_email_agreed", Boolean, nullable=False),
        text("portal_url"),
        text("hours"),
        text("phone_tree"),
        Column("own_form_required", Boolean, nullable=False),
        Column("reviewing_laboratory", Boolean, nullable=False),
        text("courier"),
        Column("closed_on", ARRAY(Date), nullable=False),
        Column("channel_order", ARRAY(Text), nullable=False),
        Column("p75_response_days", Integer),
        Column("holds_ehr", Boolean),
        Column("answers", Integer, nullable=False, server_default="0"),
        Column("median_answer_days", Integer),
        Column("learned_p75_days", Integer),
        json("channel_health", server_default="{}"),
        text("weekly_summary"),
        Column("prepay_required", Boolean),
    ),
    UniqueConstraint("organization_id", "department"),
)

# What a person changed of a desk or provider, so that the next one sees who did, and nobody writes over it unseen.
directory_change = Table(
    "directory_change",
    metadata,
    uuid_key(),
    uuid("about", nullable=False),
    moment("at", nullable=False),
    text("by", nullable=False),
    json("changes"),
    Index("ix_directory_change_about", "about", "id"),
)

provider = Table(
    "provider",
    metadata,
    uuid_key(),
    text("name", nullable=False),
    reference("organization_id", "organization.id"),
    json("profile"),
    text("npi"),
    text("office_fax"),
    text("office_phone"),
    text("office_time_zone"),
    UniqueConstraint("organization_id", "name"),
)

slot = Table(
    "slot",
    metadata,
    *checked(
        uuid_key(),
        reference("provider_id", "provider.id", index=True),
        moment("starts_at", nullable=False),
        Column("minutes", Integer, nullable=False),
        word("mode", VisitMode),
        uuid("taken_by"),
        uuid("held_for"),
        moment("held_until"),
    ),
    UniqueConstraint("provider_id", "starts_at", "mode"),
)

staff_user = Table(
    "staff_user",
    metadata,
    uuid_key(),
    text("email", nullable=False),
    text("name", nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    text("team"),
    text("password_hash"),
    moment("deactivated_at"),
    Column("absent_from", Date),
    Column("absent_until", Date),
    text("cover"),
    text("second_step_secret"),
    Column("second_step_used", BigInteger),
    Index("uq_staff_user_email", sql("lower(email)"), unique=True),
)

legal_limit = Table(
    "legal_limit",
    metadata,
    Column("id", Text, primary_key=True),
    text("jurisdiction", nullable=False),
    text("applies_to", nullable=False),
    Column("days", Integer, nullable=False),
    text("day_type", nullable=False),
    text("citation", nullable=False),
    Column("verified_on", Date),
    text("verified_by"),
    Column("enabled", Boolean, nullable=False),
    json("history"),
)
