"""A provider held against a wish: what filters, facts and measures of the shortlist ask alike, answered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coordinator.domain.candidate import (
    Candidate,
    CredentialCheck,
    Opening,
    Wish,
    distance_km,
    in_network,
    modes_offered,
    openings,
    same_name,
    same_person,
    video_licensed,
)
from coordinator.domain.words import VisitMode


@dataclass(slots=True)  # made for every provider of every list, and read at once: frozen would cost more than it keeps
class Fit:
    """``offered`` are the ways of meeting both sides allow, ``usable`` those the licence leaves; ``ahead`` the free
    openings in a usable way, earliest first. ``licensed`` and ``network`` are ``None`` where nobody knows;
    ``same_institution`` and ``same_person`` compare with the first opinion. ``looks`` are what registers said,
    ``yearly_volume`` counts the provider's cases with the patient's condition.
    """

    candidate: Candidate
    wish: Wish
    offered: Sequence[VisitMode]
    usable: Sequence[VisitMode]
    ahead: Sequence[Opening]
    licensed: bool | None
    network: bool | None
    same_institution: bool
    same_person: bool
    looks: Sequence[CredentialCheck]
    yearly_volume: int | None
    distance_km: float | None


def fit(candidate: Candidate, wish: Wish, now: datetime) -> Fit:
    """Hold one provider against what the case asks."""
    licensed, offered = video_licensed(candidate, wish), modes_offered(candidate, wish)
    usable = offered if licensed is not False else [mode for mode in offered if mode is not VisitMode.VIDEO]
    return Fit(
        candidate=candidate,
        wish=wish,
        offered=offered,
        usable=usable,
        ahead=openings(candidate, wish, usable, now),
        licensed=licensed,
        network=in_network(candidate, wish),
        same_institution=same_name(candidate.organization, wish.first_opinion_organization),
        same_person=same_person(candidate.name, wish.first_opinion_provider),
        looks=[look for look in wish.credentials if look.provider == candidate.id] if wish.credentials else (),
        yearly_volume=candidate.yearly_volume.get(wish.icd_root) if wish.icd_root else None,
        distance_km=distance_km(candidate, wish),
    )
