"""What a DICOM header says about a study, and whether it is this patient's (``domain.md`` §2.4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from coordinator.domain.patient import Patient

SAME, DIFFERS, NOT_STATED = "same", "differs", "not_stated"


@dataclass(frozen=True)
class StudyHeader:
    """The part of a header that is read. Name, number and birth date are compared and not kept."""

    patient_name: str
    patient_id: str
    birth_date: date | None
    uid: str
    accession: str
    studied_on: date | None
    modality: str


@dataclass(frozen=True)
class HeaderMatch:
    """Each of the three: same, differs or not_stated."""

    name: str
    birth_date: str
    record_number: str

    @property
    def somebody_else(self) -> bool:
        """Name and birth date both differ: two independent signs, which one typing error or a marriage do not give."""
        return self.name == DIFFERS and self.birth_date == DIFFERS


def compare(header: StudyHeader, patient: Patient, record_numbers: Collection[str]) -> HeaderMatch:
    """Names alike whatever their order, case and accents, former ones too; dates and numbers exactly."""
    stated = _words(header.patient_name.split("=")[0])
    name = NOT_STATED if not stated else SAME if any(_fits(stated, n) for n in _names(patient)) else DIFFERS
    born = NOT_STATED if header.birth_date is None else _same(header.birth_date == patient.birth_date)
    number = NOT_STATED
    if header.patient_id and record_numbers:
        number = _same(_bare(header.patient_id) in {_bare(known) for known in record_numbers})
    return HeaderMatch(name, born, number)


def _same(equal: bool) -> str:
    return SAME if equal else DIFFERS


def _names(patient: Patient) -> list[tuple[set[str], set[str]]]:
    """Given words, and the words of each family name the patient has or had."""
    given = _words(patient.given)
    former = [str(one) for one in patient.details.get("former_names") or []]
    families = [_words(patient.family), *(_words(name) - given for name in former)]
    return [(given, family) for family in families if family]


def _fits(stated: set[str], name: tuple[set[str], set[str]]) -> bool:
    """The whole family name and one given name: a middle name may be missing on either side."""
    given, family = name
    return family <= stated and bool(given & stated)


def _words(text: str) -> set[str]:
    folded = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in folded if not unicodedata.combining(c)).casefold()
    return {word for word in re.split(r"[\W_]+", plain) if word}


def _bare(number: str) -> str:
    return re.sub(r"[\W_]+", "", number).casefold().lstrip("0")
