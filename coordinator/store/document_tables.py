"""Documents that came in, who read them, what was lent, and the forms that offices want."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from coordinator.store.columns import json, metadata, moment, reference, text, uuid, uuid_key

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
    uuid("request_id"),
    text("format"),
    Column("page_count", Integer),
    json("pieces", server_default=sql("'[]'")),
    text("came_by"),
    Column("dated", Date),
    Column("labels", ARRAY(Text), nullable=False, server_default=sql("'{}'")),
    Column("legible", Boolean),
    Column("sealed", Boolean, nullable=False, server_default=sql("false")),
    Column("suspected", Boolean, nullable=False, server_default=sql("false")),
    Column("matched", ARRAY(Text), nullable=False, server_default=sql("'{}'")),
    text("verified_by"),
    moment("verified_at"),
    json("study", nullable=True),
)

access_log = Table(
    "access_log",
    metadata,
    uuid_key(),
    reference("case_id", "case.id", index=True),
    reference("document_id", "document.id", nullable=True, index=True),
    moment("at", nullable=False),
    text("by", nullable=False),
    text("why"),
    # what was read in the portal: a message, a paper, the comparison; and which one
    text("what", nullable=False, server_default="document"),
    text("about"),
)

case_look = Table(
    "case_look",
    metadata,
    reference("case_id", "case.id"),
    text("by", nullable=False),
    # the quarter of an hour in which somebody looked, by the stack's clock
    moment("quarter_at", nullable=False),
    moment("at", nullable=False),
    Column("pages", ARRAY(Text), nullable=False),
    PrimaryKeyConstraint("case_id", "by", "quarter_at"),
)
"""Who of the staff looked at which pages of a case: one row a person, case and quarter of an hour."""

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
    text("kind"),
    Column("count", Integer),
    Column("returned_count", Integer),
    Column("accessions", ARRAY(Text), nullable=False, server_default=sql("'{}'")),
    text("stains"),
    Column("recuts", Boolean),
    text("courier"),
    reference("desk_id", "desk.id", nullable=True, index=True),
    json("history", server_default=sql("'[]'")),
)

own_form = Table(
    "own_form",
    metadata,
    uuid_key(),
    reference("desk_id", "desk.id", nullable=True),
    reference("request_id", "record_request.id", nullable=True),
    text("sha256", nullable=False),
    Column("pages", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    moment("filed_at", nullable=False),
    text("filed_by", nullable=False),
    UniqueConstraint("desk_id"),
    UniqueConstraint("request_id"),
    CheckConstraint("(desk_id IS NULL) <> (request_id IS NULL)", name="whose"),
)
"""The form an office wants with a request: empty, of a desk; or filled in and signed, of a request."""
