"""What becomes of an order that does not leave: it ends with a reason, or stands before a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.words import EffectStatus, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.post_room import not_sent
from coordinator.services.world import World
from coordinator.store import claims, journal
from coordinator.store.claims import Claim
from coordinator.store.database import notify


def never(session: Session, claim: Claim, case: Case, why: str, book: Book, now: datetime) -> None:
    """It ends with its reason. The caller writes the journal."""
    claims.end(session, claim, EffectStatus.NEVER, why, now)
    not_sent(case, claim.effect, why, book, book.act(now))


def unwritable(world: World, session: Session, claim: Claim, case: Case, code: str, book: Book, now: datetime) -> None:
    """The text cannot be made from what is known: a person looks, nothing half-written leaves."""
    note_unwritable(session, claim, case, code, book, now)
    journal.append(session, [case], world.secret, now)
    notify(session, "advance")


def note_unwritable(session: Session, claim: Claim, case: Case, code: str, book: Book, now: datetime) -> None:
    """The same, for a caller that writes the journal."""
    claims.end(session, claim, EffectStatus.DEAD, "unwritable", now, code)
    act = book.act(now)
    case.note("effect_dead", act, effect=claim.effect.id, name=claim.effect.name, reason=code)
    case.ask(
        WorkItemKind.SUPERVISOR_REVIEW,
        act,
        about=claim.effect.subject,
        code=f"{claim.effect.name}: {code}",
        effect_id=claim.effect.id,
    )
