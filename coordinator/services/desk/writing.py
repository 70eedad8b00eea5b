"""A message that somebody at the desk writes: who may be written to, what will reach them, and how it would read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import MAIL, Effect
from coordinator.domain.errors import Refused
from coordinator.domain.facts.message_facts import PATIENT
from coordinator.domain.patient import Contact
from coordinator.domain.routes import NoRoute, may_hear, route_of
from coordinator.domain.words import Channel, MayBeTold, ToRole
from coordinator.services.desk.mail_words import reason_words
from coordinator.services.rendering import render
from coordinator.services.rendering.reader import details_allowed
from coordinator.services.world import World, federal_holidays, new_id
from coordinator.store.directory import StoredDirectory

MESSAGE = "m39-message-from-us"


@dataclass(frozen=True)
class Reader:
    """Somebody of this case. ``why_not`` is empty for who may be written to; ``how`` says what reaches them."""

    id: str
    name: str
    how: str
    why_not: str


def readers(case: Case, today: date) -> list[Reader]:
    """The patient first, then everybody beside them who is not taken back. No statement."""
    people = [c for c in case.patient.contacts if c.revoked_at is None]
    minor = case.patient.is_minor(today)
    return [
        Reader(
            PATIENT,
            case.patient.full_name,
            "" if minor else _how(case, PATIENT, today),
            "a minor: write to the parent or guardian" if minor else _shut(case, PATIENT, today),
        ),
        *(
            Reader(one.id, f"{one.name}, {one.role}", _how(case, one.id, today), _why_not(case, one, today))
            for one in people
        ),
    ]


def preview(world: World, session: Session, case: Case, contact: str, text: str) -> bytes:
    """The mail or page as it would leave now; nothing is kept."""
    now = world.now(session)
    today = local(now, case.patient.time_zone).date()
    effect = _effect(case, contact)
    effect.due_at = effect.created_at = now
    route = route_of(effect, case, today=today)
    if isinstance(route, NoRoute):
        raise Refused("preview.no_channel", f"It would not leave: {reason_words(route.reason)}.")
    return render(
        [effect], route, case, letterhead=world.letterhead, directory=StoredDirectory(session),
        texts={0: {"text": text}}, holidays=federal_holidays(), now=now, draft=True,
    ).bytes  # fmt: skip


def _why_not(case: Case, one: Contact, today: date) -> str:
    if not may_hear(one, MayBeTold.ALL):
        return f"may be told {one.may_be_told} only, and free text may say anything: call instead"
    return _shut(case, one.id, today)


def _shut(case: Case, contact: str, today: date) -> str:
    route = route_of(_effect(case, contact), case, today=today)
    return reason_words(route.reason) if isinstance(route, NoRoute) else ""


def _how(case: Case, contact: str, today: date) -> str:
    """What reaches them: without leave for details a mail only says that there is a message."""
    route = route_of(_effect(case, contact), case, today=today)
    if isinstance(route, NoRoute):
        return ""
    if route.channel is Channel.PRINT:
        return "by post, with your words"
    if details_allowed(case, route):
        return "by e-mail, with your words: details are allowed there"
    return "by e-mail, which says only that there is a message; your words are read online after a code"


def _effect(case: Case, contact: str) -> Effect:
    return Effect(
        id=new_id(), key=f"preview/{case.id}/{MESSAGE}", case_id=case.id, kind="message", name=MESSAGE, cause_seq=0,
        to_role=ToRole.PATIENT, subject=f"{contact}/0", due_at=case.opened_at, created_at=case.opened_at, lane=MAIL,
    )  # fmt: skip
