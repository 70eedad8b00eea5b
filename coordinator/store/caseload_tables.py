"""How cases are found by name, the views people keep of the caseload, and what was assigned in one go."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import UUID

from coordinator.store.columns import json, metadata, moment, reference, text, uuid_key

# One row a word of a patient's name, kept by triggers on `case` and `patient`. With whose case it is in the same index,
# a search reads what one person may see of a name, however many people of that name there are.
case_name = Table(
    "case_name",
    metadata,
    Column("case_id", UUID(as_uuid=False), ForeignKey("case.id", ondelete="CASCADE"), nullable=False),
    Column("word", Text(collation="C"), nullable=False),
    text("navigator", nullable=False),
    Column("closed", Boolean, nullable=False),
    PrimaryKeyConstraint("case_id", "word"),
    Index("ix_case_name_navigator", "navigator", "closed", "word"),
)
"""``navigator`` is empty for cases that nobody has."""

saved_view = Table(
    "saved_view",
    metadata,
    uuid_key(),
    reference("staff_id", "staff_user.id", index=True),
    text("name", nullable=False),
    text("query", nullable=False),
    # the team a supervisor shares it with; empty for people without a team, who are a team of their own
    text("shared_with", index=True),
    moment("made_at", nullable=False),
    Index("uq_saved_view_name", "staff_id", sql("lower(name)"), unique=True),
)

bulk_assignment = Table(
    "bulk_assignment",
    metadata,
    uuid_key(),
    reference("staff_id", "staff_user.id", index=True),
    text("to", nullable=False),
    moment("at", nullable=False),
    json("results"),
    moment("undone_at"),
)
