"""A case goes to another navigator: proposed, accepted, with everything open on it (``domain.md`` §1.8)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import forget, remember
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.handover import DECLINED, HANDOVER, carried, proposed_to
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
    forget(case, DECLINED)
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


WHY_NOT = ("too_many_cases", "away", "conflict_of_interest", "somebody_else", "other")


@fact(
    maybe("why", Kind.CHOICE, "in a word", WHY_NOT),
    usually="any stage", says="The receiver, or a supervisor, does not take the case that was handed over.",
)  # fmt: skip
def handover_declined(case: Case, act: Act, known: Known, why: str = "other") -> Recorded:
    """It stays where it was; who handed it over is shown so until it is handed over again."""
    to = proposed_to(case)
    if not to:
        declined = case.answers.get(DECLINED)
        if isinstance(declined, dict) and declined.get("by") == act.by:
            return already()
        raise Refused("handover.none", "nobody hands this case over")
    if act.by != to and StaffRole.SUPERVISOR not in act.roles:
        raise Refused("role.missing", f"{to} or a {StaffRole.SUPERVISOR}")
    forget(case, HANDOVER)
    remember(case, DECLINED, {"to": to, "by": act.by, "at": act.at.isoformat(), "why": why})
    return said(case.note("handover_declined", act, to=to, why=why))
