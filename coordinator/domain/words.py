"""The vocabulary of the field as enumerations. Each is stored as its text and checked by the database."""

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


class Department(StrEnum):
    """The kind of desk that answers a record request (``domain.md`` §2.1), as intake files write it."""

    RECORDS_OFFICE = "records_office"
    IMAGE_LIBRARY = "image_library"
    PATHOLOGY = "pathology"
    PHYSICIAN_OFFICE = "physician_office"
    PATIENT = "patient"


class RecordType(StrEnum):
    """What can be asked for (``domain.md`` §2.2). Our own code is the key: LOINC has none for physical items."""

    PATH_REPORT = "PATH_REPORT"
    PATH_SLIDES = "PATH_SLIDES"
    PATH_BLOCK = "PATH_BLOCK"
    CYTO_REPORT = "CYTO_REPORT"
    MOL_REPORT = "MOL_REPORT"
    IMG_REPORT = "IMG_REPORT"
    IMG_DICOM = "IMG_DICOM"
    LAB_REPORT = "LAB_REPORT"
    CONSULT_NOTE = "CONSULT_NOTE"
    SECOND_OPINION = "SECOND_OPINION"
    PROGRESS_NOTE = "PROGRESS_NOTE"
    HP_NOTE = "HP_NOTE"
    OP_NOTE = "OP_NOTE"
    PROC_NOTE = "PROC_NOTE"
    DISCHARGE = "DISCHARGE"
    EPISODE_SUMMARY = "EPISODE_SUMMARY"
    PT_SUMMARY = "PT_SUMMARY"
    ED_NOTE = "ED_NOTE"
    REFERRAL = "REFERRAL"
    TUMOR_BOARD = "TUMOR_BOARD"
    CHEMO = "CHEMO"
    RT_SUMMARY = "RT_SUMMARY"
    ECG = "ECG"
    ECHO = "ECHO"
    CATH = "CATH"
    STRESS = "STRESS"
    HOLTER = "HOLTER"
    EEG = "EEG"
    EMG = "EMG"
    SLEEP = "SLEEP"
    ENDO = "ENDO"
    PREOP = "PREOP"
    MED_LIST = "MED_LIST"
    PLAN = "PLAN"
    IMPLANT = "IMPLANT"
    PT_REHAB = "PT_REHAB"
    LETTER = "LETTER"
    GENERIC = "GENERIC"
    PFT = "PFT"  # pulmonary function test: asked for by §2.3, missing in the list of §2.2

    @property
    def physical(self) -> bool:
        """True for specimens: lent by one laboratory to another and given back (``domain.md`` §2.4)."""
        return self in (RecordType.PATH_SLIDES, RecordType.PATH_BLOCK)


class LegalBasis(StrEnum):
    """On what ground an office is asked (``domain.md`` §3.1, routes A to D). One letter, one basis."""

    ACCESS_SELF = "access_self"
    ACCESS_DIRECTIVE = "access_directive"
    AUTHORIZATION = "authorization"
    TREATMENT = "treatment"

    @property
    def deadline_applies(self) -> bool:
        """True where the office *must* answer within 30 days (45 CFR 164.524): bases A and B only."""
        return self in (LegalBasis.ACCESS_SELF, LegalBasis.ACCESS_DIRECTIVE)


class RequestStatus(StrEnum):
    """The condition of one record request."""

    WAITING = "waiting"  # for a signature, a laboratory or an address
    READY = "ready"  # its letter has been ordered and has not left
    SENT = "sent"
    RECEIVED = "received"  # the office has our letter
    PARTIAL = "partial"
    RETURNED = "returned"  # the office sent our request back
    REFUSED = "refused"
    DONE = "done"
    CANCELLED = "cancelled"


class ItemStatus(StrEnum):
    """The condition of one thing asked for (``domain.md`` §1.4). Only ``verified`` and ``waived`` are complete."""

    NEEDED = "needed"
    REQUESTED = "requested"
    ACKNOWLEDGED = "acknowledged"
    RECEIVED = "received"
    VERIFIED = "verified"
    NOT_AVAILABLE = "not_available"
    REFUSED = "refused"
    WAIVED = "waived"
    SUPERSEDED = "superseded"


class ReceiptEvidence(StrEnum):
    """How we know that the office has our letter (``domain.md`` §3.7, interface.md ``request_received``)."""

    FAX_CONFIRMED = "fax_confirmed"
    CALL = "call"
    PORTAL = "portal"
    EMAIL_ACK = "email_ack"
    DELIVERY_SCAN = "delivery_scan"
    ANSWER = "answer"  # records came without an earlier receipt
    ASSUMED = "assumed"  # ordinary mail: sent + 5 days; carries no legal date


class AuthorizationKind(StrEnum):
    """The paper a patient signs: for legal basis A and B, or for C (``domain.md`` §12)."""

    ACCESS_REQUEST = "access_request"
    AUTHORIZATION = "authorization"


class AuthorizationStatus(StrEnum):
    """The condition of one paper to sign."""

    WAITING = "waiting"
    SIGNED = "signed"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ContactRole(StrEnum):
    """Who somebody is to the patient."""

    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    COMPANION = "companion"
    FAMILY = "family"


class MayBeTold(StrEnum):
    """How much a contact may be told (``domain.md`` §4.5)."""

    LOGISTICS = "logistics"
    RECORDS = "records"
    ALL = "all"


class ContactKind(StrEnum):
    """What a contact point is."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


class Channel(StrEnum):
    """How something reaches a person or a desk."""

    EMAIL = "email"
    SECURE_EMAIL = "secure_email"
    FAX = "fax"
    PRINT = "print"
    OFFICE_PORTAL = "office_portal"
    CALL = "call"


class ToRole(StrEnum):
    """To whom a communication went."""

    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    COMPANION = "companion"
    DESK = "desk"
    PRIVACY_OFFICER = "privacy_officer"
    PROVIDER = "provider"
    TREATING = "treating"


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


class Holder(StrEnum):
    """Who has the ball."""

    PATIENT = "patient"
    OFFICE = "office"
    PROVIDER = "provider"
    NAVIGATOR = "navigator"
    COURIER = "courier"
    US = "us"


class StaffRole(StrEnum):
    """What a staff user may do."""

    NAVIGATOR = "navigator"
    RECORDS_COORDINATOR = "records_coordinator"
    SUPERVISOR = "supervisor"
    CLINICAL_REVIEWER = "clinical_reviewer"
    ADMIN = "admin"


class WorkItemKind(StrEnum):
    """What a person must do (interface.md names these)."""

    CALL_DESK = "call_desk"
    CALL_PATIENT = "call_patient"
    CALL_PROVIDER = "call_provider"
    APPROVE_LETTER = "approve_letter"
    CHOOSE_REVIEWING_LABORATORY = "choose_reviewing_laboratory"
    FIND_SOURCE = "find_source"
    FIND_OFFICE_ADDRESS = "find_office_address"
    COPY_INTO_OFFICE_PORTAL = "copy_into_office_portal"
    ANSWER_MISSING = "answer_missing"
    APPROVE_FEE = "approve_fee"
    CHECK_DOCUMENT = "check_document"
    DUPLICATE_PROPOSED = "duplicate_proposed"
    NO_PROVIDER = "no_provider"
    ASK_NEXT_PROVIDER = "ask_next_provider"
    CHOOSE_WORDING = "choose_wording"
    CLASSIFY_AGREEMENT = "classify_agreement"
    VERIFY_COMPARISON = "verify_comparison"
    ASK_BACK = "ask_back"
    PLAN_INFEASIBLE = "plan_infeasible"
    STAGE_LATE = "stage_late"
    SUPERVISOR_REVIEW = "supervisor_review"
    ADDRESS_BOUNCED = "address_bounced"
    REPLY_UNREAD = "reply_unread"
    STUCK = "stuck"
    UNCERTAIN_SEND = "uncertain_send"


class EffectStatus(StrEnum):
    """How far an order to the outside world has come."""

    PENDING = "pending"
    HELD = "held"
    RELEASED = "released"
    DONE = "done"
    NEVER = "never"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


class StopClass(StrEnum):
    """What stops a message outlives (``domain.md`` §12): care nothing, the others what their name says."""

    CARE = "care"
    CLOSING = "closing"
    CUSTODY = "custody"
    LEGAL = "legal"


class Stop(StrEnum):
    """A fact that ends what may still go out."""

    CLOSED_COMPLETED = "closed_completed"
    CLOSED_OTHER = "closed_other"
    WITHDRAWN = "withdrawn"
    DECEASED = "deceased"
    REVOKED = "revoked"
    ON_HOLD = "on_hold"
