"""The hard filters of the shortlist (``domain.md`` §6.1): who is left out, each time with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coordinator.domain.candidate import (
    Candidate,
    Opening,
    Wish,
    in_network,
    modes_offered,
    modes_usable,
    same_name,
    same_person,
)


@dataclass(frozen=True)
class Exclusion:
    """One filter that left a provider out, and why, in a sentence a patient can read."""

    filter: str
    reason: str


def exclusions(
    candidate: Candidate, wish: Wish, ahead: Sequence[Opening], practice_group: str | None
) -> list[Exclusion]:
    """Every filter this provider fails, H1 to H9 in order; empty when they fit.

    What is unknown leaves nobody out; it shows as "unknown" among the facts. ``ahead`` are the free openings that the
    case can use, see ``openings``; ``practice_group`` is the group of the clinician who gave the first opinion, see
    ``first_practice_group``.
    """
    reasons = {
        "H1": _sanction(candidate, wish),
        "H2": _scope(candidate, wish),
        "H3": _independence(candidate, wish, practice_group),
        "H4": _institution(candidate, wish),
        "H5": _acceptance(candidate, wish),
        "H6": _licence(candidate, wish),
        "H7": _deadline(wish, ahead),
        "H8": _price(candidate, wish),
        "H9": _refusal(candidate, wish),
    }
    return [Exclusion(name, reason) for name, reason in reasons.items() if reason]


def first_practice_group(candidates: Iterable[Candidate], wish: Wish) -> str | None:
    """The practice group of the first opinion: as the case tells it, else as the directory lists that clinician."""
    if wish.first_practice_group:
        return wish.first_practice_group
    for candidate in candidates:
        if _gave_first_opinion(candidate, wish):
            return candidate.practice_group
    return None


def _gave_first_opinion(candidate: Candidate, wish: Wish) -> bool:
    """Same name, and nothing says that it is a namesake somewhere else."""
    elsewhere = wish.first_opinion_organization and not same_name(
        candidate.organization, wish.first_opinion_organization
    )
    return same_person(candidate.name, wish.first_opinion_provider) and not elsewhere


def split(candidate: Candidate, wish: Wish, failed: Iterable[Exclusion]) -> tuple[list[Exclusion], list[Exclusion]]:
    """What still leaves this provider out, and what a navigator set aside."""
    aside = wish.overridden.get(candidate.id, frozenset())
    every = list(failed)
    return [e for e in every if e.filter not in aside], [e for e in every if e.filter in aside]


def _sanction(candidate: Candidate, wish: Wish) -> str:
    looked = [c for c in wish.credentials if c.provider == candidate.id and c.status == "sanctioned"]
    if looked:
        return f"an exclusion or sanction is on file ({looked[0].source}, checked on {looked[0].on.isoformat()})"
    if not candidate.sanctioned:
        return ""
    checked = f", checked on {candidate.checked_on.isoformat()}" if candidate.checked_on else ", date unknown"
    return f"an exclusion or sanction is on file ({candidate.source}{checked})"


def _scope(candidate: Candidate, wish: Wish) -> str:
    if wish.specialty not in candidate.specialties:
        return f"does not work in {_words(wish.specialty)}"
    if wish.age_group and candidate.age_groups and wish.age_group not in candidate.age_groups:
        return f"does not see patients of the age group {wish.age_group}"
    return ""


def _independence(candidate: Candidate, wish: Wish, practice_group: str | None) -> str:
    # A namesake elsewhere is left out as well: one provider fewer is the lesser harm, and people can see why.
    if same_person(candidate.name, wish.first_opinion_provider):
        return "gave the first opinion"
    if candidate.id in wish.earlier_ids:
        return "gave an earlier opinion in this case"
    if any(same_name(candidate.practice_group, group) for group in wish.earlier_groups):
        return "works in the same practice group as an earlier opinion"
    if same_name(candidate.practice_group, practice_group):
        return "works in the same practice group as the first opinion"
    return ""


def _institution(candidate: Candidate, wish: Wish) -> str:
    if not wish.same_institution_allowed and any(
        same_name(candidate.organization, name) for name in wish.earlier_organizations
    ):
        return "belongs to the same institution as an earlier opinion; the patient may allow it"
    if wish.same_institution_allowed or not same_name(candidate.organization, wish.first_opinion_organization):
        return ""
    return "belongs to the same institution as the first opinion; the patient may allow it"


def _acceptance(candidate: Candidate, wish: Wish) -> str:
    if candidate.accepts_second_opinions is False:
        return "does not take second-opinion cases"
    if not modes_offered(candidate, wish):
        return "offers none of the wanted ways to meet"
    return ""


def _licence(candidate: Candidate, wish: Wish) -> str:
    if modes_offered(candidate, wish) and not modes_usable(candidate, wish):
        return f"offers video only and holds no licence in {wish.patient_state}, where the patient will sit"
    return ""


def _deadline(wish: Wish, ahead: Sequence[Opening]) -> str:
    if wish.consult_by is None or not wish.deadline_fixed or not ahead:
        return ""
    earliest = ahead[0].starts_at.astimezone(wish.time_zone).date()
    if earliest <= wish.consult_by:
        return ""
    return f"first opening on {earliest.isoformat()}, the visit is needed by {wish.consult_by.isoformat()}"


def _price(candidate: Candidate, wish: Wish) -> str:
    """Only a known price above a known limit counts, and only where neither a plan nor assistance may lower it."""
    if candidate.cost_minor is None or wish.self_pay_limit_minor is None or candidate.assistance:
        return ""
    plan_may_pay = bool(wish.payer) and in_network(candidate, wish) is not False
    if plan_may_pay or candidate.cost_minor <= wish.self_pay_limit_minor:
        return ""
    return "costs more than the patient's limit, and no plan or assistance is listed that lowers it"


def _refusal(candidate: Candidate, wish: Wish) -> str:
    if candidate.id in wish.conflicted_ids:
        return "declared a conflict of interest in this case"
    if candidate.id in wish.declined_ids:
        return "declined this case"
    if candidate.id in wish.refused_ids:
        return "the patient does not want this provider"
    return ""


def _words(code: str) -> str:
    return code.replace("_", " ")
