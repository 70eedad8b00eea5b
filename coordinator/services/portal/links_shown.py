"""The links of a case as support sees them: where each stands; and taking them back."""

from __future__ import annotations

from typing import Any

from coordinator.domain.errors import NotFound
from coordinator.domain.event import Act
from coordinator.services import staff
from coordinator.services.portal import standing
from coordinator.services.world import World, new_id
from coordinator.store import cases, journal, links
from coordinator.store import portal_visits as visits
from coordinator.store.database import notify

ALL = "all"


def links_of(world: World, ref: str) -> list[dict[str, Any]]:
    """Every link of a case, oldest first: for whom, since when, until when, and what it is good for now."""
    with world.database.reading() as session:
        case, now = cases.by_ref(session, ref), world.now(session)
        found = [(link, standing.read(session, link, now, case)) for link in links.of_case(session, case.id)]
    return [
        {
            "id": link.id,
            "reader": link.contact_id or "patient",
            "scope": link.scope.value,
            "made_at": link.made_at.isoformat(),
            "expires_at": link.expires_at.isoformat(),
            "used_at": link.used_at.isoformat() if link.used_at else None,
            "status": read.standing.value,
            "communication": link.communication_id,
        }
        for link, read in found
    ]


def revoke(world: World, ref: str, which: str, by: str = staff.OPERATOR) -> int:
    """Take back one link, or all of them; whoever is inside by one is out. Returns how many were not ended before."""
    with world.database.transaction() as session:
        person = staff.person(session, by)
        case = cases.lock(session, cases.id_of(session, ref))
        ids = [link.id for link in links.of_case(session, case.id) if which in (ALL, link.id)]
        if not ids and which != ALL:
            raise NotFound("link.not_found", which, field="link")
        now = world.now(session)
        count = links.revoke(session, ids, now, person.email)
        visits.end_of_links(session, ids)
        if count:
            case.note("portal_links_revoked", Act(person.email, now, new_id, person.roles), count=count)
            journal.append(session, [case], world.secret, now)
            notify(session, "advance")
    return count
