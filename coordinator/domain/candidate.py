"""A provider as the shortlist sees them, and what the patient needs from one."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property, lru_cache
from typing import TypedDict

from coordinator.domain.provider import held
from coordinator.domain.words import Specialty, VisitMode

EARTH_RADIUS_KM = 6371.0

EVERY_MODE = frozenset(VisitMode)

UNKNOWN = "unknown"
"""How a fact says that nobody knows."""

FACT_NAMES = (
    "board_certification", "condition_experience", "yearly_volume", "earliest_opening", "cost", "coverage",
    "independence", "published_outcomes", "ways_to_meet", "distance", "video_licence", "language",
    "multidisciplinary_review", "accepts_second_opinions", "patient_reviews", "recommended_by", "credential_check",
)  # fmt: skip
"""The facts of a provider, always in this order. Nothing is scored, reviews least of all."""


class Fact(TypedDict):
    """One thing known about a provider, as a list keeps it (interface.md). ``value`` is "unknown" where nobody knows;
    ``as_of`` is a date as YYYY-MM-DD or ``None``.
    """

    name: str
    value: str
    source: str
    as_of: str | None


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

    @cached_property
    def listed(self) -> Mapping[str, Fact]:
        """What the directory tells whoever asks, by name in the order of every list; the rest is unknown so far.

        Lists share these facts, and nobody changes a fact.
        """
        source, on = self.source, self.checked_on.isoformat() if self.checked_on else None
        told: dict[str, Fact] = {
            name: {"name": name, "value": UNKNOWN, "source": source, "as_of": on} for name in FACT_NAMES
        }
        if self.board is not None:
            looked = self.board.checked_on.isoformat() if self.board.checked_on else None
            told["board_certification"].update({"value": self.board.name, "source": self.board.source, "as_of": looked})
        told["cost"]["value"] = self._cost_in_words()
        told["published_outcomes"]["value"] = self.outcomes or UNKNOWN
        told["multidisciplinary_review"]["value"] = _yes_no(self.multidisciplinary_review)
        told["accepts_second_opinions"]["value"] = _yes_no(self.accepts_second_opinions)
        told["patient_reviews"]["value"] = self.reviews_url or UNKNOWN
        told["recommended_by"].update({"source": "told to us", "as_of": None})
        told["credential_check"].update({"source": "nobody looked yet", "as_of": None})
        return told

    def _cost_in_words(self) -> str:
        price = UNKNOWN if self.cost_minor is None else f"${self.cost_minor / 100:,.2f}"
        includes = f" ({self.cost_includes})" if self.cost_includes else ""
        assistance = f"; {self.assistance}" if self.assistance else ""
        return f"{price}{includes}{assistance}"


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
    allowed_modes: frozenset[VisitMode] = EVERY_MODE
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


def modes_offered(candidate: Candidate, wish: Wish) -> Sequence[VisitMode]:
    """Ways of meeting that both sides allow, the licence left aside. A directory without modes leaves all open."""
    offered = candidate.modes or tuple(VisitMode)
    return offered if wish.allowed_modes == EVERY_MODE else [mode for mode in offered if mode in wish.allowed_modes]


def video_licensed(candidate: Candidate, wish: Wish) -> bool | None:
    """Whether the provider may see by video a patient who sits in the patient's state; ``None`` when unknown."""
    if not candidate.licensed_in or wish.patient_state is None:
        return None
    return wish.patient_state in candidate.licensed_in


def openings(candidate: Candidate, wish: Wish, usable: Collection[VisitMode], now: datetime) -> list[Opening]:
    """Free slots still ahead in a usable way of meeting, earliest first. One held for another case is not free."""
    if not candidate.slots:
        return []
    ahead = [slot for slot in candidate.slots if slot.starts_at > now and slot.mode in usable]
    ahead = [slot for slot in ahead if slot.held_for == wish.case_id or not held(slot.held_for, slot.held_until, now)]
    return sorted(ahead, key=lambda slot: (slot.starts_at, slot.id))


def in_network(candidate: Candidate, wish: Wish) -> bool | None:
    """Whether the directory lists the patient's plan; ``None`` where either side is unknown."""
    if not wish.payer or not candidate.insurance:
        return None
    return _plain(wish.payer) in [_plain(plan) for plan in candidate.insurance]


def same_person(name: str | None, other: str | None) -> bool:
    """True for two spellings of one clinician's name, the title left aside. An unknown name is nobody's."""
    return bool(name) and bool(other) and _untitled(name or "") == _untitled(other or "") != ""


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


@lru_cache(maxsize=1 << 12)  # every list compares the same few names of the directory
def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


@lru_cache(maxsize=1 << 12)
def _untitled(name: str) -> str:
    return _plain(name.replace(".", " ")).removeprefix("dr ")


def _yes_no(answer: bool | None) -> str:
    if answer is None:
        return UNKNOWN
    return "yes" if answer else "no"
