"""The one way in: a fact is checked against the case, read, and recorded, or refused and nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.change import State, difference, encoded, plain_state
from coordinator.domain.facts.correction import correct
from coordinator.domain.facts.fact import Fact, Known, Recorded, allow
from coordinator.domain.facts.keys import nearest, read
from coordinator.domain.facts.obligations import promptly
from coordinator.domain.facts.past import FactChange, Past
from coordinator.domain.facts.reaching import heard_from_patient, reached
from coordinator.domain.facts.reading import Reading
from coordinator.domain.facts.registry import body_of, table
from coordinator.domain.facts.snoozing import back_early

CORRECTED = "corrected"


def record(
    case: Case, name: str, values: Mapping[str, object], act: Act, known: Known, past: Past | None = None
) -> Recorded:
    """Record one fact. ``act.now`` is the moment of recording; ``at`` in ``values`` says that it happened earlier.

    With a ``past``, what the fact changed is kept there, and facts can be corrected; without one that costs nothing.
    Raises ``Refused`` with a stable code and then has changed nothing. A fact that is so already changes nothing
    either, except calls and notes, which are always new.
    """
    facts = table()
    fact = facts.get(name)
    if fact is None:
        raise Refused("fact.unknown", nearest(name, facts), field=name[:60])
    if name == CORRECTED and past is not None:
        return correct(case, values, act, known, past, record, facts)
    if not case.open and not fact.when_closed:
        raise Refused("case.closed", "case_reopened opens it again within 180 days")
    allow(fact, act)
    given, happened_at = read(fact, values, Reading(case, act, known))
    if fact.after_acceptance and case.accepted_at is None:
        raise Refused("case.not_accepted", "a navigator accepts the case first")
    if happened_at is not None:
        act = act._replace(happened_at=happened_at)
    before, first_seq = plain_state(case) if past is not None else {}, case.seq + 1
    recorded = body_of(name)(case, act, known, **given)
    if recorded.recorded:
        back_early(case, name)
    if recorded.recorded and heard_from_patient(case, name, given):
        reached(case, promptly(act))
    if past is not None and recorded.seq is not None:
        past.keep(_change(case, fact, recorded, recorded.seq, values, act, before, first_seq))
    return recorded


def _change(
    case: Case, fact: Fact, recorded: Recorded, seq: int, values: Mapping[str, object], act: Act, before: State,
    first_seq: int,
) -> FactChange:  # fmt: skip
    steps = difference(before, plain_state(case))
    said = {key: encoded(value) for key, value in values.items()}
    return FactChange(seq, first_seq, case.seq, fact.name, act.at, act.now, said, recorded.ids, steps)
