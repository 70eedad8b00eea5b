"""Where a link stands: good, used, or leading nowhere. Asked of today's facts, so that no ending can be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.portal_reader import ENDS, ended_by, narrower, scope_of
from coordinator.domain.words import MayBeTold
from coordinator.store import cases, links

MOST_WRONG = 30
"""Wrong codes a link bears in all its life; then a new one is mailed. Of a million codes, one in 30,000 is guessed."""


class Standing(StrEnum):
    """What a link is good for."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ENDED = "ended"
    WORN = "worn"

    @property
    def renewable(self) -> bool:
        """True where its reader may have another one mailed to the same address."""
        return self in (Standing.USED, Standing.WORN)


@dataclass(frozen=True)
class Read:
    """A link with its case as it stands now. ``scope`` is what its reader may see; ``None`` for nothing."""

    link: Any
    case: Case
    standing: Standing
    scope: MayBeTold | None


def read(session: Session, link: Any, now: datetime, case: Case | None = None) -> Read:
    """What this link is good for now."""
    case = case or cases.load(session, [link.case_id])[0]
    scope = _scope(session, link, case, now)
    if link.revoked_at is not None:
        standing = Standing.REVOKED
    elif scope is None:
        standing = Standing.ENDED
    elif now >= link.expires_at:
        standing = Standing.EXPIRED
    elif link.used_at is not None:
        standing = Standing.USED
    elif link.wrong >= MOST_WRONG:
        standing = Standing.WORN
    else:
        standing = Standing.GOOD
    return Read(link, case, standing, scope)


def _scope(session: Session, link: Any, case: Case, now: datetime) -> MayBeTold | None:
    today = local(now, case.patient.time_zone).date()
    scope = scope_of(case, link.contact_id, today)
    point = case.contact_point(link.contact_point_id)
    if scope is None or point is None or not point.open or links.person_dead(session, case.id):
        return None
    for event in links.events_since(session, case.id, link.made_seq, ENDS):
        if ended_by(event.name, event.data, link.contact_id, link.contact_point_id):
            return None
    return narrower(scope, link.scope)
