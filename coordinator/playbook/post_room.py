"""What surrounds the gate: what travels together, what a send or a non-send means for the case, what a fact changes.

The live release, the send plan and the memory driver of the simulation all go through here, so that none of them can
drift from the others. :class:`PostRoom` is the whole release on plain objects; the live one does the same with rows,
locks and bytes (``services/releasing.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import MAIL, PDF, Effect
from coordinator.domain.event import Act, Event
from coordinator.domain.left import left
from coordinator.domain.packet_told import tell_packet
from coordinator.domain.routes import Route
from coordinator.domain.treating import desk_written_to
from coordinator.domain.words import Channel, EffectStatus, ToRole, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.cancel_window import CANCEL_WINDOW
from coordinator.playbook.gate import NEEDS_APPROVAL, SILENCED, Answer, Go, Later, Ledger, ask, may_join
from coordinator.playbook.reactions import REACTIONS
from coordinator.playbook.schema import Playbook
from coordinator.playbook.touched import SILENT

HOLDS_OVER = ("stopped_on_hold", "reply_unread", "ball_with_us", "promised_date_ahead", "not_deliverable_yet")
"""Reasons for waiting that a fact may end: the gate is asked again at once."""

LANES = (MAIL, PDF)
"""Messages leave before letters."""

FORTNIGHT = timedelta(days=14)
"""Twice as long as a budget looks back."""

ALONE = ("m37-portal-code", "m38-portal-link")
"""Messages that somebody waits for at this moment: each is a mail of its own, whatever else is due."""

STOPS = ("withdrawn", "patient_died", "case_closed", "case_declined", "case_reopened")
"""Facts after which everything that waits is asked again, what a person holds included: the gate says why it ends."""


def asks_all_again(fact: str, events: Iterable[Event]) -> bool:
    """True after a stop, and once a patient who was looked for is heard of: what a person held for them ends."""
    return fact in STOPS or "patient_reached" in [event.name for event in events]


def same_reader(effect: Effect, other: Effect) -> bool:
    """True when both are messages to the same person: they may become parts of one mail."""
    if other.id == effect.id or other.status is not EffectStatus.PENDING or other.to_role is not effect.to_role:
        return False
    return effect.kind == other.kind == "message" and effect.name not in ALONE and other.name not in ALONE


def in_order(parts: Iterable[Effect]) -> list[Effect]:
    """The parts of one mail as they arose; it is named after the first."""
    return sorted(parts, key=lambda e: (e.arose_at or e.created_at, e.cause_seq, e.name))


def counts(parts: Sequence[Effect], book: Book) -> bool:
    """True when this message uses the person's budget."""
    messages = book.playbook.messages
    return parts[0].kind == "message" and any(not messages[e.name].outside_budget for e in parts)


def not_sent(case: Case, effect: Effect, why: str, book: Book, act: Act) -> None:
    """Keep why it did not leave; a question to a person is never dropped in silence (``domain.md`` §12)."""
    wake_at = case.wake_at
    event = case.note(f"{effect.kind}_not_sent", act, name=effect.name, reason=why, effect=effect.id)
    if not stirs(event, book.playbook):
        case.wake_at = wake_at
    if why in SILENCED and book.playbook.messages[effect.name].asks:
        case.ask(WorkItemKind.CALL_PATIENT, act, about=effect.subject, code=effect.name)
    if why == "no_channel" and effect.to_role in (ToRole.DESK, ToRole.PRIVACY_OFFICER):
        case.ask(WorkItemKind.FIND_OFFICE_ADDRESS, act, about=effect.subject)


def stirs(event: Event, playbook: Playbook) -> bool:
    """True when the engine has to look at this event at once; most messages change nothing but the journal."""
    if event.name not in SILENT or event.name in REACTIONS:
        return True
    if event.name not in playbook.heeds:
        return False
    orders = any(trigger.concerns(event) for trigger in playbook.following(event.name))
    return orders or any(ladder.concerns(event) for ladder in playbook.starting_on(event.name))


def carried_out(case: Case, part: Effect, channel: Channel, playbook: Playbook, act: Act) -> None:
    """It left; what goes into an office's portal leaves only when a person has copied it there."""
    wake_at = case.wake_at
    if channel is Channel.OFFICE_PORTAL:
        case.note("letter_handed_over", act, name=part.name, request=part.subject, effect=part.id)
        case.ask(WorkItemKind.COPY_INTO_OFFICE_PORTAL, act, about=part.subject, effect_id=part.id)
    elif not stirs(left(case, part, channel, act), playbook):
        case.wake_at = wake_at


@dataclass
class History:
    """What already left for this person over all their cases; the post room writes its own sends into it."""

    message_days: list[date] = field(default_factory=list)
    desk_letters: dict[str, date] = field(default_factory=dict)
    alive: bool = True
    desk_days: Counter[tuple[str, date]] = field(default_factory=Counter)

    def count_message(self, day: date) -> None:
        """A message left that uses the budget; days that none asks about any more are forgotten."""
        self.message_days = [earlier for earlier in self.message_days if day - earlier < FORTNIGHT]
        self.message_days.append(day)


@dataclass(slots=True)  # nobody changes one; not frozen, as that takes three times as long to make
class Sent:
    """One mail or letter that left. ``reason`` is what had held it back before."""

    parts: tuple[Effect, ...]
    route: Route
    at: datetime
    budgeted: bool
    reason: str = ""

    @property
    def lead(self) -> Effect:
        """The part it is named after."""
        return self.parts[0]


@dataclass(frozen=True)
class NotSent:
    """One order that will not leave."""

    effect: Effect
    at: datetime
    reason: str


@dataclass
class PostRoom:
    """The orders of one case that may still leave. ``gate`` may be another for a test that wants one."""

    case: Case
    history: History
    book: Book
    waiting: list[Effect] = field(default_factory=list)
    gate: Callable[[Effect, Case, Ledger, Book, datetime], Answer] = ask

    def take(self, ordered: Iterable[Effect]) -> list[NotSent]:
        """Accept new orders; those that were set aside when they arose come back with their reason."""
        aside = []
        for effect in ordered:
            if effect.status is EffectStatus.NEVER:
                aside.append(NotSent(effect, effect.due_at, effect.reason or ""))
            else:
                self.waiting.append(effect)
        return aside

    def next_at(self) -> datetime | None:
        """When the next order is due."""
        if not self.waiting:
            return None
        return min([e.due_at for e in self.waiting if e.status is EffectStatus.PENDING], default=None)

    def release_due(self, now: datetime) -> list[Sent | NotSent]:
        """Ask the gate about everything due, messages first, and note on the case what came of it."""
        outcomes: list[Sent | NotSent] = []
        due = [e for e in self.waiting if e.due_at <= now and e.status is EffectStatus.PENDING]
        if len(due) > 1:
            due.sort(key=lambda e: (LANES.index(e.lane), e.urgency, e.due_at, e.id))
        for effect in due:
            outcome = self._release(effect, now) if effect.status is EffectStatus.PENDING else None
            if outcome is not None:
                outcomes.append(outcome)
        if outcomes:
            self.waiting = [e for e in self.waiting if e.status in (EffectStatus.PENDING, EffectStatus.HELD)]
        return outcomes

    def _release(self, effect: Effect, now: datetime) -> Sent | NotSent | None:
        answer = self.gate(effect, self.case, self._ledger(effect, now), self.book, now)
        if isinstance(answer, Later):
            effect.due_at = answer.at
            if answer.why != CANCEL_WINDOW:  # every letter has one: what else moved it says more
                effect.reason = answer.why
            if answer.why == NEEDS_APPROVAL:
                effect.status = EffectStatus.HELD
            return None
        if isinstance(answer, Go):
            return self._send(effect, answer.route, now)
        effect.status, effect.reason = EffectStatus.NEVER, answer.why
        not_sent(self.case, effect, answer.why, self.book, self.book.act(now))
        return NotSent(effect, now, answer.why)

    def _send(self, effect: Effect, route: Route, now: datetime) -> Sent:
        joining = [
            other
            for other in self.waiting
            if same_reader(effect, other)
            and may_join(other, self.case, self._ledger(other, now), self.book, now, route, self.gate)
        ]
        parts = in_order([effect, *joining]) if joining else [effect]
        tell_packet(self.case, parts, now)
        reason = effect.reason or ""
        act = self.book.act(now)
        for part in parts:
            part.status, part.reason = EffectStatus.DONE, None
            carried_out(self.case, part, route.channel, self.book.playbook, act)
        budgeted = counts(parts, self.book)
        day = local(now, route.time_zone).date()
        if budgeted:
            self.history.count_message(day)
        if route.desk is not None:
            self.history.desk_letters[route.desk.id] = day
            self.history.desk_days[route.desk.id, day] += 1
        return Sent(tuple(parts), route, now, budgeted, reason)

    def _ledger(self, effect: Effect, now: datetime) -> Ledger:
        history, desk = self.history, desk_written_to(self.case, effect)
        return Ledger(
            alive=history.alive,
            message_days=history.message_days,
            last_letter_on=history.desk_letters.get(desk.id) if desk else None,
            desk_letters_today=history.desk_days.get((desk.id, local(now, desk.time_zone).date()), 0) if desk else 0,
            earlier_pending=len(self.waiting) > 1 and self._earlier_pending(effect),
        )

    def _earlier_pending(self, effect: Effect) -> bool:
        return any(
            e.name == effect.name
            and e.subject == effect.subject
            and e.cause_seq < effect.cause_seq
            and e.status is EffectStatus.PENDING
            for e in self.waiting
        )

    # -- what a fact means for orders that exist already ---------------------------------

    def heard(self, fact: str, events: Sequence[Event], now: datetime) -> None:
        """A person recorded a fact: approved letters go, withheld ones stay, and the gate is asked again."""
        if not self.waiting:
            return
        for event in events:
            if event.name not in ("letter_approved", "letter_withheld"):
                continue
            effect = next((e for e in self.waiting if e.id == event["effect"]), None)
            if effect is None or effect.status is not EffectStatus.HELD:
                continue
            if event.name == "letter_approved":
                effect.status, effect.due_at, effect.reason = EffectStatus.PENDING, now, None
                effect.details = {**effect.details, "approved": True}
            else:
                effect.status, effect.reason = EffectStatus.NEVER, "withheld"
        everything = asks_all_again(fact, events)
        for effect in self.waiting:
            if everything and effect.status in (EffectStatus.PENDING, EffectStatus.HELD):
                effect.status, effect.due_at = EffectStatus.PENDING, now
            elif effect.status is EffectStatus.PENDING and effect.reason in HOLDS_OVER:
                effect.due_at = now
