"""What a case waits for: work of people, and running ladders."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text
from sqlalchemy import text as sql

from coordinator.domain.words import WorkItemKind
from coordinator.store.columns import checked, metadata, moment, of_navigator, reference, text, uuid, uuid_key, word

RANK_OF_WORK = """(
CASE priority
    WHEN 'urgent' THEN 0
    WHEN 'expedited' THEN 1
    ELSE 2
END)"""
"""Urgent work first; in lines as the server writes them, so that ``check`` finds the index to be the same."""

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
        moment("snoozed_until"),
        Column("snoozed_seq", Integer),
        of_navigator(),
    ),
    # the worklist of one navigator, or of nobody, in its order; then what is counted, and what comes up
    Index(
        "ix_work_item_in_sight", "navigator", sql(RANK_OF_WORK), "due_at", "id", postgresql_where=sql("status = 'open'")
    ),
    Index(
        "ix_work_item_due_at",
        "navigator",
        "due_at",
        postgresql_include=["kind", "snoozed_until"],  # so that counting reads the index alone
        postgresql_where=sql("status = 'open'"),
    ),
    Index(
        "ix_work_item_snoozed",
        "navigator",
        "snoozed_until",
        postgresql_where=sql("status = 'open' AND snoozed_until IS NOT NULL"),
    ),
    Index("ix_work_item_open_of_case", "case_id", postgresql_where=sql("status = 'open'")),
)

call_claim = Table(
    "call_claim",
    metadata,
    # whom somebody is calling now: a desk, a provider or a patient, by the word of the calls page
    Column("whom", Text, primary_key=True),
    text("by", nullable=False),
    moment("until", nullable=False),  # real time: claims end by themselves
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
