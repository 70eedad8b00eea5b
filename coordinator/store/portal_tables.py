"""Links in mails, the codes that open them, the visits behind them, and what was signed there.

A link lives on the stack's clock, like the mail that carries it; codes and visits are real time (``design.md``,
"Clocks"). Neither a token nor a cookie is kept: only what a key outside the database makes of it.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql

from coordinator.domain.words import MayBeTold
from coordinator.store.columns import checked, metadata, moment, reference, text, uuid, uuid_key, word

link = Table(
    "link",
    metadata,
    *checked(
        uuid_key(),
        text("token_mac", nullable=False, unique=True),
        reference("case_id", "case.id", index=True),
        uuid("contact_id"),
        uuid("contact_point_id", nullable=False),
        uuid("communication_id"),
        word("scope", MayBeTold),
        Column("made_seq", Integer, nullable=False),
        moment("made_at", nullable=False),
        moment("expires_at", nullable=False),
        moment("used_at"),
        moment("revoked_at"),
        text("revoked_by"),
        Column("wrong", Integer, nullable=False, server_default="0"),
    ),
)

portal_code = Table(
    "portal_code",
    metadata,
    uuid_key(),
    reference("link_id", "link.id", index=True, on_delete="CASCADE"),
    reference("case_id", "case.id"),
    Column("seq", Integer, nullable=False),
    text("how", nullable=False),
    moment("made_at", nullable=False, server_default=sql("clock_timestamp()")),
    Column("wrong", Integer, nullable=False, server_default="0"),
    moment("used_at"),
)

portal_visit = Table(
    "portal_visit",
    metadata,
    uuid_key(),
    text("cookie_mac", nullable=False, unique=True),
    reference("link_id", "link.id", on_delete="CASCADE"),
    moment("begun_at", nullable=False, server_default=sql("clock_timestamp()")),
    Column("wrong", Integer, nullable=False, server_default="0"),
    moment("opened_at"),
    moment("seen_at"),
    moment("ended_at"),
    Index("ix_portal_visit_link_id", "link_id"),
)

signature = Table(
    "signature",
    metadata,
    uuid_key(),
    reference("case_id", "case.id", index=True),
    uuid("authorization_id", nullable=False),
    reference("link_id", "link.id"),
    uuid("contact_id"),
    text("method", nullable=False),
    text("name", nullable=False),
    text("strokes"),
    text("language", nullable=False),
    text("text_version", nullable=False),
    text("shown", nullable=False),
    text("shown_sha256", nullable=False),
    text("address_mac", nullable=False),
    moment("at", nullable=False),
    Column("paper", LargeBinary, nullable=False),
)
