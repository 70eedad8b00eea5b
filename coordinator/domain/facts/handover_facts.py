"""A case goes to another navigator: proposed, accepted, with everything open on it (``domain.md`` §1.8)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import forget, remember
from coordinator.domain.facts.registry import fact, needed
from coordinator.domain.handover import HANDOVER, carried, proposed_to
from coordinator.domain.words import StaffRole


@fact(
    needed("to", Kind.STAFF, "who is to own the case; the owner so far takes a proposal back"),
    usually="any stage", says="The case is handed over; it changes hands when the receiver accepts.",
)  # fmt: skip
def navigator_changed(case: Case, act: Act, known: Known, to: str) -> Recorded:
    """At once where nobody owns the case, or where the receiver takes it. Promises, calls and pauses go along."""
    waiting = proposed_to(case)
    if waiting == to or (case.navigator == to and not waiting):
        return already()
    before = case.navigator
    forget(case, HANDOVER)
    at_once = before in (None, to) or act.by == to
    if at_once:
        case.navigator = to
    else:
        remember(case, HANDOVER, {"to": to, "at": act.at.isoformat(), "by": act.by})
    event = case.note(
        "navigator_changed", act, to=to, before=before, proposed=None if at_once else "yes", **carried(case)
    )
    return said(event)


@fact(usually="any stage", says="The receiver, or a supervisor, accepts the case that was handed over.")
def handover_accepted(case: Case, act: Act, known: Known) -> Recorded:
    """From now on the receiver owns it."""
    to = proposed_to(case)
    if not to:
        if case.navigator == act.by:
            return already()
        raise Refused("handover.none", "nobody hands this case over")
    if act.by != to and StaffRole.SUPERVISOR not in act.roles:
        raise Refused("role.missing", f"{to} or a {StaffRole.SUPERVISOR}")
    before, case.navigator = case.navigator, to
    forget(case, HANDOVER)
    return said(case.note("handover_accepted", act, to=to, before=before, **carried(case)))
