"""Who is signed in at the desk, and who tried. All of it is real time (``design.md``, "Clocks")."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Identity, Index, Integer, Table, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from coordinator.store.columns import metadata, moment, reference, text, uuid_key

sign_in = Table(
    "sign_in",
    metadata,
    uuid_key(),
    text("cookie_mac", nullable=False, unique=True),
    reference("staff_id", "staff_user.id", index=True),
    Column("roles", ARRAY(Text), nullable=False),
    moment("begun_at", nullable=False, server_default=sql("clock_timestamp()")),
    moment("seen_at", nullable=False, server_default=sql("clock_timestamp()")),
    moment("whole_at"),
    text("offered_secret"),
    Column("wrong_codes", Integer, nullable=False, server_default="0"),
    moment("ended_at"),
)

sign_in_try = Table(
    "sign_in_try",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    text("account_mac", nullable=False),
    text("address_mac", nullable=False),
    Column("passed", Boolean, nullable=False),
    moment("at", nullable=False, server_default=sql("clock_timestamp()")),
    Index("ix_sign_in_try_account_mac_at", "account_mac", "at"),
    Index("ix_sign_in_try_address_mac_at", "address_mac", "at"),
)
