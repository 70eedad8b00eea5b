"""Synthetic patients: intake documents drawn from a seed and a number (``domain.md`` §10.2). Nobody of them exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from coordinator.domain.calendar import local
from coordinator.domain.checklist import History, needs
from coordinator.domain.words import RecordType, Specialty
from coordinator.simulate.world.chance import draw, lognormal
from coordinator.simulate.world.conditions_played import CONDITIONS, Condition
from coordinator.simulate.world.town import HOSPITALS, PLACES, hospital

SPECIALTIES: Mapping[tuple[str, ...], float] = {
    ("oncology_solid",): 0.42,
    ("cardiology",): 0.14,
    ("neurology",): 0.12,
    ("orthopaedics", "neurosurgery_spine"): 0.14,
    ("hematology_oncology",): 0.06,
    ("gastroenterology", "pulmonology", "gynaecology"): 0.12,
}
SOURCES = (0.14, 0.24, 0.25, 0.17, 0.10, 0.05, 0.03, 0.02)
"""How many cases have one source, two, and so on: 3.22 in the mean."""

DEPARTMENTS = {"patient": 0.30, "records_office": 0.34, "image_library": 0.24, "pathology": 0.12}
AGES = ((0.2, 42, 10), (0.6, 62, 11), (0.2, 76, 7))

FIXED_DEADLINE, DEADLINE_DAYS, SHORTEST_DEADLINE = 0.28, (30, 0.6), 3
TREATMENT_SOON, TREATMENT_LATER = 0.07, 0.18
"""Ours: with these shares of a treatment within 5 to 14, or 15 to 35 days, priorities come out as §10.2 has them."""

EMAIL, LETTER_ONLY, OTHER_LANGUAGE, INTERPRETER, PROXY, MINOR, SEALED = 0.90, 0.05, 0.14, 0.10, 0.22, 0.04, 0.12
COVERED = 0.85

SPANISH_OF_OTHERS = 62
"""Of a hundred who read no English, how many read Spanish: about the share in the United States; ours, not §10.2's."""

YEAR = 365
WEEKDAYS = (1.25, 1.15, 1.05, 1.0, 0.95, 0.3, 0.3)
PEAKS, PEAK_WIDTH = (10.0, 14.0), 1.5
"""Hours of the day around which intakes arrive, and how far around them."""

IMAGES = (RecordType.IMG_DICOM, RecordType.IMG_REPORT)
SPECIMENS = (RecordType.PATH_REPORT, RecordType.PATH_SLIDES, RecordType.MOL_REPORT, RecordType.CYTO_REPORT)
USEFUL = {
    "records_office": RecordType.PROGRESS_NOTE,
    "patient": RecordType.MED_LIST,
    "image_library": RecordType.IMG_REPORT,
    "pathology": RecordType.PATH_REPORT,
}
"""What a further source of a department is asked for when the others cover everything essential."""

GIVEN = ("Ada", "Bea", "Carl", "Dora", "Emil", "Fay", "Gus", "Hal", "Ida", "Jon", "Kay", "Leo", "Mia", "Ned", "Oda")
FAMILY = ("Alder", "Birch", "Cedar", "Doyle", "Elm", "Frost", "Gale", "Heath", "Ivers", "Juniper", "Kern", "Linden")


def same_person_as_before(seed: int, number: int) -> bool:
    """True for a case of the person of the case before it: a few people ask two questions."""
    return number > 0 and draw(seed, "person", number).random() < 0.02


def arrival(seed: int, number: int, start: datetime) -> datetime:
    """When this intake arrives within the year after ``start``: by weekday and hour (``domain.md`` §10.2)."""
    source = draw(seed, "arrival", number)
    while True:
        day = start.astimezone(UTC).date() + timedelta(days=source.randrange(YEAR))
        if source.random() * max(WEEKDAYS) < WEEKDAYS[day.weekday()]:
            break
    hour = min(max(source.gauss(source.choice(PEAKS), PEAK_WIDTH), 7.0), 20.0)
    midnight = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    return max(start, midnight + timedelta(minutes=round(hour * 60)))


def intake_of(seed: int, number: int, person: int, at: datetime) -> dict[str, Any]:
    """One intake document in its normal form. ``person`` is the number of the person's first case."""
    source, who = draw(seed, "intake", number), draw(seed, "who", person)
    specialty = _specialty(source)
    condition = source.choice(CONDITIONS[specialty])
    place = who.choice(sorted(PLACES))
    today = local(at, PLACES[place].zone).date()
    patient, contacts = _patient(who, person, place, today)
    history = {name: source.random() < share for name, share in _HISTORY.items()}
    first = hospital(source.randrange(HOSPITALS))
    return {
        "external_id": f"SIM-{seed}-{number:07d}",
        "received_on": today.isoformat(),
        "patient": patient,
        "contacts": contacts,
        "screening": {"emergency_now": False, "in_hospital_now": False, "legal_dispute": False},
        "history": history,
        **_treatment(source, today),
        "question": {
            "text": "Is there another way?",
            "condition": {"label": condition.label, "icd10cm": condition.code},
            "specialty": specialty,
            "motives": ["treatment_options"],
            "disclosure": "sealed" if source.random() < SEALED else "full",
            "decision_deadline": _deadline(source, today),
        },
        "first_opinion": {
            "provider": "Dr. First",
            "organization": first,
            "given_on": (today - timedelta(days=source.randrange(5, 40))).isoformat(),
            "diagnosis": {"label": condition.label, "icd10cm": condition.code},
            "recommendation": condition.plan,
        },
        "sources": _sources(source, specialty, condition, history, first),
        "coverage": {"payer": "Prairie Health Plan"} if source.random() < COVERED else {},
    }


_HISTORY = {"surgery": 0.3, "biopsy": 0.5, "chemo_or_radiation": 0.2, "genetic_test": 0.3, "implant": 0.1}


def _specialty(source: Random) -> str:
    group = source.choices(list(SPECIALTIES), list(SPECIALTIES.values()))[0]
    return source.choice(group)


def _patient(who: Random, person: int, place: str, today: date) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    minor, email, letters = who.random() < MINOR, who.random() < EMAIL, who.random() < LETTER_ONLY
    foreign, proxy = who.random() < OTHER_LANGUAGE, who.random() < PROXY
    interpreter = foreign and who.random() < INTERPRETER / OTHER_LANGUAGE
    _, mean, spread = who.choices(AGES, [share for share, _, _ in AGES])[0]
    years = who.randrange(2, 17) if minor else min(max(round(who.gauss(mean, spread)), 19), 95)
    mailbox = f"p{person}@patients.example"
    patient: dict[str, Any] = {
        "legal_name": {"given": who.choice(GIVEN), "family": f"{who.choice(FAMILY)} {person}"},
        "birth_date": (today - timedelta(days=round(years * 365.25) + who.randrange(300))).isoformat(),
        "address": {
            "line": [f"{1 + person} Main St"],
            "city": place,
            "state": PLACES[place].state,
            "postal_code": PLACES[place].postal_code,
            "country": "US",
        },
        "phones": [{"number": f"+1{2_000_000_000 + person}", "kind": "mobile"}],
        "language": _other_language(person) if foreign else "en",
        "interpreter": interpreter,
        "time_zone": PLACES[place].zone,
    }
    if letters:
        patient["preferred_channel"] = "letter"
    elif email and not minor:
        patient["email"] = mailbox
    contacts = []
    if minor:
        contacts.append(_contact("representative", "all", email=mailbox if email else None, person=person))
    elif proxy:
        role = "representative" if who.random() < 0.3 else "companion"
        contacts.append(_contact(role, "logistics", email=None, person=person))
    return patient, contacts


def _other_language(person: int) -> str:
    """Spanish for most, and a language nobody writes in: those are called (ADR 0014). Takes no draw from the life."""
    return "es" if person % 100 < SPANISH_OF_OTHERS else "vi"


def _contact(role: str, scope: str, *, email: str | None, person: int) -> dict[str, Any]:
    contact: dict[str, Any] = {"name": f"Relative {person}", "role": role, "may_be_told": scope, "by": "patient"}
    if role == "representative":
        contact |= {"authority": "parent", "in_effect": "yes"}
    contact["phone"] = f"+1{3_000_000_000 + person}"
    return contact | ({"email": email} if email else {})


def _deadline(source: Random, today: date) -> dict[str, Any] | None:
    fixed, days = source.random() < FIXED_DEADLINE, lognormal(source, *DEADLINE_DAYS)
    if not fixed:
        return None
    return {"date": (today + timedelta(days=max(SHORTEST_DEADLINE, round(days)))).isoformat(), "hardness": "fixed"}


def _treatment(source: Random, today: date) -> dict[str, Any]:
    turn, soon, later = source.random(), source.randrange(5, 15), source.randrange(15, 36)
    if turn >= TREATMENT_LATER:
        return {"treatment_scheduled": None}
    return {"treatment_scheduled": {"on": (today + timedelta(soon if turn < TREATMENT_SOON else later)).isoformat()}}


def _sources(
    source: Random, specialty: str, condition: Condition, history: Mapping[str, bool], first: str
) -> list[dict[str, Any]]:
    """The desks, with everything essential spread over them where such records lie."""
    many = source.choices(range(1, len(SOURCES) + 1), SOURCES)[0]
    departments = source.choices(list(DEPARTMENTS), list(DEPARTMENTS.values()), k=many)
    desks: list[tuple[str, str, list[str]]] = []
    for department in departments:
        organization = first if not desks else hospital(source.randrange(HOSPITALS))
        while any((organization, department) == (o, d) for o, d, _ in desks):
            organization = hospital(source.randrange(HOSPITALS))
        desks.append((organization, department, []))
    for record_type in _wanted(specialty, condition, history):
        _home(source, record_type, desks).append(record_type.value)
    for _, department, items in desks:
        if not items:
            items.append(USEFUL[department].value)
    return [{"organization": o, "department": d, "items": items} for o, d, items in desks]


def _wanted(specialty: str, condition: Condition, history: Mapping[str, bool]) -> list[RecordType]:
    rows = needs(Specialty(specialty), History(**history), condition.code)
    wanted = [t for row in rows if row.essential for t in (row.types if row.all_of else row.types[:1])]
    return list(dict.fromkeys(wanted))


def _home(source: Random, record_type: RecordType, desks: Sequence[tuple[str, str, list[str]]]) -> list[str]:
    """Images from an image library and specimens from pathology where there is one; the rest from anybody else."""
    own = "image_library" if record_type in IMAGES else "pathology" if record_type in SPECIMENS else None
    fitting = [items for _, department, items in desks if department == own]
    if not fitting:
        fitting = [items for _, department, items in desks if department in ("records_office", "patient")]
    return source.choice(fitting or [items for _, _, items in desks])
