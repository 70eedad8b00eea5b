"""The patient as an office needs it to find exactly one person."""

from __future__ import annotations

from coordinator.correspondence.letter_values import PatientLines
from coordinator.domain.patient import Contact, Patient
from coordinator.domain.words import ContactKind
from coordinator.services.rendering.lines import phone_number, postal_lines

UNKNOWN = "not given"


def patient_lines(patient: Patient, record_number: str = "", name_used: str = "") -> PatientLines:
    """The person as that office files them; ``name_used`` there. A minor's telephone may be the representative's."""
    phone = own_phone(patient, None) or own_phone(patient, patient.representative())
    return PatientLines(
        full_name=patient.full_name,
        birth_date=patient.birth_date,
        postal=postal_lines(patient.details.get("address")) or (UNKNOWN,),
        phone=phone or UNKNOWN,
        former_names=_other_names(patient, name_used),
        record_number=record_number,
    )


def _other_names(patient: Patient, name_used: str) -> tuple[str, ...]:
    """The name used at the time of care comes first: that office files the patient under it."""
    names = dict.fromkeys((name_used, *(patient.details.get("former_names") or ())))
    return tuple(name for name in names if name and name.casefold() != patient.full_name.casefold())


def own_phone(patient: Patient, contact: Contact | None) -> str:
    """The first number of the patient (``None``) or of one contact; open ones first, empty without any."""
    phones = [p for p in patient.points_of(contact) if p.kind is ContactKind.PHONE]
    first = min(phones, key=lambda p: (not p.open, p.position), default=None)
    return phone_number(first.value) if first else ""
