"""One case on plain objects, from its intake to its end: what ``services/`` does with rows, without the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.event import Act, Event
from coordinator.domain.facts import Known, Recorded, record
from coordinator.domain.facts.past import Past
from coordinator.domain.left import left
from coordinator.domain.words import Channel, EffectStatus, ToRole
from coordinator.playbook.book import Book
from coordinator.playbook.engine import advance
from coordinator.playbook.post_room import NotSent, PostRoom, Sent
from coordinator.playbook.rest import Rest
from coordinator.simulate.world.journal import Journal


class Left(NamedTuple):
    """What the driver keeps of one mail or letter instead of its bytes; the fields are those of a communication."""

    name: str
    parts: tuple[str, ...]
    kind: str
    channel: Channel
    to_role: ToRole
    to: str
    request_id: str | None
    desk_id: str | None
    made_at: datetime
    local_on: date
    time_zone: str
    budgeted: bool
    person_key: str
    cause_seq: int

    @property
    def address_hash(self) -> str:
        """Where it went, as one word."""
        return f"{self.channel} {self.to}"


@dataclass
class Life:
    """A case with its journal, what left and what did not. Time is whatever the caller says it is.

    Without a ``past`` facts cannot be corrected, and recording them is quicker.
    """

    case: Case
    post: PostRoom
    known: Known
    journal: Journal = field(default_factory=Journal)
    sent: list[Left] = field(default_factory=list)
    not_sent: list[NotSent] = field(default_factory=list)
    handed_over: dict[str, Effect] = field(default_factory=dict)
    past: Past | None = None
    rest: Rest = field(default_factory=Rest)

    @property
    def book(self) -> Book:
        """The policy it lives under."""
        return self.post.book

    def record(self, fact: str, values: Mapping[str, object], act: Act) -> Recorded:
        """Record one fact, as ``services/record.py`` does. Raises ``Refused`` and then nothing has changed."""
        case = self.case
        case.begin_noting()
        recorded = record(case, fact, values, act, self.known, self.past)
        if not recorded.recorded:
            return recorded
        if self.handed_over:
            self._copied(act)
        self.post.heard(fact, case.noted, act.now)
        self._keep_withheld(act.now)
        self.journal.add(case.noted)
        return recorded

    def advance(self, now: datetime) -> None:
        """Let the engine act on what it has not seen yet and on what fell due."""
        case = self.case
        fresh = self.journal.after(case.acted_seq)
        case.begin_noting()
        ordered = advance(case, fresh, self.post.book, now, self.rest)
        if ordered:
            self.not_sent += self.post.take(ordered)
        if case.noted:
            self.journal.add(case.noted)

    def release_due(self, now: datetime) -> None:
        """Ask the gate about everything that is due."""
        case = self.case
        case.begin_noting()
        for outcome in self.post.release_due(now):
            if isinstance(outcome, Sent):
                self.sent.append(_left(case, outcome))
                if outcome.route.channel is Channel.OFFICE_PORTAL:
                    self.handed_over.update({part.id: part for part in outcome.parts})
            else:
                self.not_sent.append(outcome)
        if case.noted:
            self.journal.add(case.noted)

    def next_at(self) -> datetime | None:
        """When something is due next if nobody does anything."""
        wake_at, post_at = self.case.wake_at, self.post.next_at()
        if wake_at is None or post_at is None:
            return wake_at or post_at
        return min(wake_at, post_at)

    def _copied(self, act: Act) -> None:
        """What a person copied into an office's portal has left."""
        for event in list(self.case.noted):
            letter = self.handed_over.pop(event["effect"], None) if event.name == "work_item_done" else None
            if letter is not None:
                left(self.case, letter, Channel.OFFICE_PORTAL, act)

    def _keep_withheld(self, now: datetime) -> None:
        for effect in [e for e in self.post.waiting if e.status is EffectStatus.NEVER]:
            self.post.waiting.remove(effect)
            self.not_sent.append(NotSent(effect, now, effect.reason or ""))


def _left(case: Case, sent: Sent) -> Left:
    lead, route = sent.lead, sent.route
    return Left(
        name=lead.name,
        parts=tuple([part.name for part in sent.parts]),
        kind=lead.kind,
        channel=route.channel,
        to_role=route.to_role,
        to=(route.address or route.to_id).lower(),
        request_id=lead.subject if lead.to_role is ToRole.DESK else None,
        desk_id=route.desk.id if route.desk else None,
        made_at=sent.at,
        local_on=local(sent.at, route.time_zone).date(),
        time_zone=route.time_zone,
        budgeted=sent.budgeted,
        person_key=case.patient.person_key,
        cause_seq=lead.cause_seq,
    )


def same_journal(events: Sequence[Event]) -> list[tuple[object, ...]]:
    """Name, moment, author and data of each event, ids replaced by the order in which they first appear.

    Two journals of the same life are equal in this form whichever driver lived it.
    """
    seen: dict[str, str] = {}

    def plain(value: object) -> object:
        if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
            return seen.setdefault(value, f"id-{len(seen) + 1}")
        if isinstance(value, list):
            return [plain(element) for element in value]
        return value

    return [(e.name, e.at, e.by, {key: plain(value) for key, value in sorted(e.data.items())}) for e in events]
