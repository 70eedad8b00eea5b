"""An open visit: who is here, and how much of the case they may see at this very moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.patient import Contact
from coordinator.domain.portal_reader import allows
from coordinator.domain.words import MayBeTold
from coordinator.services.portal import standing
from coordinator.services.portal.entering import VISIT, who
from coordinator.services.portal.tokens import mac
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.staff import Person
from coordinator.services.world import World, new_id
from coordinator.store import journal, links
from coordinator.store import portal_visits as visits

IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=2)
"""Without a click, and altogether (real time)."""


@dataclass(frozen=True)
class Visitor:
    """Somebody who came by a link and a code. ``contact`` is ``None`` for the patient."""

    visit_id: str
    link: Any
    case: Case
    scope: MayBeTold
    contact: Contact | None

    @property
    def person(self) -> Person:
        """Under which name facts are recorded; no role of staff goes with it."""
        return Person(who(self.link, self.case), frozenset())

    @property
    def name(self) -> str:
        """Their full name."""
        return self.contact.name if self.contact else self.case.patient.full_name

    @property
    def language(self) -> str:
        """What they read their mail in."""
        return self.case.patient.language_of(self.contact).split("-")[0].lower()

    def may(self, wanted: MayBeTold) -> bool:
        """Whether they may see things of this kind."""
        return allows(self.scope, wanted)


def visitor(world: World, cookie: str) -> Visitor | None:
    """Who is here; ``None`` when the visit ended, or its link was taken back or outlived its reason."""
    if not cookie:
        return None
    with world.database.transaction() as session:
        visit = visits.opened(session, mac(world.secret, VISIT, cookie), IDLE, LONGEST)
        if visit is None:
            return None
        link = links.get(session, visit.link_id)
        found = standing.read(session, link, world.now(session))
        session.expunge_all()  # a page only looks: nothing of the case is written from here
        if found.scope is None or link.revoked_at is not None:
            visits.end(session, visit.id)
            return None
    contact = next((c for c in found.case.patient.contacts if c.id == link.contact_id), None)
    return Visitor(visit.id, link, found.case, found.scope, contact)


def leave(world: World, here: Visitor) -> None:
    """The visit is over."""
    with world.database.transaction() as session:
        visits.end(session, here.visit_id)


def form_token(world: World, purpose: str) -> str:
    """What every form carries, so that no other page can send it: made of a visit, or of a link that was opened."""
    return mac(world.secret, "form", purpose)


def about(world: World, session: Session, case: Case, now: datetime, language: str) -> SubjectMatter:
    """What pages in this language are written from."""
    book, letterhead = world.book(session), world.letterhead
    texts = journal.texts_of(session, case.id)
    return SubjectMatter(
        case, letterhead.sender, book.directory, texts, book.holidays, now,
        reader_language=language, secret=letterhead.secret,
    )  # fmt: skip


def note_read(world: World, session: Session, here: Visitor, what: str, thing: str | None) -> None:
    """Reads are written down before anything is shown (``domain.md`` §10.3)."""
    links.note_read(session, new_id(), here.case.id, world.now(session), here.person.email, what, thing)
