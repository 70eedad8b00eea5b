"""The hard filters of the shortlist (``domain.md`` §6.1): who is left out, each time with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from coordinator.domain.candidate import Candidate, Wish, same_name
from coordinator.domain.fit import Fit


class Exclusion(NamedTuple):
    """One filter that left a provider out, and why, in a sentence a patient can read."""

    filter: str
    reason: str


def exclusions(fit: Fit, practice_group: str | None) -> list[Exclusion]:
    """Every filter this provider fails, H1 to H9 in order; empty when they fit.

    What is unknown leaves nobody out; it shows as "unknown" among the facts. ``practice_group`` is the group of the
    clinician who gave the first opinion, see ``first_practice_group``.
    """
    candidate, wish = fit.candidate, fit.wish
    reasons = (
        ("H1", _sanction(fit)),
        ("H2", _scope(candidate, wish)),
        ("H3", _independence(fit, practice_group)),
        ("H4", _institution(fit)),
        ("H5", _acceptance(fit)),
        ("H6", _licence(fit)),
        ("H7", _deadline(fit)),
        ("H8", _price(fit)),
        ("H9", _refusal(candidate, wish)),
    )
    return [Exclusion(name, reason) for name, reason in reasons if reason]


def first_practice_group(fits: Iterable[Fit], wish: Wish) -> str | None:
    """The practice group of the first opinion: as the case tells it, else as the directory lists that clinician."""
    if wish.first_practice_group:
        return wish.first_practice_group
    for fit in fits:
        if fit.same_person and (fit.same_institution or not wish.first_opinion_organization):  # else a namesake
            return fit.candidate.practice_group
    return None


def split(fit: Fit, failed: list[Exclusion]) -> tuple[list[Exclusion], list[Exclusion]]:
    """What still leaves this provider out, and what a navigator set aside."""
    aside = fit.wish.overridden.get(fit.candidate.id)
    if not aside:
        return failed, []
    return [e for e in failed if e.filter not in aside], [e for e in failed if e.filter in aside]


def _sanction(fit: Fit) -> str:
    candidate = fit.candidate
    for look in fit.looks:
        if look.status == "sanctioned":
            return f"an exclusion or sanction is on file ({look.source}, checked on {look.on.isoformat()})"
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


def _independence(fit: Fit, practice_group: str | None) -> str:
    candidate, wish = fit.candidate, fit.wish
    # A namesake elsewhere is left out as well: one provider fewer is the lesser harm, and people can see why.
    if fit.same_person:
        return "gave the first opinion"
    if candidate.id in wish.earlier_ids:
        return "gave an earlier opinion in this case"
    if wish.earlier_groups and any(same_name(candidate.practice_group, group) for group in wish.earlier_groups):
        return "works in the same practice group as an earlier opinion"
    if same_name(candidate.practice_group, practice_group):
        return "works in the same practice group as the first opinion"
    return ""


def _institution(fit: Fit) -> str:
    organization, wish = fit.candidate.organization, fit.wish
    if wish.same_institution_allowed:
        return ""
    if wish.earlier_organizations and any(same_name(organization, name) for name in wish.earlier_organizations):
        return "belongs to the same institution as an earlier opinion; the patient may allow it"
    if fit.same_institution:
        return "belongs to the same institution as the first opinion; the patient may allow it"
    return ""


def _acceptance(fit: Fit) -> str:
    if fit.candidate.accepts_second_opinions is False:
        return "does not take second-opinion cases"
    return "" if fit.offered else "offers none of the wanted ways to meet"


def _licence(fit: Fit) -> str:
    if fit.offered and not fit.usable:
        return f"offers video only and holds no licence in {fit.wish.patient_state}, where the patient will sit"
    return ""


def _deadline(fit: Fit) -> str:
    wish = fit.wish
    if wish.consult_by is None or not wish.deadline_fixed or not fit.ahead:
        return ""
    earliest = fit.ahead[0].starts_at.astimezone(wish.time_zone).date()
    if earliest <= wish.consult_by:
        return ""
    return f"first opening on {earliest.isoformat()}, the visit is needed by {wish.consult_by.isoformat()}"


def _price(fit: Fit) -> str:
    """Only a known price above a known limit counts, and only where neither a plan nor assistance may lower it."""
    price, limit = fit.candidate.cost_minor, fit.wish.self_pay_limit_minor
    if price is None or limit is None or fit.candidate.assistance:
        return ""
    plan_may_pay = bool(fit.wish.payer) and fit.network is not False
    if plan_may_pay or price <= limit:
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
