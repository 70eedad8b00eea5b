"""The invented people and values of ``samples.py`` as a Spanish reader meets them, for previews and checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from coordinator.correspondence import sample_details, samples
from coordinator.correspondence.dates import reader_date
from coordinator.correspondence.parts import Part, PartValue, Reader

BRAND = replace(
    samples.BRAND,
    hours_elsewhere={"es": "de lunes a viernes, de 8\u00a0a.\u00a0m. a 6\u00a0p.\u00a0m., hora del centro"},
)

READER = Reader(
    first_name="Tomás",
    full_name="Tomás Rivera Núñez",
    language="es-MX",
    postal=("88 Saguaro Ct", "Tucson, AZ 85701"),
)

_DAY = re.compile(r"[A-Z][a-z]+day, [A-Z][a-z]+ \d{1,2}")
_SAID = {
    "10:30 AM Central Standard Time": "10:30 a. m., hora del centro",
    "in person": "en persona",
    "by video": "por video",
    "by video, from where you are": "por video, desde donde usted esté",
    "you do not need to come": "no tiene que ir",
    "from your files": "con sus documentos",
}
_YEARS = (2026, 2027, 2028, 2029, 2030, 2031)


def parts() -> Iterator[Part]:
    """One part of every message, its dates and hours in Spanish."""
    yield from map(in_spanish, samples.PARTS)


def every_part() -> Iterator[tuple[str, Part]]:
    """Each sample with each of its turns, by a name that tells them apart."""
    for name, part in sample_details.every_part():
        yield name, in_spanish(part)


def in_spanish(part: Part) -> Part:
    """The same part with its dates, hours and kinds of visits as a Spanish reader reads them."""
    return Part(part.name, {key: _said(value) for key, value in part.values.items()})


def _said(value: PartValue) -> PartValue:
    if not isinstance(value, str):
        return value
    return _DAY.sub(lambda found: _day(found.group(0)), _SAID.get(value, value))


def _day(words: str) -> str:
    """``Tuesday, January 5`` in the year in which it is a Tuesday."""
    in_years = (datetime.strptime(f"{words} {year}", "%A, %B %d %Y").date() for year in _YEARS)  # noqa: DTZ007 - a date
    return next(reader_date(day, "es") for day in in_years if reader_date(day) == words)
