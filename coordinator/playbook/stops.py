"""Which stops hold a message back: those that its class does not outlive (``domain.md`` §12, "Stop classes")."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.guards import emergency
from coordinator.domain.words import Stop, StopClass
from coordinator.playbook.schema import MessageRule

SURVIVES: dict[StopClass, frozenset[Stop]] = {
    StopClass.CARE: frozenset(),
    StopClass.CLOSING: frozenset({Stop.CLOSED_COMPLETED}),
    StopClass.CUSTODY: frozenset(
        {
            Stop.CLOSED_COMPLETED,
            Stop.CLOSED_OTHER,
            Stop.WITHDRAWN,
            Stop.DECEASED,
            Stop.REVOKED,
            Stop.ON_HOLD,
        }
    ),
    StopClass.LEGAL: frozenset({Stop.WITHDRAWN, Stop.REVOKED, Stop.ON_HOLD}),
}
"""``domain.md`` §12, "Stop classes": what each class outlives."""

WHEN_APPROVED: dict[StopClass, frozenset[Stop]] = {StopClass.CLOSING: frozenset({Stop.CLOSED_OTHER})}
"""What a class outlives besides, once a person let the message go: M05 after the case closed (``domain.md`` §12).

To the patient's side only: offices and providers hear nothing but ``custody`` after such an end.
"""

STOP_ORDER = (Stop.DECEASED, Stop.WITHDRAWN, Stop.REVOKED, Stop.CLOSED_OTHER, Stop.CLOSED_COMPLETED, Stop.ON_HOLD)
"""The gravest first."""


def outlives(rule: MessageRule, *, approved: bool = False) -> frozenset[Stop]:
    """The stops that do not hold this message back: those of its class, and more once a person approved it."""
    found = SURVIVES[rule.stop_class]
    if rule.during_hold:
        found |= {Stop.ON_HOLD}
    if rule.needs_approval and approved:
        found |= WHEN_APPROVED.get(rule.stop_class, frozenset()) if rule.kind == "message" else frozenset()
        if rule.after_death:
            found |= {Stop.DECEASED}
    return found


def stop_in_force(case: Case, rule: MessageRule, *, alive: bool, approved: bool = False) -> Stop | None:
    """The stop that this message does not outlive, the gravest first. ``alive``: in every case of the person."""
    stops = case.stops()
    if not alive:
        stops.add(Stop.DECEASED)
    if emergency(case) and case.open:
        stops.add(Stop.ON_HOLD)
    if not stops:
        return None
    outlived = outlives(rule, approved=approved)
    return next((s for s in STOP_ORDER if s in stops and s not in outlived), None)
