"""The release: one transaction that locks patient and case, asks the gate, renders, and fixes the bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.errors import Refused
from coordinator.domain.routes import Route
from coordinator.domain.treating import desk_written_to
from coordinator.domain.words import Channel, EffectStatus, ToRole, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.gate import NEEDS_APPROVAL, Answer, Go, Later, Ledger, Never, ask, may_join
from coordinator.playbook.post_room import counts, in_order, not_sent, same_reader
from coordinator.playbook.stops import stop_in_force
from coordinator.services.rendering import Rendered, render
from coordinator.services.safe_mode import is_safe
from coordinator.services.world import World, new_id
from coordinator.store import cases, claims, communications, effects, journal, pauses, summaries
from coordinator.store.claims import Claim
from coordinator.store.database import notify


@dataclass(frozen=True)
class Released:
    """An effect whose bytes are fixed, ready to be carried out."""

    claim: Claim
    communication_id: str
    channel: Channel
    envelope_from: str
    address: str
    content: bytes


@dataclass(frozen=True)
class ForSummary:
    """This reminder leaves, or left already, in one letter with those of other cases (``services/gathering.py``)."""

    claim: Claim


def release(world: World, claim: Claim) -> Released | ForSummary | None:
    """Ask the gate and fix the bytes; ``None`` when it does not leave now. Nothing leaves inside this transaction."""
    with world.database.transaction() as session:
        cases.lock_person(session, claim.effect.case_id)
        case = cases.lock(session, claim.effect.case_id)
        if not claims.still_mine(session, claim):
            return None
        now, book = world.now(session), world.book(session)
        ledger = ledger_of(session, claim.effect, case, now)
        if claim.communication_id is not None and summaries.of(session, claim.communication_id) is not None:
            return ForSummary(claim)
        if claim.communication_id is not None:
            return _again(world, session, claim, case, ledger, book, now)
        answer = answer_of(world, claim.effect, case, ledger, book, now)
        if isinstance(answer, Later) and answer.why == NEEDS_APPROVAL:
            claims.hold(session, claim, answer.why)
            return None
        if isinstance(answer, Later):
            claims.postpone(session, claim, answer.at, answer.why)
            return None
        if isinstance(answer, Never):
            _never(world, session, claim, case, answer.why, book, now)
            return None
        if answer.gathered:
            return ForSummary(claim)
        try:
            return _fix(world, session, claim, case, answer.route, book, now)
        except Refused as refusal:
            unwritable(world, session, claim, case, refusal.code, book, now)
            return None


def answer_of(world: World, effect: Effect, case: Case, ledger: Ledger, book: Book, now: datetime) -> Answer:
    """What the gate says; in safe mode nobody but those listed is written to."""
    answer = ask(effect, case, ledger, book, now)
    return Never("safe_mode") if isinstance(answer, Go) and not is_safe(world, answer.route) else answer


def _again(
    world: World, session: Session, claim: Claim, case: Case, ledger: Ledger, book: Book, now: datetime
) -> Released | None:
    """The bytes were fixed before: the same go again, unless a stop or another address came in since.

    Window and budget are not asked twice.
    """
    communication_id = str(claim.communication_id)
    kept = communications.get(session, communication_id)
    rule = book.playbook.messages[claim.effect.name]
    approved = bool(claim.effect.details.get("approved"))
    stopped = stop_in_force(case, rule, alive=ledger.alive, approved=approved) is not None
    held = pauses.hold_it(session, claim.effect.id, communication_id) or not is_safe(world, kept)
    if stopped or held or case.stopped_seq > claims.released_seq(session, claim):
        communications.set_status(session, communication_id, "withheld")
        claims.back_to_gate(session, claim, now)
        return None
    return Released(
        claim=claim,
        communication_id=communication_id,
        channel=Channel(kept.channel),
        envelope_from=world.letterhead.mail_from,
        address=kept.address,
        content=kept.bytes,
    )


def ledger_of(session: Session, effect: Effect, case: Case, now: datetime) -> Ledger:
    """What already left, as the gate must know it now; the caller holds the person's lock."""
    desk = desk_written_to(case, effect)
    return communications.ledger(
        session,
        effect,
        case.patient.person_key,
        desk.id if desk else None,
        local(now, case.patient.time_zone).date(),
        local(now, desk.time_zone).date() if desk else None,
    )


def _never(world: World, session: Session, claim: Claim, case: Case, why: str, book: Book, now: datetime) -> None:
    claims.end(session, claim, EffectStatus.NEVER, why, now)
    not_sent(case, claim.effect, why, book, book.act(now))
    journal.append(session, [case], world.secret, now)
    notify(session, "advance")


def unwritable(world: World, session: Session, claim: Claim, case: Case, code: str, book: Book, now: datetime) -> None:
    """The text cannot be made from what is known: a person looks, nothing half-written leaves."""
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
    journal.append(session, [case], world.secret, now)
    notify(session, "advance")


def _fix(world: World, session: Session, claim: Claim, case: Case, route: Route, book: Book, now: datetime) -> Released:
    together = _together(session, claim.effect, case, route, book, now)
    rendered = render(
        together,
        route,
        case,
        letterhead=world.letterhead,
        directory=book.directory,
        texts=journal.texts_of(session, case.id),
        holidays=book.holidays,
        now=now,
    )
    lead = together[0]
    communication_id = new_id()
    _keep(session, communication_id, lead, together, route, case, rendered, book, now)
    claims.release(session, claim, [e.id for e in together], communication_id, case.seq)
    claim = Claim(claim.effect, claim.token, claim.attempts, claim.deaths, communication_id, dot_sent=False)
    return Released(
        claim=claim,
        communication_id=communication_id,
        channel=route.channel,
        envelope_from=world.letterhead.mail_from,
        address=rendered.address,
        content=rendered.bytes,
    )


def _together(session: Session, effect: Effect, case: Case, route: Route, book: Book, now: datetime) -> list[Effect]:
    """Everything for this person that may leave now goes as one mail (``domain.md`` §12, "Budget")."""
    waiting = effects.pending_of(session, case.id) if effect.kind == "message" else []
    joining = [
        other
        for other in waiting
        if same_reader(effect, other)
        and effects.take_along(session, other.id)
        and may_join(other, case, ledger_of(session, other, case, now), book, now, route)
    ]
    return in_order([effect, *joining])


def _keep(
    session: Session,
    communication_id: str,
    lead: Effect,
    together: Sequence[Effect],
    route: Route,
    case: Case,
    rendered: Rendered,
    book: Book,
    now: datetime,
) -> None:
    number = communications.number_of(session, case.id, lead.name)
    stem = f"{lead.name}-{number}"
    printed = rendered.letter is not None
    is_mail = route.channel in (Channel.EMAIL, Channel.FAX, Channel.SECURE_EMAIL)
    zone = route.time_zone
    communications.add(
        session,
        id=communication_id,
        case_id=case.id,
        person_key=case.patient.person_key,
        kind=lead.kind,
        name=lead.name,
        parts=[e.name for e in together] if len(together) > 1 else [],
        effect_ids=[e.id for e in together],
        channel=route.channel,
        to_role=route.to_role,
        to_id=route.to_id,
        address=rendered.address,
        address_hash=communications.address_hash(route.channel, rendered.address, route.to_id),
        request_id=lead.subject if lead.to_role is ToRole.DESK and case.request(lead.subject) else None,
        desk_id=route.desk.id if route.desk else None,
        status="made",
        made_at=now,
        sent_at=None,
        time_zone=zone,
        local_on=local(now, zone).date(),
        key=lead.key,
        budgeted=counts(together, book),
        message_id=rendered.message_id,
        reply_token=rendered.reply_token,
        template_version=str(book.playbook.version),
        cause_seq=lead.cause_seq,
        bytes=rendered.bytes,
        letter=rendered.letter if is_mail or lead.kind == "letter" else None,
        path=f"sent/{case.ref}/{stem}.eml" if is_mail else f"letters/{case.ref}/{stem}.pdf",
        letter_path=f"letters/{case.ref}/{stem}.pdf" if printed and (is_mail or lead.kind == "letter") else None,
    )
