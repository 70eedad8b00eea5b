"""The synthetic directory: hospitals with their desks, and providers of every specialty. All of it is invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

HOSPITALS = 240
PROVIDERS_EACH = 3
CLINICS = (
    ("oncology_solid",),
    ("hematology_oncology",),
    ("cardiology",),
    ("neurology",),
    ("neurosurgery_spine", "orthopaedics"),
    ("gastroenterology", "pulmonology", "gynaecology"),
)
"""Which specialties one provider covers; there are so many providers of each kind."""

DEPARTMENTS = ("records_office", "image_library", "pathology")
OWN_FORM_EACH, PORTAL_EACH, SECURE_MAIL_EACH, PRINT_EACH = 25, 9, 11, 17
"""Every so many-th desk insists on its own form, wants letters in its portal, by secure e-mail, or on paper."""


@dataclass(frozen=True)
class Place:
    """Where people and hospitals are."""

    state: str
    zone: str
    postal_code: str


PLACES: Mapping[str, Place] = {
    "Albany": Place("NY", "America/New_York", "12207"),
    "Cleveland": Place("OH", "America/New_York", "44114"),
    "Madison": Place("WI", "America/Chicago", "53703"),
    "Austin": Place("TX", "America/Chicago", "78701"),
    "Denver": Place("CO", "America/Denver", "80202"),
    "Fresno": Place("CA", "America/Los_Angeles", "93721"),
    "Tacoma": Place("WA", "America/Los_Angeles", "98402"),
}
LABORATORY = "Reviewing Laboratory"


def hospital(number: int) -> str:
    """The name of a hospital."""
    return f"Hospital {number:03d}"


@cache
def directory_document() -> dict[str, Any]:
    """A directory in the form of interface.md; the same for every seed. Providers are agreed with by telephone."""
    return {
        "organizations": [*_hospitals(), _laboratory()],
        "providers": list(_providers()),
    }


def _hospitals() -> Iterator[dict[str, Any]]:
    cities = sorted(PLACES)
    for number in range(HOSPITALS):
        city = cities[number % len(cities)]
        desks = [_desk(number * len(DEPARTMENTS) + at, name) for at, name in enumerate(DEPARTMENTS)]
        yield _organization(hospital(number), city, desks)


def _organization(name: str, city: str, desks: list[dict[str, Any]]) -> dict[str, Any]:
    place = PLACES[city]
    address = {
        "line": ["1 Hospital Way"],
        "city": city,
        "state": place.state,
        "postal_code": place.postal_code,
        "country": "US",
    }
    return {"name": name, "kind": "hospital", "address": address, "time_zone": place.zone, "desks": desks}


def _desk(number: int, department: str) -> dict[str, Any]:
    desk: dict[str, Any] = {"department": department, "fax": f"+1{4_000_000_000 + number}"}
    if number % OWN_FORM_EACH == 3:
        desk["own_form_required"] = True
    if number % PORTAL_EACH == 4:
        desk |= {"portal_url": "https://portal.hospital.example", "channel_order": ["office_portal", "fax"]}
    elif number % SECURE_MAIL_EACH == 5:
        desk |= {"email": f"desk{number}@hospital.example", "secure_email_agreed": True, "channel_order": ["email"]}
    elif number % PRINT_EACH == 6:
        desk["channel_order"] = ["print"]
    return desk


def _laboratory() -> dict[str, Any]:
    desk = {"department": "pathology", "fax": "+15005550100", "reviewing_laboratory": True, "courier": "FastBox 12"}
    return _organization(LABORATORY, "Denver", [desk])


def _providers() -> Iterator[dict[str, Any]]:
    for number, specialties in enumerate(CLINICS):
        for which in range(PROVIDERS_EACH):
            one = number * PROVIDERS_EACH + which
            yield {
                "name": f"Dr. Second {one:02d}",
                "organization": hospital(HOSPITALS - 1 - one),
                "specialties": list(specialties),
                "modes": ["in_person", "video", "record_review"],
                "insurance": ["Prairie Health Plan"] if which % 2 else [],
                "cost": {"amount_minor": 60_000 + 10_000 * which, "currency": "USD"},
                "accepts_second_opinions": True,
                "office": {"fax": f"+1{5_100_000_000 + one}", "time_zone": "America/Denver"},
            }
