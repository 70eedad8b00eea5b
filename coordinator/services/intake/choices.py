"""The words that an intake file may choose from, where no other part of the program knows them."""

from __future__ import annotations

from enum import StrEnum


class PhoneKind(StrEnum):
    """Where a telephone rings."""

    MOBILE = "mobile"
    HOME = "home"
    WORK = "work"
    OTHER = "other"


class PreferredChannel(StrEnum):
    """How the patient would like to hear from us. A wish, not a permission."""

    EMAIL = "email"
    PORTAL = "portal"
    LETTER = "letter"
    PHONE = "phone"
    TEXT = "text"


class Sex(StrEnum):
    """As the facility recorded it; used to match records and for nothing else."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Motive(StrEnum):
    """Why a second opinion is wanted (``domain.md`` §1.3)."""

    CONFIRM_DIAGNOSIS = "confirm_diagnosis"
    TREATMENT_OPTIONS = "treatment_options"
    UNCLEAR_DIAGNOSIS = "unclear_diagnosis"
    SURGERY_PROPOSED = "surgery_proposed"
    RARE_DISEASE = "rare_disease"
    NO_TREATMENT_OFFERED = "no_treatment_offered"
    TREATMENT_FAILING = "treatment_failing"
    TRIAL = "trial"
    INSURER_REQUIRES = "insurer_requires"
    REASSURANCE = "reassurance"


class NetworkType(StrEnum):
    """How a plan pays for care outside its network."""

    HMO = "hmo"
    PPO = "ppo"
    EPO = "epo"
    POS = "pos"
    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    OTHER = "other"
    UNKNOWN = "unknown"
