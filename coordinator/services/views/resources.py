"""Resources as people and ``case show`` see them."""

from __future__ import annotations

from datetime import date

from coordinator.domain.case import Case
from coordinator.services.resources import ResourcePart, ResourcesFile, Seeker, fitting, shipped
from coordinator.services.views.plain import Json

TRAVEL_HELP = ("travel", "lodging")


def listed(file: ResourcesFile, seeker: Seeker, today: date) -> list[Json]:
    """Every entry that fits, with all that is known of it."""
    return [
        {
            "id": e.id,
            "title": e.title,
            "url": e.url,
            "offers": e.offers,
            "kind": e.kind.value,
            "for": list(e.groups),
            "languages": list(e.languages),
            "checked_on": e.checked_on.isoformat(),
            "checked_by": e.checked_by,
        }
        for e in fitting(file, seeker, today)
    ]


def of_case(case: Case, today: date) -> list[Json]:
    """What fits this patient's condition and language, shortly. ``today`` is the patient's local date."""
    return [{"id": e.id, "title": e.title, "kind": e.kind.value} for e in _fitting(case, today)]


def travel_help(case: Case, today: date) -> list[str]:
    """Ids of help with the way and with a place to stay."""
    return [e.id for e in _fitting(case, today) if e.kind in TRAVEL_HELP]


def _fitting(case: Case, today: date) -> list[ResourcePart]:
    seeker = Seeker(case.icd10cm, case.specialty, case.patient.language, case.patient.is_minor(today))
    return fitting(shipped(), seeker, today)
