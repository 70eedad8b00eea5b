"""The release: one transaction that locks patients and cases, asks the gate, renders, and fixes the bytes.

Several orders are released together, each about another person. What is asked of the database is asked for all of them
at once (``services/at_hand.py``), and what is written is written at the end; a fault of one leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.errors import Refused
from coordinator.domain.packet_told import tell_packet, tells_packet
from coordinator.domain.routes import Route
from coordinator.domain.words import Channel
from coordinator.playbook.book import Book
from coordinator.playbook.gate import NEEDS_APPROVAL, Answer, Go, Later, Ledger, Never, ask, may_join
from coordinator.playbook.post_room import in_order
from coordinator.playbook.stops import stop_in_force
from coordinator.services.at_hand import AtHand, asked
from coordinator.services.kept import BY_MAIL, row_of
from coordinator.services.not_leaving import never, note_unwritable
from coordinator.services.own_forms import form_behind
from coordinator.services.portal.minting import link_for
from coordinator.services.rendering import render
from coordinator.services.safe_mode import is_safe
from coordinator.services.world import World, new_id
from coordinator.store import claims, communications, fixed, journal, ledgers, links, pauses
from coordinator.store.claims import Claim
from coordinator.store.database import notify
from coordinator.store.fixed import Fixed
from coordinator.store.read_cases import adopt, forget

log = structlog.get_logger()


@dataclass(frozen=True)
class Released:
    """An effect whose bytes are fixed, ready to be carried out.

    ``files``: what is laid out beside the database, ``None`` where it is still to be asked for. ``gathered``: about
    several cases, each with a page.
    """

    claim: Claim
    communication_id: str
    channel: Channel
    envelope_from: str
    address: str
    content: bytes
    files: tuple[tuple[str, bytes], ...] | None = None
    gathered: bool = False

    @property
    def by_mail(self) -> bool:
        """Whether it ends at the relay."""
        return self.channel in BY_MAIL


@dataclass(frozen=True)
class ForSummary:
    """This reminder leaves, or left already, in one letter with those of other cases (``services/gathering.py``)."""

    claim: Claim


@dataclass
class Outcome:
    """What became of claimed orders: ready, to be gathered, or raised. What is in none of them does not leave now."""

    released: list[Released] = field(default_factory=list)
    gathering: list[ForSummary] = field(default_factory=list)
    raised: list[tuple[Claim, Exception]] = field(default_factory=list)

    def take(self, other: Outcome) -> None:
        """What became of further ones."""
        self.released += other.released
        self.gathering += other.gathering
        self.raised += other.raised


def release(world: World, claim: Claim) -> Released | ForSummary | None:
    """Ask the gate and fix the bytes; ``None`` when it does not leave now. Nothing leaves inside this transaction."""
    outcome = release_all(world, [claim])
    for _, error in outcome.raised:
        raise error
    found: list[Released | ForSummary] = [*outcome.released, *outcome.gathering]
    return found[0] if found else None


def release_all(world: World, claimed: Sequence[Claim]) -> Outcome:
    """Ask the gate about each and fix the bytes. Of several about one person the first has its turn.

    What goes another way than the relay stands first. The commit need not reach the disk: that of a dot does, and
    takes everything before it along.
    """
    outcome = Outcome()
    with world.database.transaction(durable=False) as session, session.no_autoflush:
        at_hand = AtHand.lock(world, session, claimed)
        turn = _turns(session, at_hand, claimed)
        at_hand.load(turn)
        fixing = _Fixing(world, at_hand)
        for claim in turn:
            case = at_hand.case_of(claim.effect)
            try:
                found = fixing.released_or_not(claim, case)
            except SQLAlchemyError:
                raise
            except Exception as error:  # a fault of one effect must not hold up the others: the outermost edge
                forget(session, case)  # nothing of it is written
                outcome.raised.append((claim, error))
                continue
            if isinstance(found, Released):
                outcome.released.append(found)
            elif found is not None:
                outcome.gathering.append(found)
        outcome.released.sort(key=lambda one: one.by_mail)
        fixing.write(outcome.released)
    return outcome


def released_before(world: World, claim: Claim) -> Released:
    """What another process released and did not live to settle."""
    with world.database.reading() as session:
        return _as_kept(world, claim, communications.get(session, str(claim.communication_id)))


def _turns(session: Session, at_hand: AtHand, claimed: Sequence[Claim]) -> list[Claim]:
    """Those that are still ours, one a person: the budget of the next is known when this one has its bytes."""
    turn: dict[str, Claim] = {}
    others = []
    for claim in claimed:
        if at_hand.is_mine(claim):
            first = turn.setdefault(at_hand.case_of(claim.effect).patient.person_key, claim)
            others += [claim] if first is not claim else []
    claims.put_back(session, others)
    return list(turn.values())


def answer_of(world: World, effect: Effect, case: Case, ledger: Ledger, book: Book, now: datetime) -> Answer:
    """What the gate says; in safe mode nobody but those listed is written to."""
    answer = ask(effect, case, ledger, book, now)
    return Never("safe_mode") if isinstance(answer, Go) and not is_safe(world, answer.route) else answer


def ledger_of(session: Session, effect: Effect, case: Case, now: datetime) -> Ledger:
    """What already left, as the gate must know it now; the caller holds the person's lock."""
    return ledgers.ledgers(session, [asked(effect, case, now)])[effect.id]


def _as_kept(world: World, claim: Claim, kept: Any) -> Released:
    return Released(
        claim=claim,
        communication_id=kept.id,
        channel=Channel(kept.channel),
        envelope_from=world.letterhead.mail_from,
        address=kept.address,
        content=kept.bytes,
        files=communications.letters_of(kept._asdict()),
        gathered=kept.summary_id is not None,
    )


@dataclass
class _Fixing:
    """Asks for one order after the other, and writes down at the end what was fixed."""

    world: World
    at_hand: AtHand
    made: list[dict[str, Any]] = field(default_factory=list)
    parts: dict[str, list[Effect]] = field(default_factory=dict)
    links: list[dict[str, Any]] = field(default_factory=list)
    noting: list[Case] = field(default_factory=list)

    def released_or_not(self, claim: Claim, case: Case) -> Released | ForSummary | None:
        """Ready to leave; or what the gate said instead is written down."""
        session, now, book = self.at_hand.session, self.at_hand.now, self.at_hand.book.of(case)
        ledger = self.at_hand.ledger(claim.effect)
        if claim.communication_id is not None:
            return self._again(claim, case, ledger)
        answer = answer_of(self.world, claim.effect, case, ledger, book, now)
        if isinstance(answer, Later) and answer.why == NEEDS_APPROVAL:
            claims.hold(session, claim, answer.why)
            return None
        if isinstance(answer, Later):
            claims.postpone(session, claim, answer.at, answer.why)
            return None
        if isinstance(answer, Never):
            adopt(session, case)
            never(session, claim, case, answer.why, book, now)
            self.noting.append(case)
            return None
        if answer.gathered:
            return ForSummary(claim)
        try:
            return self._fix(claim, case, answer.route)
        except Refused as refusal:
            adopt(session, case)
            note_unwritable(session, claim, case, refusal.code, book, now)
            self.noting.append(case)
            return None

    def write(self, released: Sequence[Released]) -> None:
        """What was fixed, in as many statements as for one; the first of them that is mailed is in hand."""
        session = self.at_hand.session
        first = next((one for one in released if one.by_mail), None)
        waiting = {one.claim.effect.id: one.claim for one in released if one.by_mail and one is not first}
        communications.add_all(session, self.made)
        links.add_all(session, self.links)
        fixed.release_all(
            session,
            [
                Fixed(
                    one.claim,
                    tuple(part.id for part in self.parts[one.claim.effect.id]),
                    one.communication_id,
                    self.at_hand.case_of(one.claim.effect).seq,
                    in_hand=one.claim.effect.id not in waiting,
                )
                for one in released
                if one.claim.effect.id in self.parts
            ],
        )
        fixed.wait_their_turn(session, [claim for of, claim in waiting.items() if of not in self.parts])
        if self.noting:
            journal.append(session, self.noting, self.world.secret, self.at_hand.now)
            notify(session, "advance")

    def _again(self, claim: Claim, case: Case, ledger: Ledger) -> Released | ForSummary | None:
        """The bytes were fixed before: the same go again, unless a stop or another address came in since.

        Window and budget are not asked twice.
        """
        session, communication_id = self.at_hand.session, str(claim.communication_id)
        kept = self.at_hand.kept[communication_id]
        if kept.summary_id is not None:
            return ForSummary(claim)
        rule = self.at_hand.book.of(case).playbook.messages.get(claim.effect.name)
        approved = bool(claim.effect.details.get("approved"))
        stopped = rule is None or stop_in_force(case, rule, alive=ledger.alive, approved=approved) is not None
        held = pauses.hold_it(session, claim.effect.id, communication_id) or not is_safe(self.world, kept)
        if stopped or held or case.stopped_seq > (self.at_hand.rows[claim.effect.id].released_seq or 0):
            communications.set_status(session, communication_id, "withheld")
            claims.back_to_gate(session, claim, self.at_hand.now)
            return None
        return _as_kept(self.world, claim, kept)

    def _fix(self, claim: Claim, case: Case, route: Route) -> Released:
        book, now = self.at_hand.book.of(case), self.at_hand.now
        together = self._together(claim.effect, case, route)
        communication_id = new_id()
        link = link_for(self.world, together, route, case, communication_id, now)
        rendered = render(
            together,
            route,
            case,
            letterhead=self.world.letterhead,
            directory=book.directory,
            texts=self.at_hand.texts[case.id],
            holidays=book.holidays,
            now=now,
            form=form_behind(self.at_hand.session, together[0], case),
            link=link.address if link else "",
        )
        if tells_packet(together):
            adopt(self.at_hand.session, case)
            tell_packet(case, together, now)
        number = self.at_hand.number(case, together[0].name)
        row = row_of(communication_id, together, route, case, rendered, number, book, now)
        self.made.append(row)
        self.links += [link.row] if link else []
        self.parts[claim.effect.id] = together
        if route.desk is not None and claim.effect.kind == "letter":
            self.at_hand.desk_letters[route.desk.id, row["local_on"]] += 1
        return Released(
            claim=claim.fixed_as(communication_id),
            communication_id=communication_id,
            channel=route.channel,
            envelope_from=self.world.letterhead.mail_from,
            address=rendered.address,
            content=rendered.bytes,
            files=communications.letters_of(row),
        )

    def _together(self, effect: Effect, case: Case, route: Route) -> list[Effect]:
        """Everything for this person that may leave now goes as one mail (``domain.md`` §12, "Budget")."""
        joining = [
            other
            for other in self.at_hand.fellows(effect)
            if may_join(other, case, self.at_hand.ledger(other), self.at_hand.book.of(case), self.at_hand.now, route)
        ]
        return in_order([effect, *joining])
