"""What is known about a provider, as readable facts with source and date (``domain.md`` §6.2 without its points)."""

from __future__ import annotations

from typing import Final

from coordinator.domain.candidate import Fact, same_name
from coordinator.domain.fit import Fit
from coordinator.domain.words import VisitMode

WAYS: Final = {mode: mode.replace("_", " ") for mode in VisitMode}
"""Ways of meeting in words."""


def facts(fit: Fit) -> list[Fact]:
    """The facts of one provider: what the directory lists, and what it means for this case where that can be said."""
    candidate, wish = fit.candidate, fit.wish
    found = dict(candidate.listed)
    for name, value in _for_this_case(fit):
        found[name] = {**found[name], "value": value}
    by = wish.recommended.get(candidate.id)
    if by:
        words = ", ".join([one.replace("_", " ") for one in by])
        found["recommended_by"] = {**found["recommended_by"], "value": words}
    if not fit.looks:
        return list(found.values())
    del found["credential_check"]  # the last of them; there is one for each board somebody looked at
    return [*found.values(), *_credentials(fit)]


def _for_this_case(fit: Fit) -> list[tuple[str, str]]:
    """What depends on the case, by name, as far as anybody knows."""
    candidate, wish = fit.candidate, fit.wish
    told = []
    if candidate.conditions and wish.icd_root:
        told.append(("condition_experience", _experience(fit)))
    if fit.yearly_volume is not None:
        told.append(("yearly_volume", f"{fit.yearly_volume} cases a year with {wish.icd_root}"))
    if fit.ahead:
        told.append(("earliest_opening", _opening(fit)))
    if fit.network is not None:
        told.append(("coverage", f"lists {wish.payer}" if fit.network else f"does not list {wish.payer}"))
    elif not wish.payer and wish.self_pay_limit_minor is not None and candidate.cost_minor is not None:
        within = candidate.cost_minor <= wish.self_pay_limit_minor
        limit = "within the patient's limit" if within else "above the patient's limit before any assistance"
        told.append(("coverage", limit))
    if wish.first_opinion_organization:
        told.append(("independence", _independence(fit)))
    if candidate.modes:
        told.append(("ways_to_meet", ", ".join([WAYS[mode] for mode in fit.usable]) or "none of those wanted"))
    if fit.distance_km is not None:
        told.append(("distance", f"about {fit.distance_km:.0f} km"))
    if candidate.modes and VisitMode.VIDEO not in candidate.modes:
        told.append(("video_licence", "no video offered"))
    elif fit.licensed is not None:
        state = wish.patient_state
        told.append(("video_licence", f"licensed in {state}" if fit.licensed else f"no licence listed for {state}"))
    if candidate.languages and wish.language:
        spoken = wish.language in candidate.languages
        told.append(("language", f"{'speaks' if spoken else 'interpreter needed for'} {wish.language}"))
    return told


def _credentials(fit: Fit) -> list[Fact]:
    return [
        {
            "name": "credential_check",
            "value": f"{look.board}: {look.status.replace('_', ' ')}",
            "source": look.source,
            "as_of": look.on.isoformat(),
        }
        for look in fit.looks
    ]


def _experience(fit: Fit) -> str:
    root, conditions = fit.wish.icd_root, fit.candidate.conditions
    if root in conditions:
        return f"{root} is a listed focus"
    return f"{root} is not among the listed conditions ({', '.join(conditions)})"


def _opening(fit: Fit) -> str:
    first = fit.ahead[0]
    return f"{first.starts_at.astimezone(fit.wish.time_zone).isoformat(timespec='minutes')}, {WAYS[first.mode]}"


def _independence(fit: Fit) -> str:
    candidate, wish = fit.candidate, fit.wish
    if fit.same_institution:
        return "same institution as the first opinion"
    if not candidate.health_system or not wish.first_health_system:
        return "another institution; health system unknown"
    if same_name(candidate.health_system, wish.first_health_system):
        return "another institution of the same health system"
    return "another health system"
