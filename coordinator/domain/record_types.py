"""What is known of each record type: its LOINC codes (``domain.md`` §2.2) and how old it may be (§2.3)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from coordinator.domain.words import RecordType, Specialty

R = RecordType

CONSULTATION: Final[Mapping[Specialty, str]] = {
    Specialty.ONCOLOGY_SOLID: "34805-2",
    Specialty.HEMATOLOGY_ONCOLOGY: "34779-9",
    Specialty.CARDIOLOGY: "34099-2",
    Specialty.CARDIAC_SURGERY: "34847-4",
    Specialty.NEUROLOGY: "34797-1",
    Specialty.NEUROSURGERY_SPINE: "34798-9",
    Specialty.ORTHOPAEDICS: "34814-4",
    Specialty.RADIOLOGY: "73575-3",
}
"""Consult notes have a code of their own in these specialties; elsewhere the general one stands."""

LOINC: Final[Mapping[RecordType, tuple[str, ...]]] = {
    R.PATH_REPORT: ("11526-1", "11529-5"),
    R.PATH_SLIDES: (),
    R.PATH_BLOCK: (),
    R.CYTO_REPORT: ("11526-1",),
    R.MOL_REPORT: ("51969-4",),
    R.IMG_REPORT: ("18748-4",),
    R.IMG_DICOM: ("18748-4",),
    R.LAB_REPORT: ("11502-2",),
    R.CONSULT_NOTE: ("11488-4",),
    R.SECOND_OPINION: ("47040-1", "47041-9"),
    R.PROGRESS_NOTE: ("11506-3",),
    R.HP_NOTE: ("34117-2",),
    R.OP_NOTE: ("11504-8",),
    R.PROC_NOTE: ("28570-0",),
    R.DISCHARGE: ("18842-5",),
    R.EPISODE_SUMMARY: ("34133-9",),
    R.PT_SUMMARY: ("60591-5",),
    R.ED_NOTE: ("34111-5",),
    R.REFERRAL: ("57133-1",),
    R.TUMOR_BOARD: ("34098-4",),
    R.CHEMO: ("11486-8",),
    R.RT_SUMMARY: ("68602-2",),
    R.ECG: ("11524-6",),
    R.ECHO: ("11522-0", "34552-0", "42148-7"),
    R.CATH: ("18745-0",),
    R.STRESS: ("18752-6",),
    R.HOLTER: ("18754-2",),
    R.EEG: ("11523-8",),
    R.EMG: ("18749-2",),
    R.SLEEP: ("28633-6",),
    R.ENDO: ("18751-8", "18746-8"),
    R.PREOP: ("67862-3",),
    R.MED_LIST: ("56445-0",),
    R.PLAN: ("56447-6",),
    R.IMPLANT: (),
    R.PT_REHAB: ("34824-3",),
    R.LETTER: ("51852-2",),
    R.GENERIC: ("11503-0",),
    R.PFT: (),
}
"""The first code is the one to file under. Physical items, implant cards and lung tests have none settled (§2.2)."""

MONTHS: Final[Mapping[RecordType, int]] = {
    R.LAB_REPORT: 3,
    R.CONSULT_NOTE: 12,
    R.HP_NOTE: 12,
    R.PROGRESS_NOTE: 12,
    R.MED_LIST: 12,
}
"""§2.3: labs 3 months, notes 12; pathology of any age, and so is all that is not named."""

_STAGING: Final = (Specialty.ONCOLOGY_SOLID, Specialty.HEMATOLOGY_ONCOLOGY)
_STAGING_MONTHS, _TREND_MONTHS = 3, 24


@dataclass(frozen=True)
class Age:
    """How old a record may be when it is verified: ``months``, and the earliest date of service that still does."""

    months: int
    not_before: date


def loinc_of(record_type: RecordType, specialty: Specialty | None = None) -> str | None:
    """The code to file a document of this type under; ``None`` where LOINC has none."""
    if record_type is R.CONSULT_NOTE and specialty is not None and specialty in CONSULTATION:
        return CONSULTATION[specialty]
    return next(iter(LOINC[record_type]), None)


def months_of(record_type: RecordType, specialty: Specialty) -> int | None:
    """Months a record of this type stays good for; ``None`` where age does not matter.

    Staging images count only where there is a stage; a trend of blood counts may reach back 24 months.
    """
    if record_type in (R.IMG_DICOM, R.IMG_REPORT):
        return _STAGING_MONTHS if specialty in _STAGING else None
    if record_type is R.LAB_REPORT and specialty is Specialty.HEMATOLOGY_ONCOLOGY:
        return _TREND_MONTHS
    return MONTHS.get(record_type)


def age_of(record_type: RecordType, specialty: Specialty, on: date) -> Age | None:
    """The limit of age on this day; ``None`` where there is none."""
    months = months_of(record_type, specialty)
    return None if months is None else Age(months, _months_before(on, months))


def too_old(record_type: RecordType, specialty: Specialty, dated_on: date | None, on: date) -> bool:
    """True for a record dated before the limit that held on the day it was looked at; without a date nobody knows."""
    limit = age_of(record_type, specialty, on)
    return limit is not None and dated_on is not None and dated_on < limit.not_before


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day."""
    years, month = divmod(day.month - 1 - months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
