"""What is asked for, of whom, on what ground, and how far it came."""

from __future__ import annotations

from enum import StrEnum


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
