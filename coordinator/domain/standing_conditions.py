"""Conditions of a whole case: is it paused, ended, handed over, is its patient looked for (``domain.md`` §1.8)?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coordinator.domain.case import Case
from coordinator.domain.facts.reaching import looked_for
from coordinator.domain.guards import emergency
from coordinator.domain.handover import proposed_to
from coordinator.domain.words import CloseReason, DeadlineRisk, RequestStatus


def unreachable(case: Case, subject: str) -> bool:
    """The patient could not be reached and has not been heard of since."""
    return looked_for(case)


def patient_reached(case: Case, subject: str) -> bool:
    """Nobody has to look for the patient."""
    return not looked_for(case)


def pause_over(case: Case, subject: str) -> bool:
    """The case neither rests nor stands still for an emergency."""
    return not case.on_hold and not emergency(case)


def request_cancelled(case: Case, subject: str) -> bool:
    """Nothing is asked of the office any more, because the request was called off."""
    request = case.request(subject)
    return request is not None and request.status is RequestStatus.CANCELLED


def case_withdrawn(case: Case, subject: str) -> bool:
    """The patient has had enough, and still has."""
    return case.withdrawn_at is not None


def case_not_eligible(case: Case, subject: str) -> bool:
    """The case was closed as not one for this service, and still is."""
    return case.close_reason is CloseReason.NOT_ELIGIBLE


def patient_dead(case: Case, subject: str) -> bool:
    """A death is on record."""
    return case.patient.deceased_on is not None


def somebody_may_be_told(case: Case, subject: str) -> bool:
    """There is a contact who may be told at least that we are looking for the patient."""
    return bool(case.patient.contacts)


def handover_settled(case: Case, subject: str) -> bool:
    """Nobody is asked to take the case over."""
    return not proposed_to(case)


def deadline_in_danger(case: Case, subject: str) -> bool:
    """As things stand the opinions will not lie side by side by the day the patient named."""
    return case.deadline_risk in (DeadlineRisk.BREACH_LIKELY, DeadlineRisk.BREACHED)


STANDING: Mapping[str, Callable[[Case, str], bool]] = {
    f.__name__: f
    for f in (
        unreachable,
        patient_reached,
        pause_over,
        request_cancelled,
        case_withdrawn,
        case_not_eligible,
        patient_dead,
        somebody_may_be_told,
        handover_settled,
        deadline_in_danger,
    )
}
"""By the name a playbook uses."""
