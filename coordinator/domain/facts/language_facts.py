"""In which language the patient, or somebody beside them, wants to read and be called (``domain.md`` §4.4)."""

from __future__ import annotations

import re

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.registry import fact, maybe, needed

_TAG = re.compile(r"([a-z]{2,3})((?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?)", re.IGNORECASE)

PATIENT = "patient"


@fact(
    needed("language", Kind.TEXT, "a tag such as en, es or es-MX"),
    maybe("contact", Kind.CONTACT, "the id of a contact; the patient where it is left out"),
    usually="any stage", says="Somebody wants to read and be called in this language.",
)  # fmt: skip
def language_chosen(case: Case, act: Act, known: Known, language: str, contact: str = PATIENT) -> Recorded:
    """Holds for what leaves from now on; what nobody wrote in that language becomes a call where it asks something."""
    shape = _TAG.fullmatch(language.strip())
    if shape is None:
        raise Refused("language.unknown", "write a tag such as en, es or es-MX", field="language")
    tag = shape[1].lower() + shape[2].lower()
    person = next((c for c in case.patient.contacts if c.id == contact), None)
    if person is None and contact != PATIENT:
        raise Refused("key.wrong", "the id of a contact", field="contact")
    who = person or case.patient
    if who.language == tag:
        return already(contact=contact)
    who.language = tag
    return said(case.note("language_chosen", act, contact=contact, language=tag), contact=contact)
