"""What a line about a case says, in words: the short ones of a list."""

from __future__ import annotations

from coordinator.domain.words import CloseReason, DeadlineRisk, Holder, Priority, Specialty
from coordinator.services.desk.case_filter import CaseFilter
from coordinator.services.desk.caseload import CaseLine

HOLDERS = {
    Holder.PATIENT: "the patient",
    Holder.OFFICE: "a records office",
    Holder.PROVIDER: "the provider",
    Holder.NAVIGATOR: "the navigator",
    Holder.COURIER: "the courier",
    Holder.US: "us (a letter is on its way)",
}
RISKS = {
    DeadlineRisk.NONE: "in time",
    DeadlineRisk.WATCH: "tight",
    DeadlineRisk.BREACH_LIKELY: "likely too late",
    DeadlineRisk.BREACHED: "passed",
}
PRIORITIES = {Priority.URGENT: "urgent", Priority.EXPEDITED: "expedited", Priority.ROUTINE: "routine"}
SPECIALTIES = {
    Specialty.ONCOLOGY_SOLID: "Oncology, solid tumours",
    Specialty.HEMATOLOGY_ONCOLOGY: "Hematology and oncology",
    Specialty.CARDIOLOGY: "Cardiology",
    Specialty.CARDIAC_SURGERY: "Cardiac surgery",
    Specialty.NEUROLOGY: "Neurology",
    Specialty.NEUROSURGERY_SPINE: "Neurosurgery and spine",
    Specialty.ORTHOPAEDICS: "Orthopaedics",
    Specialty.RADIOLOGY: "Radiology",
    Specialty.PATHOLOGY: "Pathology",
    Specialty.GASTROENTEROLOGY: "Gastroenterology",
    Specialty.PULMONOLOGY: "Pulmonology",
    Specialty.GYNAECOLOGY: "Gynaecology",
}
CLOSED = {
    CloseReason.COMPLETED_DECISION_RECORDED: "completed, with a decision",
    CloseReason.COMPLETED_NO_DECISION: "completed, without a decision",
    CloseReason.WITHDRAWN_BY_PATIENT: "withdrawn by the patient",
    CloseReason.NOT_ELIGIBLE: "not eligible",
    CloseReason.UNREACHABLE: "patient not reached",
    CloseReason.DECEASED: "the patient died",
    CloseReason.TRANSFERRED: "transferred",
    CloseReason.DUPLICATE: "another case of the same question",
    CloseReason.PROVIDER_UNAVAILABLE: "no provider",
    CloseReason.TREATED_BEFORE_SECOND_OPINION: "treated before the second opinion",
    CloseReason.CONSENT_REVOKED: "permission taken back",
    CloseReason.ENTERED_IN_ERROR: "entered in error",
}
HOLDS = {"yes": "on hold", "no": "not on hold"}
LONGER = (7, 14, 30, 60, 90)
"""Days in the stage that the filter offers."""


def days(count: int) -> str:
    """``1 day``, ``12 days``, ``today``."""
    return "today" if count < 1 else "1 day" if count == 1 else f"{count} days"


def ball(one: CaseLine) -> str:
    """Who has the ball, and for how long: ``a records office, 6 days; also the patient``."""
    if one.holder is None:
        return "nobody"
    since = days(one.held_days) if one.held_days else "since today"
    also = ", ".join(HOLDERS[other] for other in one.also)
    return f"{HOLDERS[one.holder]}, {since}" + (f"; also {also}" if also else "")


def sentence(wanted: CaseFilter, navigator: str) -> str:
    """What a filter narrows to, for people; empty for none."""
    said = [
        f"in {wanted.stage}" if wanted.stage else "",
        f"of {navigator}" if navigator else "",
        f"ball with {HOLDERS[wanted.holder]}" if wanted.holder else "",
        f"deadline {RISKS[wanted.risk]}" if wanted.risk else "",
        PRIORITIES[wanted.priority] if wanted.priority else "",
        HOLDS[wanted.hold] if wanted.hold else "",
        SPECIALTIES[wanted.specialty] if wanted.specialty else "",
        f"in their stage for more than {days(wanted.longer)}" if wanted.longer else "",
    ]
    return ", ".join(part for part in said if part)
