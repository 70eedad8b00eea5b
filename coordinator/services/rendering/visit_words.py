"""A visit in the patient's words: the day and the hour on the clock where the patient will be, and where to go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from coordinator.correspondence.calendar_file import Method, appointment_ics
from coordinator.correspondence.dates import reader_date, reader_time
from coordinator.correspondence.mime import Attachment
from coordinator.correspondence.neutral_words import names_illness
from coordinator.correspondence.patient_labels import visit_mode
from coordinator.domain.calendar import local
from coordinator.domain.patient import Patient
from coordinator.domain.visit import Appointment
from coordinator.domain.words import AppointmentStatus, VisitMode
from coordinator.services.rendering.letterhead import Letterhead
from coordinator.services.rendering.lines import postal_lines
from coordinator.services.rendering.subject_matter import SubjectMatter

_ELSEWHERE = {
    "en": {VisitMode.VIDEO: "by video, from where you are", VisitMode.RECORD_REVIEW: "you do not need to come"},
    "es": {VisitMode.VIDEO: "por video, desde donde usted esté", VisitMode.RECORD_REVIEW: "no tiene que ir"},
}
_TWO_CLOCKS = {
    "en": "{there} at the place of the visit ({home} at home)",
    "es": "{there}, en el lugar de la cita ({home}, en su casa)",
}
_CALL_US = {"en": "please call us for the address", "es": "llámenos para saber la dirección"}


_STATE_AND_CODE = re.compile(r"[A-Za-z. ]+\d{5}(-\d{4})?")
"""``MN 55414``: what stands before it is a town."""


@dataclass(frozen=True)
class VisitWords:
    """The four safe facts of a visit."""

    date: str
    time: str
    mode: str
    place: str


def visit_words(appointment: Appointment, patient: Patient, language: str) -> VisitWords:
    """What may stand in any mail about this visit. ``place`` never names an organization (``domain.md`` §4.1)."""
    zone = appointment.time_zone if appointment.mode is VisitMode.IN_PERSON else patient.time_zone
    return VisitWords(
        date=reader_date(local(appointment.starts_at, zone).date(), language),
        time=_time(appointment, patient.time_zone, zone, language),
        mode=visit_mode(appointment.mode, language),
        place=_elsewhere(language).get(appointment.mode) or street_address(appointment, language),
    )


def _time(appointment: Appointment, at_home: str, zone: str, language: str) -> str:
    """The hour on the clock where the patient will be; where that is another clock, the hour at home beside it."""
    there, home = local(appointment.starts_at, zone), local(appointment.starts_at, at_home)
    told = reader_time(appointment.starts_at, zone, language)
    if there.utcoffset() == home.utcoffset():
        return reader_time(appointment.starts_at, at_home, language)
    words = _TWO_CLOCKS.get(language, _TWO_CLOCKS["en"])
    return words.format(there=told, home=reader_time(appointment.starts_at, at_home, language))


def _elsewhere(language: str) -> Mapping[VisitMode, str]:
    return _ELSEWHERE.get(language, _ELSEWHERE["en"])


def street_address(appointment: Appointment, language: str = "en") -> str:
    """Where to go, as a street address: what a person wrote down, else the address of the organization.

    A hospital's name can tell the condition, and so can that of a wing. Of what a person wrote only street, suite, town
    and code are taken, from the first part with a number on; a part that names a hospital or an illness spoils all.
    """
    parts = [part.strip() for part in (appointment.place or "").split(",")]
    numbered = next((at for at, part in enumerate(parts) if _numbered(part)), None)
    written = parts[numbered:] if numbered is not None else []
    organization = appointment.provider.organization
    towns = {str((organization.address or {}).get("city", "")).casefold()}
    towns |= {part.casefold() for part, after in pairwise(written) if _STATE_AND_CODE.fullmatch(after)}
    told = ", ".join(part for part in written if _numbered(part) or part.casefold() in towns)
    if not told or _telling(", ".join(written), organization.name):
        lines = postal_lines(organization.address)
        kept = [line for line in lines if not _telling(line, organization.name)]
        without_street = any(_numbered(line) for line in lines if line not in kept)
        told = "" if without_street else ", ".join(kept)
    return told or _CALL_US.get(language, _CALL_US["en"])


def _numbered(words: str) -> bool:
    return any(char.isdigit() for char in words)


def _telling(words: str, organization: str) -> bool:
    return organization.casefold() in words.casefold() or names_illness(words)


def calendar_attachment(appointment: Appointment, about: SubjectMatter, letterhead: Letterhead) -> Attachment:
    """The visit as a file for the patient's calendar, under a title that says nothing; a cancelled one takes it out."""
    patient = about.case.patient
    method = Method.CANCEL if appointment.status is AppointmentStatus.CANCELLED else Method.REQUEST
    content = appointment_ics(
        appointment.calendar_uid,
        appointment.sequence,
        appointment.starts_at,
        appointment.minutes,
        patient.time_zone,
        letterhead.brand.name,
        visit_words(appointment, patient, about.language).place,
        letterhead.mail_from,
        method,
        language=about.language,
        stamped_at=about.now,
    )
    return Attachment("appointment.ics", f"text/calendar; method={method}; charset=utf-8", content)
