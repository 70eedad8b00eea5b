"""The way in: a link, a code to the mailbox, a visit. Looking changes nothing; asking for a code only mails one.

Programs that check mail open every link, run its scripts and send every form. They cannot read the code, so they
consume nothing: a second request within a minute mails nothing new, and each browser has tries of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.reaching import UNREACHABLE, looked_for, reached
from coordinator.domain.patient import ContactPoint
from coordinator.domain.words import ContactKind
from coordinator.services import staff
from coordinator.services.portal import standing
from coordinator.services.portal.minting import LINK
from coordinator.services.portal.standing import Read, Standing
from coordinator.services.portal.tokens import code_of, mac, same, token
from coordinator.services.world import World, new_id
from coordinator.store import cases, journal, links
from coordinator.store import portal_visits as visits
from coordinator.store.database import notify

CODE_LASTS = timedelta(minutes=10)
APART = (timedelta(0), timedelta(minutes=1), CODE_LASTS)
"""How long after the one before the first, second and third code of an hour is mailed; a fourth never is.

In between, the codes that were mailed go on working, so that a program that asks on and on locks nobody out. Where a
program guessed until none of them works any more, the next is mailed at once: the guesses of a link are bounded anyway.
"""

TRIES, TRIES_OF_ALL = 5, 15
"""Wrong codes from one browser, and for one code from all browsers together."""

WAITING, VISIT = "waiting", "visit"
PORTAL = "portal"
"""The author of what happens before anybody proved who they are."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Tried:
    """What came of a code: the cookie of an open visit and the mail it came by, or the tries that are left."""

    cookie: str = ""
    communication_id: str = ""
    tries_left: int = 0


def look(world: World, told: str) -> Standing | None:
    """What a link is good for; ``None`` for one that never was. Changes nothing."""
    with world.database.reading() as session:
        link = links.by_mac(session, mac(world.secret, LINK, told))
        return standing.read(session, link, world.now(session)).standing if link else None


def ask_code(world: World, told: str) -> str | None:
    """Have a code mailed, and return the cookie of the browser that may type it; ``None`` where the link leads nowhere.

    A link that was used has another link mailed instead.
    """
    with world.database.transaction() as session:
        found = _locked(world, session, told)
        if found is None or not (found.standing is Standing.GOOD or found.standing.renewable):
            return None
        now = world.now(session)
        renewing = found.standing.renewable
        how = "link" if renewing else "email"
        if _may_mail(session, found.link.id, how):
            name = "portal_link_asked" if renewing else "portal_code_asked"
            point = _point_of(found.case, found.link) if not renewing else found.link.contact_point_id
            seq = _note(world, session, found.case, name, now, link=found.link.id, contact=point)
            visits.add_code(session, new_id(), found.link.id, found.case.id, seq, how)
            visits.fresh_tries(session, found.link.id)
        if renewing:
            return ""
        cookie = token()
        visits.begin(session, new_id(), mac(world.secret, WAITING, cookie), found.link.id, timedelta(hours=1))
    return cookie


def speak_code(world: World, ref: str, link_id: str, by: str) -> str:
    """A code that a navigator reads out to a caller whose identity they checked (``domain.md`` §3.9)."""
    with world.database.transaction() as session:
        person = staff.person(session, by)
        case = cases.lock(session, cases.id_of(session, ref))
        link = next((one for one in links.of_case(session, case.id) if one.id == link_id), None)
        if link is None:
            raise NotFound("link.not_found", link_id, field="link")
        now = world.now(session)
        found = standing.read(session, links.lock(session, link.id), now, case)
        if found.standing is not Standing.GOOD:
            raise Refused(f"link.{found.standing}", "this link opens nothing", field="link")
        seq = _note(world, session, case, "portal_code_spoken", now, by=person.email, link=link.id)
        visits.add_code(session, new_id(), link.id, case.id, seq, "spoken")
        visits.fresh_tries(session, link.id)
        return code_of(world.secret, case.id, seq)


def try_code(world: World, told: str, cookie: str, typed: str) -> Tried | None:
    """Open a visit with a code. ``None`` where this browser did not ask for one, or the link leads nowhere.

    What is no six digits costs no try. A right code spends the link.
    """
    with world.database.transaction() as session:
        found = _locked(world, session, told)
        if found is None or found.standing is not Standing.GOOD:
            return None
        visit = visits.waiting(session, mac(world.secret, WAITING, cookie), found.link.id)
        if visit is None:
            return None
        left = TRIES - visit.wrong
        if len(typed) != 6 or not (typed.isascii() and typed.isdigit()) or left <= 0:
            return Tried(tries_left=max(left, 0))
        codes = visits.live_codes(session, found.link.id, CODE_LASTS, TRIES_OF_ALL)
        right = [code for code in codes if same(code_of(world.secret, code.case_id, code.seq), typed)]
        if not codes:
            return Tried(tries_left=0)  # nothing could have been hit: a program that types on wears no link out
        if not right:
            visits.wrong_code(session, [code.id for code in codes], visit.id)
            links.wear(session, found.link.id)
            return Tried(tries_left=left - 1)
        cookie = _enter(world, session, found, visit.id, right[0].id)
        return Tried(cookie, str(found.link.communication_id or ""))


def _enter(world: World, session: Session, found: Read, visit_id: str, code_id: str) -> str:
    now, cookie = world.now(session), token()
    visits.use_code(session, code_id)
    visits.open_(session, visit_id, mac(world.secret, VISIT, cookie))
    links.use(session, found.link.id, now)
    case, by = found.case, who(found.link, found.case)
    act = Act(by=by, now=now, new_id=new_id)
    case.note("portal_entered", act, link=found.link.id)
    if looked_for(case) or case.hold_reason == UNREACHABLE:
        reached(case, act)
    journal.append(session, [case], world.secret, now)
    case.wake_at = now
    notify(session, "advance")
    log.info("portal.entered", case=case.id)
    return cookie


def who(link: Any, case: Case) -> str:
    """How the journal names whoever came by this link."""
    return f"contact:{link.contact_id}" if link.contact_id else f"patient:{case.patient.id}"


def _locked(world: World, session: Session, told: str) -> Read | None:
    """The link with its case, person first, both locked."""
    link = links.by_mac(session, mac(world.secret, LINK, told))
    if link is None:
        return None
    cases.lock_person(session, link.case_id)
    case = cases.lock(session, link.case_id)
    return standing.read(session, links.lock(session, link.id), world.now(session), case)


def _may_mail(session: Session, link_id: str, how: str) -> bool:
    mailed = visits.codes_since(session, link_id, how, timedelta(hours=1))
    if mailed == len(APART):
        return False
    guessed_away = how == "email" and not visits.live_codes(session, link_id, CODE_LASTS, TRIES_OF_ALL)
    return guessed_away or visits.codes_since(session, link_id, how, APART[mailed]) == 0


def _point_of(case: Case, link: Any) -> str:
    """Where the code goes: to another confirmed address of the same reader where there is one."""
    contact = next((c for c in case.patient.contacts if c.id == link.contact_id), None)
    others = [p for p in case.patient.points_of(contact) if p.id != link.contact_point_id and _usable(p)]
    return others[0].id if others else str(link.contact_point_id)


def _usable(point: ContactPoint) -> bool:
    return point.kind is ContactKind.EMAIL and point.open and point.verified_at is not None


def _note(
    world: World, session: Session, case: Case, name: str, now: datetime, *, by: str = PORTAL, **data: Any
) -> int:
    event = case.note(name, Act(by=by, now=now, new_id=new_id), **data)
    journal.append(session, [case], world.secret, now)
    notify(session, "advance")
    return event.seq
