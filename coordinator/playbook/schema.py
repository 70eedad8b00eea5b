"""The playbook as frozen values. The loader makes them; nothing changes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import cached_property

from coordinator.domain.event import Event
from coordinator.domain.window import Window
from coordinator.domain.words import MayBeTold, Stage, Stop, StopClass
from coordinator.playbook import parts

BUSINESS_DAYS, DAYS, HOURS = "business days", "days", "hours"


def _carries(event: Event, wanted: Mapping[str, str]) -> bool:
    for key, value in wanted.items():  # noqa: SIM110 - asked of every event; ``all`` takes three times as long
        if event[key] != value:
            return False
    return True


@dataclass(frozen=True)
class Span:
    """A number of business days, calendar days or hours."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit.removesuffix('s')}"

    @property
    def duration(self) -> timedelta:
        """As elapsed time; business days count as calendar days here."""
        return timedelta(hours=self.count) if self.unit == HOURS else timedelta(days=self.count)


@dataclass(frozen=True)
class Order:
    """What a rung or trigger asks for: ``kind`` is message, letter, call, work_item or then; ``name`` says which."""

    kind: str
    name: str
    script: str = ""


def code_of(order: Order, ladder: str | None, rung: str | None) -> str:
    """Under which code a rung or trigger opens its work item."""
    return order.script or (f"{ladder}/{rung}" if rung and ladder else "")


@dataclass(frozen=True)
class Rung:
    """One of a ladder's steps. Spans count from the ladder's anchor, or from ``of``."""

    name: str
    orders: tuple[Order, ...]
    at_once: bool = False
    after: Span | None = None
    urgent_after: Span | None = None
    before: Span | None = None
    every: Span | None = None
    until: Span | None = None
    of: str = ""
    lands: str = "on or after"
    only_if: str = ""
    unless: str = ""
    if_late: str = ""
    stage_target: bool = False
    once_for_all: bool = False
    sundays_and_holidays: bool = False

    @cached_property
    def letter(self) -> str:
        """The letter it orders, if any."""
        return next((o.name for o in self.orders if o.kind == "letter"), "")


@dataclass(frozen=True)
class Ladder:
    """A declared series of follow-ups (``design.md``, idea 5)."""

    name: str
    starts_on: str
    rungs: tuple[Rung, ...]
    subject: str = "case"
    where: Mapping[str, str] = field(default_factory=dict)
    counts_from: str = "its beginning"
    calendar: str = "patient"
    ends_when: str = "always"
    silent_while: tuple[str, ...] = ()
    survives: frozenset[Stop] = frozenset()

    def after(self, last: str | None) -> tuple[Rung, ...]:
        """The rungs still to come once ``last`` was reached; one that repeats is the first of them itself."""
        return self._after.get(last, self.rungs)

    @cached_property
    def _after(self) -> Mapping[str | None, tuple[Rung, ...]]:
        return {
            rung.name: self.rungs[place if rung.every is not None else place + 1 :]
            for place, rung in enumerate(self.rungs)
        }

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the work items that its rungs open."""
        return frozenset(
            code_of(order, self.name, rung.name)
            for rung in self.rungs
            for order in rung.orders
            if order.kind in ("call", "work_item")
        )

    @cached_property
    def hangs_on(self) -> parts.Parts:
        """The parts of a case that its times hang on, besides its subject, its start and how the case stands."""
        found = parts.counted_in(self.counts_from, self.calendar)
        for rung in self.rungs:
            found |= parts.dated_by(rung.of)
            found |= parts.read_by(rung.only_if, self.subject) | parts.read_by(rung.unless, self.subject)
            found |= {parts.STAGE} if rung.stage_target else parts.NONE
        to_an_office = bool(self.silent_while) or any(rung.letter for rung in self.rungs)
        return found | {parts.RECORDS} if to_an_office and self.subject == "request" else found

    @cached_property
    def ends_on(self) -> parts.Parts:
        """The parts of a case that its end hangs on, besides its subject."""
        return parts.read_by(self.ends_when, self.subject)

    def concerns(self, event: Event) -> bool:
        """True when this event, of the name it starts on, starts it."""
        return _carries(event, self.where)

    def rung(self, name: str) -> Rung | None:
        """The rung with this name."""
        return next((r for r in self.rungs if r.name == name), None)


@dataclass(frozen=True)
class Trigger:
    """A fact, and what leaves because of it."""

    on: str
    order: Order
    where: Mapping[str, str] = field(default_factory=dict)
    about: str = "case"
    first_visit_only: bool = False
    survives: frozenset[Stop] = frozenset()

    def concerns(self, event: Event) -> bool:
        """True when this event, of the name it waits for, lets the order leave."""
        if self.first_visit_only and event["visit"] != "1":
            return False
        return _carries(event, self.where)


@dataclass(frozen=True)
class MessageRule:
    """What a message or letter is (``domain.md`` §12, "Stop classes")."""

    name: str
    kind: str
    stop_class: StopClass
    asks: bool = False
    outside_budget: bool = False
    before_contact_verified: bool = False
    sundays_and_holidays: bool = False
    without_email: str = "letter"
    only_while: str = ""
    unless: str = ""
    needs_approval: bool = False
    needs_paper: bool = False
    absorbed_by: str = ""
    by_post: bool = False
    after_death: bool = False
    during_hold: bool = False
    without_distance: bool = False
    in_summary: bool = False
    any_hour: bool = False
    cancellable: bool = False
    tells: MayBeTold = MayBeTold.RECORDS
    stale_after: Span | None = None

    @cached_property
    def stale_within(self) -> timedelta | None:
        """How long after it was ordered it is of no use any more; twice as long where business days are meant."""
        stale = self.stale_after
        return stale.duration * (2 if stale.unit == BUSINESS_DAYS else 1) if stale else None


@dataclass(frozen=True)
class Target:
    """How long a stage should take at most."""

    routine: Span
    urgent: Span


@dataclass(frozen=True)
class Volume:
    """From when on what leaves is held for a supervisor to look at: counts within an hour.

    ``an_hour`` is for one message or letter, and holds only where it is also ``times_usual`` its busiest hour.
    """

    an_hour: int
    to_one_desk: int
    to_one_person: int
    times_usual: int


@dataclass(frozen=True)
class Limits:
    """Budget per person, distance per patient and desk, letters a day per desk.

    ``summary_at``: when, in the desk's zone, reminders above its cap are gathered into one letter.
    ``cancel_window``: how long a letter can be taken back before it leaves.
    """

    a_day: int
    in_7_days: int
    apart: int
    apart_urgent: int
    per_desk_a_day: int
    summary_at: time = time(14)
    challenge_above_minor: int = 2500
    approved_without_asking_minor: int = 0
    cancel_window: timedelta = timedelta(0)
    volume: Volume | None = None


@dataclass(frozen=True)
class Playbook:
    """One version of the policy."""

    name: str
    version: int
    windows: Mapping[str, Window]
    limits: Limits
    targets: Mapping[Stage, Target]
    messages: Mapping[str, MessageRule]
    triggers: tuple[Trigger, ...]
    ladders: Mapping[str, Ladder]
    waiting: Mapping[str, timedelta] = field(default_factory=dict)

    def starting_on(self, event: str) -> Sequence[Ladder]:
        """The ladders that this event may start."""
        return self._starting.get(event, ())

    def following(self, event: str) -> Sequence[Trigger]:
        """What this event may order at once."""
        return self._following.get(event, ())

    @cached_property
    def heeds(self) -> frozenset[str]:
        """The events that may start a ladder or order something."""
        return frozenset(self._starting) | frozenset(self._following)

    @cached_property
    def _starting(self) -> Mapping[str, Sequence[Ladder]]:
        found: dict[str, list[Ladder]] = {}
        for ladder in self.ladders.values():
            found.setdefault(ladder.starts_on, []).append(ladder)
        return found

    @cached_property
    def _following(self) -> Mapping[str, Sequence[Trigger]]:
        found: dict[str, list[Trigger]] = {}
        for trigger in self.triggers:
            found.setdefault(trigger.on, []).append(trigger)
        return found
