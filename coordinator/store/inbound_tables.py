"""Mails that came in, and which calendar jobs ran."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from coordinator.domain.words.inbound_words import InboundKind, InboundStatus
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
)  # fmt: skip

WAITS = "status IN ('received', 'matched', 'unmatched')"

inbound = Table(
    "inbound",
    metadata,
    *checked(
        uuid_key(),
        text("sha256", nullable=False, unique=True),
        Column("bytes", LargeBinary, nullable=False),
        text("came_by", nullable=False),
        moment("received_at", nullable=False),
        word("status", InboundStatus),
        Column("failures", Integer, nullable=False, server_default="0"),
        # what was understood of it
        word("kind", InboundKind, nullable=True),
        text("sender"),
        text("subject"),
        text("text"),
        text("concerned"),
        text("code"),
        text("matched_by"),
        reference("case_id", "case.id", nullable=True, index=True),
        uuid("communication_id"),
        # what waits because of it: one entry a case and request, contact point, referral or appointment
        json("may_answer", nullable=True),
        Column("documents", ARRAY(Text)),
        moment("understood_at"),
        # what a person did with it
        moment("ended_at"),
        text("ended_by"),
        text("fact"),
        Column("fact_seq", Integer),
        text("why"),
        # who passed it on, where nobody is certain whose it is, and the case they named; it may be none of ours
        text("passed_by"),
        moment("passed_at"),
        text("passed_ref"),
        uuid("passed_case"),
        of_navigator(),
    ),
    # the moments of passing stand in the indexes so that counting reads these alone
    Index("ix_inbound_open", "received_at", postgresql_include=["passed_at"], postgresql_where=sql(WAITS)),
    Index("ix_inbound_in_sight", "navigator", postgresql_where=sql(f"{WAITS} AND case_id IS NOT NULL")),
    Index(
        "ix_inbound_of_nobody",
        "received_at",
        "id",
        postgresql_include=["passed_at"],
        postgresql_where=sql(f"{WAITS} AND case_id IS NULL"),
    ),
    Index(
        "ix_inbound_passed_at",
        "passed_at",
        postgresql_where=sql(f"{WAITS} AND case_id IS NULL AND passed_at IS NOT NULL"),
    ),
)

schedule_run = Table(
    "schedule_run",
    metadata,
    text("schedule", nullable=False),
    moment("instant", nullable=False),
    PrimaryKeyConstraint("schedule", "instant"),
)
