"""Rows for the two reference tables, read out of packages: ICD-10-CM codes and US postal codes.

Only ``migrate`` calls the two iterators. The packages are imported inside them, because the ICD package alone costs a
process about 176 MB and two seconds.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from coordinator.services.intake.fields import icd_shaped


class IcdStatus(StrEnum):
    """What the reference table knows of a code. A code that is no leaf exists, and a finer one would say more."""

    LEAF = "leaf"
    NOT_LEAF = "not_leaf"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, is_leaf: bool | None) -> IcdStatus:
        """The status for the ``is_leaf`` of a row, ``None`` when there is no row."""
        if is_leaf is None:
            return cls.UNKNOWN
        return cls.LEAF if is_leaf else cls.NOT_LEAF


class IcdRow(NamedTuple):
    """One ICD-10-CM code with its dot, such as ``C50.912``."""

    code: str
    label: str
    is_leaf: bool


class ZipRow(NamedTuple):
    """One US postal code. Military mail has no place, so neither position (degrees, WGS 84) nor IANA zone."""

    zip: str
    state: str
    latitude: float | None
    longitude: float | None
    time_zone: str | None


def icd_rows() -> Iterator[IcdRow]:
    """Every category and code of the newest ICD-10-CM set in the package, about 98,000; no chapters, no blocks."""
    import simple_icd_10_cm as icd

    seen: set[str] = set()
    for code in icd.get_all_codes(with_dots=True):
        # Some codes, such as C50, name both a block and its only category: the shape decides, and each goes once.
        if icd_shaped(code) and code not in seen:
            seen.add(code)
            yield IcdRow(code, str(icd.get_description(code)), bool(icd.is_leaf(code)))


def zip_rows() -> Iterator[ZipRow]:
    """Every active postal code of the package, about 42,000."""
    import zipcodes

    zones = zoneinfo.available_timezones()
    for place in zipcodes.list_all():  # type: ignore[no-untyped-call]
        if not place["active"]:
            continue
        latitude, longitude = float(place["lat"]), float(place["long"])
        placed = (latitude, longitude) != (0.0, 0.0)
        yield ZipRow(
            zip=place["zip_code"],
            state=place["state"],
            latitude=latitude if placed else None,
            longitude=longitude if placed else None,
            time_zone=place["timezone"] if place["timezone"] in zones else None,
        )
