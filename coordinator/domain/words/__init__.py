"""The vocabulary of the field as enumerations. Each is stored as its text and checked by the database."""

from __future__ import annotations

from coordinator.domain.words.case_words import CloseReason, DeadlineRisk, Holder, Priority, Specialty, Stage, Stop
from coordinator.domain.words.opinion_words import (
    AppointmentStatus,
    ComparisonStatus,
    DiagnosisAgreement,
    DifferenceCause,
    Disclosure,
    OpinionStatus,
    ReferralStatus,
    TreatmentAgreement,
    VisitMode,
)
from coordinator.domain.words.people_words import Channel, ContactKind, ContactRole, MayBeTold, StaffRole, ToRole
from coordinator.domain.words.record_words import (
    AuthorizationKind,
    AuthorizationStatus,
    Department,
    ItemStatus,
    LegalBasis,
    ReceiptEvidence,
    RecordType,
    RequestStatus,
)
from coordinator.domain.words.scheduling_words import (
    CredentialStatus,
    DeclineReason,
    MissedCause,
    PacketAccess,
    PriorStatus,
    RecommendedBy,
)
from coordinator.domain.words.work_words import EffectStatus, StopClass, WorkItemKind

__all__ = [
    "AppointmentStatus",
    "AuthorizationKind",
    "AuthorizationStatus",
    "Channel",
    "CloseReason",
    "ComparisonStatus",
    "ContactKind",
    "ContactRole",
    "CredentialStatus",
    "DeadlineRisk",
    "DeclineReason",
    "Department",
    "DiagnosisAgreement",
    "DifferenceCause",
    "Disclosure",
    "EffectStatus",
    "Holder",
    "ItemStatus",
    "LegalBasis",
    "MayBeTold",
    "MissedCause",
    "OpinionStatus",
    "PacketAccess",
    "PriorStatus",
    "Priority",
    "ReceiptEvidence",
    "RecommendedBy",
    "RecordType",
    "ReferralStatus",
    "RequestStatus",
    "Specialty",
    "StaffRole",
    "Stage",
    "Stop",
    "StopClass",
    "ToRole",
    "TreatmentAgreement",
    "VisitMode",
    "WorkItemKind",
]
