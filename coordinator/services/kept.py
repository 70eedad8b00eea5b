"""The row that is kept of what leaves: the exact bytes, to whom, by which channel, and in which files they lie too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.routes import Route
from coordinator.domain.words import Channel, ToRole
from coordinator.playbook.book import Book
from coordinator.playbook.post_room import counts
from coordinator.services.rendering import Rendered
from coordinator.store import communications

BY_MAIL = (Channel.EMAIL, Channel.FAX, Channel.SECURE_EMAIL)
"""Channels that end at the relay; what goes another way is only laid down."""


def row_of(
    communication_id: str,
    together: Sequence[Effect],
    route: Route,
    case: Case,
    rendered: Rendered,
    number: int,
    book: Book,
    now: datetime,
) -> dict[str, Any]:
    """The columns of one communication; ``number``: which one of its name it is in the case."""
    lead = together[0]
    stem = f"{lead.name}-{number}"
    printed = rendered.letter is not None
    is_mail = route.channel in BY_MAIL
    zone = route.time_zone
    return {
        "id": communication_id,
        "case_id": case.id,
        "person_key": case.patient.person_key,
        "kind": lead.kind,
        "name": lead.name,
        "parts": [e.name for e in together] if len(together) > 1 else [],
        "effect_ids": [e.id for e in together],
        "channel": route.channel,
        "to_role": route.to_role,
        "to_id": route.to_id,
        "address": rendered.address,
        "address_hash": communications.address_hash(route.channel, rendered.address, route.to_id),
        "request_id": lead.subject if lead.to_role is ToRole.DESK and case.request(lead.subject) else None,
        "desk_id": route.desk.id if route.desk else None,
        "status": "made",
        "made_at": now,
        "sent_at": None,
        "time_zone": zone,
        "local_on": local(now, zone).date(),
        "key": lead.key,
        "budgeted": counts(together, book),
        "message_id": rendered.message_id,
        "reply_token": rendered.reply_token,
        "template_version": str(book.playbook.version),
        "cause_seq": lead.cause_seq,
        "bytes": rendered.bytes,
        "letter": rendered.letter if is_mail or lead.kind == "letter" else None,
        "path": f"sent/{case.ref}/{stem}.eml" if is_mail else f"letters/{case.ref}/{stem}.pdf",
        "letter_path": f"letters/{case.ref}/{stem}.pdf" if printed and (is_mail or lead.kind == "letter") else None,
    }
