"""Visits, opinions, and how two opinions relate."""

from __future__ import annotations

from enum import StrEnum


class VisitMode(StrEnum):
    """How a consultation takes place."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    RECORD_REVIEW = "record_review"


class AppointmentStatus(StrEnum):
    """The condition of one appointment."""

    BOOKED = "booked"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    MISSED = "missed"


class ReferralStatus(StrEnum):
    """The condition of one offer of a case to a provider."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class OpinionStatus(StrEnum):
    """A draft comes from the intake; a filed opinion comes from its author's document or a person's notes."""

    DRAFT = "draft"
    FILED = "filed"


class ComparisonStatus(StrEnum):
    """The condition of the side by side."""

    DRAFT = "draft"
    VERIFIED = "verified"
    SHARED = "shared"
    OPENED = "opened"


class Disclosure(StrEnum):
    """Whether the second provider sees the first recommendation before answering (``domain.md`` §8.6)."""

    FULL = "full"
    SEALED = "sealed"


class DiagnosisAgreement(StrEnum):
    """How two diagnoses relate (``domain.md`` §8.2). For staff only."""

    CONFIRMED = "confirmed"
    REFINED = "refined"
    CHANGED = "changed"
    UNDETERMINED = "undetermined"


class TreatmentAgreement(StrEnum):
    """How two recommendations relate (``domain.md`` §8.3). For staff only."""

    SAME = "same"
    MINOR_CHANGE = "minor_change"
    MAJOR_CHANGE = "major_change"
    NOT_COMPARABLE = "not_comparable"


class DifferenceCause(StrEnum):
    """Why two opinions differ (``domain.md`` §8.4)."""

    DIFFERENT_INFORMATION = "different_information"
    DIFFERENT_READING = "different_reading"
    DIFFERENT_JUDGEMENT = "different_judgement"
