"""Where a case stands, how fast it must go, and why it ended."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands (``domain.md`` §1.1). Order matters: it is the order of the journey."""

    REQUEST = "request"
    RECORDS = "records"
    SCHEDULING = "scheduling"
    CONSULTATION = "consultation"
    COMPARISON = "comparison"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a case ended (``domain.md`` §1.1). Only the two ``completed_*`` count as success."""

    COMPLETED_DECISION_RECORDED = "completed_decision_recorded"
    COMPLETED_NO_DECISION = "completed_no_decision"
    WITHDRAWN_BY_PATIENT = "withdrawn_by_patient"
    NOT_ELIGIBLE = "not_eligible"
    UNREACHABLE = "unreachable"
    DECEASED = "deceased"
    TRANSFERRED = "transferred"
    DUPLICATE = "duplicate"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    TREATED_BEFORE_SECOND_OPINION = "treated_before_second_opinion"
    CONSENT_REVOKED = "consent_revoked"
    ENTERED_IN_ERROR = "entered_in_error"

    @property
    def completed(self) -> bool:
        """True for the reasons that count as success."""
        return self in (CloseReason.COMPLETED_DECISION_RECORDED, CloseReason.COMPLETED_NO_DECISION)


class Specialty(StrEnum):
    """The specialties with a checklist (``domain.md`` §2.3)."""

    ONCOLOGY_SOLID = "oncology_solid"
    HEMATOLOGY_ONCOLOGY = "hematology_oncology"
    CARDIOLOGY = "cardiology"
    CARDIAC_SURGERY = "cardiac_surgery"
    NEUROLOGY = "neurology"
    NEUROSURGERY_SPINE = "neurosurgery_spine"
    ORTHOPAEDICS = "orthopaedics"
    RADIOLOGY = "radiology"
    PATHOLOGY = "pathology"
    GASTROENTEROLOGY = "gastroenterology"
    PULMONOLOGY = "pulmonology"
    GYNAECOLOGY = "gynaecology"


class Priority(StrEnum):
    """How fast a case must go (``domain.md`` §1.8)."""

    ROUTINE = "routine"
    EXPEDITED = "expedited"
    URGENT = "urgent"


class DeadlineRisk(StrEnum):
    """How close the plan comes to the patient's decision deadline (``domain.md`` §1.8)."""

    NONE = "none"
    WATCH = "watch"
    BREACH_LIKELY = "breach_likely"
    BREACHED = "breached"


class Holder(StrEnum):
    """Who has the ball."""

    PATIENT = "patient"
    OFFICE = "office"
    PROVIDER = "provider"
    NAVIGATOR = "navigator"
    COURIER = "courier"
    US = "us"


class Stop(StrEnum):
    """A fact that ends what may still go out."""

    CLOSED_COMPLETED = "closed_completed"
    CLOSED_OTHER = "closed_other"
    WITHDRAWN = "withdrawn"
    DECEASED = "deceased"
    REVOKED = "revoked"
    ON_HOLD = "on_hold"
