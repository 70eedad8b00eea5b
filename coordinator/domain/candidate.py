"""A provider as the shortlist sees them, and what the patient needs from one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from coordinator.domain.provider import held
from coordinator.domain.words import Specialty, VisitMode

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Board:
    """What a board register says about a provider, and when somebody looked."""

    name: str
    source: str
    checked_on: date | None


@dataclass(frozen=True)
class Opening:
    """A slot that is still free. ``starts_at`` is aware."""

    id: str
    starts_at: datetime
    mode: VisitMode
    minutes: int
    held_for: str | None = None
    held_until: datetime | None = None


@dataclass(frozen=True)
class CredentialCheck:
    """What a register said about one provider when somebody looked."""

    provider: str
    board: str
    status: str
    source: str
    on: date


@dataclass(frozen=True)
class Candidate:
    """One provider of the directory. ``None`` and an empty collection mean unknown, never "no".

    ``conditions`` are 3-character ICD-10-CM categories, ``yearly_volume`` counts cases a year by category, money is in
    cents (US dollars), places are degrees. ``source`` and ``checked_on`` say where the directory's facts come from.
    """

    id: str
    name: str
    organization_id: str
    organization: str
    specialties: tuple[Specialty, ...]
    practice_group: str | None = None
    health_system: str | None = None
    conditions: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    board: Board | None = None
    yearly_volume: Mapping[str, int | None] = field(default_factory=dict)
    outcomes: str | None = None
    modes: tuple[VisitMode, ...] = ()
    licensed_in: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    insurance: tuple[str, ...] = ()
    cost_minor: int | None = None
    cost_includes: str | None = None
    assistance: str | None = None
    multidisciplinary_review: bool | None = None
    accepts_second_opinions: bool | None = None
    sanctioned: bool = False
    reviews_url: str | None = None
    slots: tuple[Opening, ...] = ()
    state: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    source: str = "directory"
    checked_on: date | None = None


@dataclass(frozen=True)
class Wish:
    """What the case asks of a provider. ``consult_by`` is a date in ``time_zone``, the patient's.

    ``overridden`` are filters a navigator set aside, by provider; ``case_id`` tells which holds are its own.
    """

    specialty: Specialty
    icd_root: str | None = None
    first_opinion_provider: str | None = None
    first_opinion_organization: str | None = None
    first_practice_group: str | None = None
    first_health_system: str | None = None
    patient_state: str | None = None
    age_group: str | None = None
    language: str | None = None
    payer: str | None = None
    self_pay_limit_minor: int | None = None
    consult_by: date | None = None
    deadline_fixed: bool = True
    time_zone: tzinfo = UTC
    allowed_modes: frozenset[VisitMode] = frozenset(VisitMode)
    same_institution_allowed: bool = False
    declined_ids: frozenset[str] = frozenset()
    refused_ids: frozenset[str] = frozenset()
    conflicted_ids: frozenset[str] = frozenset()
    overridden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    recommended: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    credentials: tuple[CredentialCheck, ...] = ()
    case_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    earlier_ids: frozenset[str] = frozenset()
    earlier_organizations: frozenset[str] = frozenset()
    earlier_groups: frozenset[str] = frozenset()


def modes_offered(candidate: Candidate, wish: Wish) -> list[VisitMode]:
    """Ways of meeting that both sides allow, the licence left aside. A directory without modes leaves all open."""
    offered = candidate.modes or tuple(VisitMode)
    return [mode for mode in offered if mode in wish.allowed_modes]


def video_licensed(candidate: Candidate, wish: Wish) -> bool | None:
    """Whether the provider may see by video a patient who sits in the patient's state; ``None`` when unknown."""
    if not candidate.licensed_in or wish.patient_state is None:
        return None
    return wish.patient_state in candidate.licensed_in


def modes_usable(candidate: Candidate, wish: Wish) -> list[VisitMode]:
    """Ways of meeting that both sides allow and the licence does not forbid."""
    forbidden = video_licensed(candidate, wish) is False
    return [mode for mode in modes_offered(candidate, wish) if not (forbidden and mode is VisitMode.VIDEO)]


def openings(candidate: Candidate, wish: Wish, now: datetime) -> list[Opening]:
    """Free slots still ahead in a usable way of meeting, earliest first. One held for another case is not free."""
    if not candidate.slots:
        return []
    usable = modes_usable(candidate, wish)
    ahead = [slot for slot in candidate.slots if slot.starts_at > now and slot.mode in usable]
    ahead = [slot for slot in ahead if slot.held_for == wish.case_id or not held(slot.held_for, slot.held_until, now)]
    return sorted(ahead, key=lambda slot: (slot.starts_at, slot.id))


def in_network(candidate: Candidate, wish: Wish) -> bool | None:
    """Whether the directory lists the patient's plan; ``None`` where either side is unknown."""
    if not wish.payer or not candidate.insurance:
        return None
    return _plain(wish.payer) in {_plain(plan) for plan in candidate.insurance}


def same_person(name: str | None, other: str | None) -> bool:
    """True for two spellings of one clinician's name, the title left aside. An unknown name is nobody's."""
    title = "dr "
    a, b = (_plain((text or "").replace(".", " ")).removeprefix(title) for text in (name, other))
    return bool(a) and a == b


def same_name(name: str | None, other: str | None) -> bool:
    """True for the same organization or practice group, letter case and spacing aside."""
    return bool(name) and bool(other) and _plain(name or "") == _plain(other or "")


def distance_km(candidate: Candidate, wish: Wish) -> float | None:
    """Great-circle distance in kilometres; ``None`` while either place is unknown."""
    if candidate.latitude is None or candidate.longitude is None or wish.latitude is None or wish.longitude is None:
        return None
    here, there = math.radians(wish.latitude), math.radians(candidate.latitude)
    turn = math.radians(candidate.longitude - wish.longitude)
    chord = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def volume(candidate: Candidate, wish: Wish) -> int | None:
    """Cases a year with the patient's condition; ``None`` when unknown."""
    return candidate.yearly_volume.get(wish.icd_root) if wish.icd_root else None


@lru_cache(maxsize=1 << 12)  # every list compares the same few names of the directory
def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
