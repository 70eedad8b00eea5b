"""The one way in: a fact is checked against the case, read, and recorded, or refused and nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import OPERATOR, Fact, Known, Recorded
from coordinator.domain.facts.keys import nearest, read
from coordinator.domain.facts.reading import Reading
from coordinator.domain.facts.registry import body_of, table
from coordinator.domain.words import StaffRole

CORRECTED = "corrected"


def record(case: Case, name: str, values: Mapping[str, object], act: Act, known: Known) -> Recorded:
    """Record one fact. ``act.now`` is the moment of recording; ``at`` in ``values`` says that it happened earlier.

    Raises ``Refused`` with a stable code and then has changed nothing. A fact that is so already changes nothing
    either, except calls and notes, which are always new.
    """
    facts = table()
    fact = facts.get(name)
    if fact is None:
        raise Refused("fact.unknown", nearest(name, facts), field=name[:60])
    if name == CORRECTED:
        raise Refused("fact.not_yet", "putting a recorded fact right comes with a later release")
    if not case.open and not fact.when_closed:
        raise Refused("case.closed", "case_reopened opens it again within 180 days")
    _allow(fact, act)
    given, happened_at = read(fact, values, Reading(case, act, known))
    if fact.after_acceptance and case.accepted_at is None:
        raise Refused("case.not_accepted", "a navigator accepts the case first")
    if happened_at is not None:
        act = replace(act, happened_at=happened_at)
    return body_of(name)(case, act, known, **given)


def _allow(fact: Fact, act: Act) -> None:
    if fact.who is None:
        return
    clinical = fact.who == {StaffRole.CLINICAL_REVIEWER}
    if not (fact.who & act.roles) or (clinical and act.by == OPERATOR):
        raise Refused("role.missing", " or ".join(sorted(fact.who)))
