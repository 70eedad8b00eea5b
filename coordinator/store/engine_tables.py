"""The journal, the effects, what was sent, and the small rows the processes share."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from coordinator.domain.words import EffectStatus, ToRole
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

event = Table(
    "event",
    metadata,
    text("stream", nullable=False),
    Column("seq", Integer, nullable=False),
    text("name", nullable=False),
    moment("at", nullable=False),
    moment("recorded_at", nullable=False),
    text("by", nullable=False),
    json("data"),
    text("mac", nullable=False),
    PrimaryKeyConstraint("stream", "seq"),
    Index("ix_event_stage_left", "at", "stream", "seq", postgresql_where=sql("name = 'stage_entered'")),
    Index("ix_event_stage_entered", "stream", "seq", postgresql_where=sql("name = 'stage_entered'")),
)

effect = Table(
    "effect",
    metadata,
    *checked(
        uuid_key(),
        text("key", nullable=False, unique=True),
        reference("case_id", "case.id", index=True),
        text("kind", nullable=False),
        text("name", nullable=False),
        Column("cause_seq", Integer, nullable=False),
        word("to_role", ToRole),
        text("subject", nullable=False),
        moment("due_at", nullable=False),
        moment("created_at", nullable=False),
        text("lane", nullable=False),
        Column("urgency", Integer, nullable=False),
        word("status", EffectStatus),
        text("reason"),
        text("ladder"),
        text("rung"),
        moment("stale_at"),
        moment("arose_at"),
        json("details"),
        # how far the work has come: leases and retries are real time, due_at is the stack's clock
        moment("lease_until"),
        uuid("token"),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("deaths", Integer, nullable=False, server_default="0"),
        text("last_error"),
        moment("first_failed_at"),
        Column("released_seq", Integer),
        moment("dot_sent_at"),
        moment("done_at"),
        uuid("communication_id"),
        # of several claimed at once: whose turn it is, and when the relay said yes (real time)
        Column("in_hand", Boolean, nullable=False, server_default=sql("false")),
        moment("answered_at"),
    ),
    # With the id: what is due at ten sharp is due together, and a claim wants the first of them without sorting all.
    Index(
        "ix_effect_due", "lane", "urgency", "due_at", "id", postgresql_where=sql("status IN ('pending', 'released')")
    ),
    Index("ix_effect_open_due", "due_at", postgresql_where=sql("status IN ('pending', 'released')")),
    Index("ix_effect_waiting", "due_at", "id", postgresql_where=sql("status IN ('held', 'uncertain', 'dead')")),
    Index("ix_effect_never", sql("coalesce(done_at, created_at)"), postgresql_where=sql("status = 'never'")),
    Index("ix_effect_communication_id", "communication_id", postgresql_where=sql("communication_id IS NOT NULL")),
    postgresql_with={"fillfactor": 80},  # room beside each row: a lease touches no index
)

communication = Table(
    "communication",
    metadata,
    *checked(
        uuid_key(),
        reference("case_id", "case.id", index=True),
        text("person_key", nullable=False),
        text("kind", nullable=False),
        text("name", nullable=False),
        Column("parts", ARRAY(Text), nullable=False),
        Column("effect_ids", ARRAY(Text), nullable=False),
        text("channel", nullable=False),
        word("to_role", ToRole),
        uuid("to_id"),
        text("address", nullable=False),
        text("address_hash", nullable=False),
        uuid("request_id"),
        uuid("desk_id"),
        text("status", nullable=False),
        moment("made_at", nullable=False),
        moment("sent_at"),
        text("time_zone", nullable=False),
        Column("local_on", Date, nullable=False),
        text("key", nullable=False),
        Column("budgeted", Boolean, nullable=False),
        text("message_id", index=True),
        text("reply_token", index=True),
        Column("template_version", Text),
        Column("cause_seq", Integer, nullable=False),
        Column("bytes", LargeBinary, nullable=False),
        Column("letter", LargeBinary),
        text("path", nullable=False),
        text("letter_path"),
        reference("summary_id", "summary_letter.id", nullable=True, index=True),
        # what a fax gateway said of it afterwards: fax_confirmed or fax_failed
        text("proof"),
        moment("proof_at"),
        # of a printed letter: when somebody said that it went to the post, and on which day that was
        moment("posted_at"),
        Column("posted_on", Date),
        of_navigator(),  # of printed ones alone: nothing lists mails that left by it
    ),
    Index(
        "uq_communication_once",
        "case_id",
        "cause_seq",
        "name",
        "address_hash",
        unique=True,
        postgresql_where=sql("status NOT IN ('withheld', 'failed')"),
    ),
    Index("ix_communication_made_at", "made_at"),
    Index(
        "ix_communication_to_post",
        "navigator",
        "made_at",
        "id",
        postgresql_where=sql("channel = 'print' AND status = 'queued'"),
    ),
    Index("ix_communication_posted_at", "navigator", "posted_at", postgresql_where=sql("posted_at IS NOT NULL")),
    Index("ix_communication_person_key_local_on", "person_key", "local_on"),
    Index("ix_communication_desk_id_local_on", "desk_id", "local_on"),
)

# A fax about several patients, whole. It belongs to no case: each case has its own page as its communication.
summary_letter = Table(
    "summary_letter",
    metadata,
    uuid_key(),
    uuid("desk_id", nullable=False),
    moment("made_at", nullable=False),
    text("address", nullable=False),
    text("message_id", nullable=False, index=True),
    text("reply_token", nullable=False, index=True),
    Column("bytes", LargeBinary, nullable=False),
    text("path", nullable=False),
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    text("kind", nullable=False),
    moment("now"),
)

outage = Table(
    "outage",
    metadata,
    moment("began_at", nullable=False),
    moment("ended_at", nullable=False),
    PrimaryKeyConstraint("began_at"),
)

pause = Table(
    "pause",
    metadata,
    Column("only", Text, primary_key=True),
    Column("paused", Boolean, nullable=False),
    moment("since"),
    text("by"),
    text("why"),
)

breaker = Table(
    "breaker",
    metadata,
    Column("destination", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    moment("open_until"),
    text("last_error"),
)

process_seen = Table(
    "process_seen",
    metadata,
    Column("name", Text, primary_key=True),
    text("kind", nullable=False),
    moment("seen_at", nullable=False),
    moment("clock_at", nullable=False),
)

playbook_version = Table(
    "playbook_version",
    metadata,
    Column("version", Integer, primary_key=True),
    text("name", nullable=False),
    text("source", nullable=False),
    text("sha256", nullable=False),
    moment("stored_at", nullable=False),
    # new cases follow the one with the highest turn; one that was never activated has none
    Column("turn", Integer, unique=True),
    moment("activated_at"),
    text("activated_by"),
)

reference_icd = Table(
    "reference_icd",
    metadata,
    Column("code", Text, primary_key=True),
    text("label", nullable=False),
    Column("leaf", Boolean, nullable=False),
)

reference_zip = Table(
    "reference_zip",
    metadata,
    Column("zip", Text, primary_key=True),
    text("state", nullable=False),
    text("latitude"),
    text("longitude"),
    text("time_zone"),
)
