"""Who reads a patient message: the patient, or the parent or guardian of a minor (``domain.md`` §12)."""

from __future__ import annotations

from coordinator.correspondence.parts import Reader
from coordinator.domain.case import Case
from coordinator.domain.routes import Route
from coordinator.domain.words import Channel
from coordinator.services.rendering.lines import postal_lines

_FAMILY_OF = {"en": "Family of {}", "es": "familia de {}"}


def reader_of(case: Case, route: Route, *, family: bool = False) -> Reader:
    """The reader a route leads to. A representative has no address of their own on file: post goes to the patient's.

    ``family``: a letter after a death is written to those who live at the patient's address.
    """
    patient, contact = case.patient, None if family else route.contact
    language = patient.language_of(contact)
    if family:
        first_name = full_name = _FAMILY_OF.get(language, _FAMILY_OF["en"]).format(patient.full_name)
    elif route.contact is not None:
        first_name, full_name = route.contact.name.split()[0], route.contact.name
    else:
        first_name, full_name = str(patient.details.get("preferred_name") or patient.given), patient.full_name
    return Reader(
        first_name=first_name,
        full_name=full_name,
        language=language,
        postal=postal_lines(patient.details.get("address")),
        large_print=_large_print(case),
        family=family,
    )


def sheet_reader(case: Case) -> Reader:
    """Whose sheet it is: always the patient's, whoever reads it to them."""
    return Reader(
        first_name=str(case.patient.details.get("preferred_name") or case.patient.given),
        full_name=case.patient.full_name,
        language=case.patient.language,
        large_print=_large_print(case),
    )


def _large_print(case: Case) -> bool:
    return any("large print" in str(need).lower().replace("_", " ") for need in case.intake.get("access_needs") or [])


def details_allowed(case: Case, route: Route) -> bool:
    """True on paper, and at an e-mail address for which its reader allowed details (``domain.md`` §4.1)."""
    if route.channel is Channel.PRINT:
        return True
    points = case.patient.points_of(route.contact)
    return any(point.value == route.address and point.detail_allowed_at is not None for point in points)
