"""Cases on plain objects for tests: the shipped playbook, the example directory, and sentences to tell a story in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from coordinator.domain.facts import Recorded
from coordinator.paths import default_playbook, examples_dir
from coordinator.playbook.book import Book
from coordinator.playbook.loader import load
from coordinator.services.world import federal_holidays
from coordinator.simulate.memory.directory import Listing, OwnDirectory
from coordinator.simulate.memory.life import Life
from coordinator.simulate.memory.numbering import numbering
from coordinator.simulate.memory.person import ROLES, Person

START = datetime(2026, 11, 23, 15, tzinfo=UTC)


@cache
def example_listing() -> Listing:
    """The example directory."""
    return Listing(json.loads((examples_dir() / "directory.json").read_text(encoding="utf-8")))


@cache
def _playbook() -> Any:
    return load(default_playbook())


def example(number: str, **changes: Any) -> dict[str, Any]:
    """An example intake, changed at the top level where a test says so."""
    told = json.loads((examples_dir() / "intake" / f"intake-{number}.json").read_text(encoding="utf-8"))
    return {**told, **changes}


def a_person(*, correctable: bool = False, **changes: Any) -> Person:
    """Somebody without a case yet; every message is written in English and Spanish."""
    new_id = numbering()
    known = OwnDirectory(example_listing(), new_id, frozenset(ROLES), federal_holidays())
    playbook = _playbook()
    names = [name for name, rule in playbook.messages.items() if rule.kind == "message"]
    written = frozenset((name, language) for name in names for language in ("en", "es"))
    book = Book(playbook, federal_holidays(), known, new_id, templates=written)
    return Person(replace(book, **changes), known, correctable=correctable)


@dataclass
class Story:
    """One case, told like ``stage.Stage`` tells it."""

    person: Person
    life: Life
    now: datetime = START

    @classmethod
    def of(cls, number: str, **changes: Any) -> Story:
        person = a_person()
        return cls(person, person.open(example(number, **changes), f"SO-{number}-AA", "operator", START))

    def fact(self, name: str, by: str = "operator", **values: object) -> Recorded:
        recorded = self.person.record(self.life, name, values, by, self.now)
        self.person.rest(self.now)
        return recorded

    def accept(self) -> None:
        patient = self.life.case.patient
        self.fact("identity_verified")
        self.fact("terms_accepted")
        self.fact("contact_verified", contact=patient.points_of(patient.reader(self.now.date()))[0].id)
        self.fact("case_accepted")

    def sign_all(self) -> None:
        reader = self.life.case.patient.reader(self.now.date())
        for paper in self.life.case.authorizations:
            self.fact("authorization_signed", authorization=paper.id, **({"signer": reader.id} if reader else {}))

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)
        self.person.live_until(self.now)

    def names(self, kind: str = "") -> list[str]:
        return [left.name for left in self.life.sent if kind in ("", left.kind)]
