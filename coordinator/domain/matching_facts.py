"""What is known about a provider, as readable facts with source and date (``domain.md`` §6.2 without its points)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from coordinator.domain.candidate import (
    Candidate,
    Opening,
    Wish,
    distance_km,
    in_network,
    modes_usable,
    same_name,
    video_licensed,
    volume,
)
from coordinator.domain.words import VisitMode

UNKNOWN = "unknown"


class Fact(NamedTuple):
    """One thing known about a provider; ``value`` is "unknown" where nobody knows. ``as_of`` is a date or ``None``."""

    name: str
    value: str
    source: str
    as_of: date | None


def facts(candidate: Candidate, wish: Wish, ahead: Sequence[Opening]) -> list[Fact]:
    """The facts of one provider, always the same names in the same order. Nothing is scored, reviews least of all.

    ``ahead`` are the free openings that the case can use, see ``openings``.
    """
    board = candidate.board
    values = {
        "condition_experience": _experience(candidate, wish),
        "yearly_volume": _volume(candidate, wish),
        "earliest_opening": _opening(wish, ahead),
        "cost": _cost(candidate),
        "coverage": _coverage(candidate, wish),
        "independence": _independence(candidate, wish),
        "published_outcomes": candidate.outcomes or UNKNOWN,
        "ways_to_meet": _ways(candidate, wish),
        "distance": _distance(candidate, wish),
        "video_licence": _licence(candidate, wish),
        "language": _language(candidate, wish),
        "multidisciplinary_review": _yes_no(candidate.multidisciplinary_review),
        "accepts_second_opinions": _yes_no(candidate.accepts_second_opinions),
        "patient_reviews": candidate.reviews_url or UNKNOWN,
    }
    listed = [Fact(name, value, candidate.source, candidate.checked_on) for name, value in values.items()]
    listed += [_recommended(candidate, wish), *_credentials(candidate, wish)]
    certified = Fact("board_certification", UNKNOWN, candidate.source, candidate.checked_on)
    if board is not None:
        certified = Fact("board_certification", board.name, board.source, board.checked_on)
    return [certified, *listed]


def _recommended(candidate: Candidate, wish: Wish) -> Fact:
    by = wish.recommended.get(candidate.id, ())
    return Fact("recommended_by", ", ".join(one.replace("_", " ") for one in by) or UNKNOWN, "told to us", None)


def _credentials(candidate: Candidate, wish: Wish) -> list[Fact]:
    looks = [c for c in wish.credentials if c.provider == candidate.id]
    if not looks:
        return [Fact("credential_check", UNKNOWN, "nobody looked yet", None)]
    return [Fact("credential_check", f"{c.board}: {c.status.replace('_', ' ')}", c.source, c.on) for c in looks]


def _experience(candidate: Candidate, wish: Wish) -> str:
    if not candidate.conditions or not wish.icd_root:
        return UNKNOWN
    if wish.icd_root in candidate.conditions:
        return f"{wish.icd_root} is a listed focus"
    return f"{wish.icd_root} is not among the listed conditions ({', '.join(candidate.conditions)})"


def _volume(candidate: Candidate, wish: Wish) -> str:
    cases = volume(candidate, wish)
    return UNKNOWN if cases is None else f"{cases} cases a year with {wish.icd_root}"


def _opening(wish: Wish, ahead: Sequence[Opening]) -> str:
    if not ahead:
        return UNKNOWN
    starts = ahead[0].starts_at.astimezone(wish.time_zone)
    return f"{starts.isoformat(timespec='minutes')}, {ahead[0].mode.replace('_', ' ')}"


def _cost(candidate: Candidate) -> str:
    price = UNKNOWN if candidate.cost_minor is None else f"${candidate.cost_minor / 100:,.2f}"
    includes = f" ({candidate.cost_includes})" if candidate.cost_includes else ""
    assistance = f"; {candidate.assistance}" if candidate.assistance else ""
    return f"{price}{includes}{assistance}"


def _coverage(candidate: Candidate, wish: Wish) -> str:
    network = in_network(candidate, wish)
    if network is not None:
        return f"lists {wish.payer}" if network else f"does not list {wish.payer}"
    if wish.payer or wish.self_pay_limit_minor is None or candidate.cost_minor is None:
        return UNKNOWN
    within = candidate.cost_minor <= wish.self_pay_limit_minor
    return "within the patient's limit" if within else "above the patient's limit before any assistance"


def _independence(candidate: Candidate, wish: Wish) -> str:
    if not wish.first_opinion_organization:
        return UNKNOWN
    if same_name(candidate.organization, wish.first_opinion_organization):
        return "same institution as the first opinion"
    if not candidate.health_system or not wish.first_health_system:
        return "another institution; health system unknown"
    if same_name(candidate.health_system, wish.first_health_system):
        return "another institution of the same health system"
    return "another health system"


def _ways(candidate: Candidate, wish: Wish) -> str:
    if not candidate.modes:
        return UNKNOWN
    return ", ".join(mode.replace("_", " ") for mode in modes_usable(candidate, wish)) or "none of those wanted"


def _distance(candidate: Candidate, wish: Wish) -> str:
    distance = distance_km(candidate, wish)
    return UNKNOWN if distance is None else f"about {distance:.0f} km"


def _licence(candidate: Candidate, wish: Wish) -> str:
    if candidate.modes and VisitMode.VIDEO not in candidate.modes:
        return "no video offered"
    licensed = video_licensed(candidate, wish)
    if licensed is None:
        return UNKNOWN
    return f"licensed in {wish.patient_state}" if licensed else f"no licence listed for {wish.patient_state}"


def _language(candidate: Candidate, wish: Wish) -> str:
    if not candidate.languages or not wish.language:
        return UNKNOWN
    return (
        f"speaks {wish.language}" if wish.language in candidate.languages else f"interpreter needed for {wish.language}"
    )


def _yes_no(answer: bool | None) -> str:
    if answer is None:
        return UNKNOWN
    return "yes" if answer else "no"
