"""All cases of one person: they share a budget, an end, and a copy of the directory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coordinator.domain.event import Act
from coordinator.domain.facts import Recorded
from coordinator.domain.facts.past import PastInMemory
from coordinator.domain.opening import open_case
from coordinator.domain.words import ContactKind, Department, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.gate import ask
from coordinator.playbook.post_room import History, PostRoom
from coordinator.simulate.memory.directory import OwnDirectory
from coordinator.simulate.memory.life import Life
from coordinator.simulate.world.cast import STAFF

ROLES = {member.email: frozenset(member.roles) for member in STAFF} | {
    "operator": frozenset({"navigator", "records_coordinator", "supervisor", "admin"})
}
"""Who of the played staff may do what; "operator" is the built-in person of the command line."""


@dataclass
class Person:
    """``known`` is this person's own copy of the directory; ``book.directory`` is the same object.

    ``correctable``: what each fact changed is kept, so that it can be corrected.
    """

    book: Book
    known: OwnDirectory
    gate: Callable[..., Any] = ask
    history: History = field(default_factory=History)
    lives: list[Life] = field(default_factory=list)
    correctable: bool = False

    def open(self, told: Mapping[str, Any], ref: str, by: str, now: datetime) -> Life:
        """Open a case from an intake document, as ``services/intake_loading.py`` does, and let it come to rest."""
        act = self._act(by, now)
        case = open_case(told, ref=ref, by=by, now=now, new_id=self.book.new_id)
        self._make_unknown_desks(told, case.patient.time_zone)
        case.note("case_opened", act, external_id=case.external_id)
        numbers = {p.value for p in case.patient.contact_points if p.kind is ContactKind.PHONE}
        for other in self.lives:
            if other.case.open and numbers & {p.value for p in other.case.patient.contact_points}:
                case.ask(WorkItemKind.DUPLICATE_PROPOSED, act, code=other.case.ref)
        past = PastInMemory() if self.correctable else None
        life = Life(case, PostRoom(case, self.history, self.book, gate=self.gate), self.known, past=past)
        life.journal.add(case.noted)
        self.lives.append(life)
        self.rest(now)
        return life

    def record(self, life: Life, fact: str, values: Mapping[str, object], by: str, now: datetime) -> Recorded:
        """Record a fact about one of the cases; the engine has not acted on it yet."""
        recorded = life.record(fact, values, self._act(by, now))
        self.history.alive = all(one.case.patient.deceased_on is None for one in self.lives)
        return recorded

    def rest(self, now: datetime) -> None:
        """Do everything that is due now, until nothing is."""
        busy = True
        while busy:
            busy = False
            for life in self.lives:
                wake_at = life.case.wake_at
                if wake_at is not None and wake_at <= now:
                    life.advance(now)
                    busy = True
            for life in self.lives:
                next_at = life.post.next_at()
                if next_at is not None and next_at <= now:
                    life.release_due(now)
                    busy = True

    def live_until(self, moment: datetime) -> None:
        """From due moment to due moment, if nobody does anything; at rest at ``moment``."""
        while (at := self.next_at()) is not None and at <= moment:
            self.rest(at)
        self.rest(moment)

    def next_at(self) -> datetime | None:
        """When something is due next for any of the cases."""
        return min([at for life in self.lives if (at := life.next_at()) is not None], default=None)

    def _act(self, by: str, now: datetime) -> Act:
        return Act(by=by, now=now, new_id=self.book.new_id, roles=ROLES.get(by, frozenset()))

    def _make_unknown_desks(self, told: Mapping[str, Any], patient_zone: str) -> None:
        for source in told.get("sources") or ():
            department, name = Department(source["department"]), source["organization"]
            numbers = {key: source.get(key) for key in ("fax", "email", "phone")}
            if department is not Department.PATIENT and any(numbers.values()) and not self.known.desk(name, department):
                self.known.add_desk(name, department, patient_zone, **numbers)
