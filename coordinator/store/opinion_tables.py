"""Opinions, their comparison, and what follows from it."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table, UniqueConstraint
from sqlalchemy import text as sql

from coordinator.domain.words import ComparisonStatus, OpinionStatus
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
        uuid("document_id"),
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

clarification = Table(
    "clarification",
    metadata,
    uuid_key(),
    reference("case_id", "case.id", index=True),
    Column("ordinal", Integer, nullable=False),
    moment("made_at", nullable=False),
    json("fields"),
    Column("text_seq", Integer),
    moment("sent_at"),
    moment("answered_at"),
)

next_step = Table(
    "next_step",
    metadata,
    uuid_key(),
    reference("case_id", "case.id", index=True),
    Column("ordinal", Integer, nullable=False),
    text("what", nullable=False),
    text("who", nullable=False),
    Column("due_on", Date, nullable=False),
    moment("made_at", nullable=False),
    text("kind", nullable=False),
    Column("by", Date),
    moment("starts_at"),
    text("outcome"),
    moment("done_at"),
    of_navigator(),
    Index("ix_next_step_due_on", "navigator", "due_on", postgresql_where=sql("done_at IS NULL")),
)
