"""Keeping a mail, whole and once, before anybody looks at it."""

from __future__ import annotations

import structlog

from coordinator.domain.errors import Refused
from coordinator.services.world import World, new_id
from coordinator.store import inbound

LARGEST = 60 * 1024 * 1024
"""Bytes; more than any mail system hands on."""

WAYS = ("file", "folder", "imap", "post")
"""How a mail comes to us."""

log = structlog.get_logger()


def keep(world: World, content: bytes, came_by: str) -> str:
    """Keep the exact bytes, committed, and return their id. The same mail twice is one row.

    Raises ``Refused`` for nothing at all and for what is larger than any mail.
    """
    if not content:
        raise Refused("mail.empty", "there is nothing in it")
    if len(content) > LARGEST:
        raise Refused("mail.too_large", f"at most {LARGEST // 1024 // 1024} MB")
    with world.database.transaction() as session:
        kept = inbound.keep(session, new_id(), content, came_by, world.now(session))
    log.info("inbound.kept", name=came_by, count=len(content))
    return kept
