"""A patient who cannot be reached, and who is reached by whatever they do (``domain.md`` §1.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.facts.memory import forget, remember
from coordinator.domain.facts.things import PATIENT

UNREACHABLE = "unreachable"
"""The reason of the pause, and the name under which the case remembers since when the patient is looked for."""

REST_DAYS = 30
"""Calendar days on hold after the letter, before the case closes."""

PATIENTS_OWN = frozenset(
    {
        "terms_accepted", "contact_verified", "authorization_signed", "authorization_revoked", "provider_chosen",
        "appointment_confirmed", "risk_acknowledged", "visit_attended", "fee_approved", "fee_refused", "cost_agreed",
        "question_added", "comparison_opened", "decision_recorded", "decision_declined", "third_opinion_wanted",
        "copy_to_treating", "detail_allowed", "detail_revoked",
    }
)  # fmt: skip
"""Facts that the patient makes, or that nobody knows but by them: whoever records one has heard from the patient."""


def looked_for(case: Case) -> bool:
    """True while the patient could not be reached and has not been heard of since."""
    return UNREACHABLE in case.answers


def reached(case: Case, act: Act) -> Event:
    """Somebody heard from the patient: nobody looks for them any more, and their pause is over."""
    forget(case, UNREACHABLE)
    if case.hold_reason == UNREACHABLE:
        case.hold_reason = case.hold_review_on = None
    remember(case, "reached_on", local(act.at, case.patient.time_zone).date().isoformat())
    return case.note("patient_reached", act)


def heard_from_patient(case: Case, name: str, given: Mapping[str, Any]) -> bool:
    """True when this fact, just recorded, says that somebody heard from a patient who was looked for."""
    if not case.open or not (looked_for(case) or case.hold_reason == UNREACHABLE):
        return False
    if name != "call_logged":
        return name in PATIENTS_OWN
    return given.get("outcome") == "reached" and _calls_patient(case, given)


def _calls_patient(case: Case, given: Mapping[str, Any]) -> bool:
    item = given.get("work_item")
    if given.get("contact") is None:
        return given.get("request") is None and (item is None or item.kind == "call_patient")
    patient = case.patient
    own = {PATIENT, patient.id, *(p.id for p in patient.contact_points if p.contact_id is None)}
    speaks = {c.id for c in patient.contacts if c.role == "representative"}
    return given["contact"] in own | speaks
