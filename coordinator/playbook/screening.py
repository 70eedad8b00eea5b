"""The screen of the first day: a yes stops the automatic way, and a person is called to act (``domain.md`` §1.3)."""

from __future__ import annotations

from datetime import timedelta

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.guards import emergency, in_legal_dispute
from coordinator.domain.words import WorkItemKind

LOOK_AGAIN = timedelta(days=3)
"""Calendar days until somebody looks again at a patient in hospital (``domain.md`` §1.8)."""

IN_HOSPITAL = "in_hospital"


def screen(case: Case, act: Act) -> None:
    """What the intake's three questions mean. The software shows and stops; it does not judge how urgent it is."""
    if emergency(case):
        case.ask(WorkItemKind.CALL_PATIENT, act, code="emergency_now")
    if (case.intake.get("screening") or {}).get("in_hospital_now") and not case.on_hold:
        review_on = local(act.now, case.patient.time_zone).date() + LOOK_AGAIN
        event = case.note("placed_on_hold", act, review_on=review_on, why=IN_HOSPITAL)
        case.hold_reason, case.hold_review_on, case.stopped_seq = IN_HOSPITAL, review_on, event.seq
        case.ask(WorkItemKind.CALL_PATIENT, act, code=IN_HOSPITAL)
    if in_legal_dispute(case):
        case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, code="legal_dispute")
