"""Scheduling as staff see it: who fits and who was left out and why, facts, cost, the offer, openings, the visit.

No score, no "best": the patient chooses the order (``domain.md`` §12, "Choosing a provider").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain import choosing
from coordinator.domain.case import Case
from coordinator.domain.estimate import awaited, estimate_of, explain
from coordinator.domain.guards import coverage_settled
from coordinator.domain.matching import SHOWN, openness, restored
from coordinator.domain.provider import held
from coordinator.domain.visit import Referral
from coordinator.domain.words import PriorStatus, ReferralStatus, VisitMode
from coordinator.services.desk.day_in_words import in_days
from coordinator.services.desk.spoken_words import in_languages
from coordinator.store import openings

ORDERS = {
    "earliest": "the earliest opening", "most_experience": "the most experience with it", "nearest": "the nearest",
    "lowest_cost": "the lowest cost",
}  # fmt: skip
FILTERS = {
    "H1": "licence and register", "H2": "specialty and age group", "H3": "not the first doctor or their group",
    "H4": "not the same hospital", "H5": "takes second opinions, and this way of meeting", "H6": "licence for video",
    "H7": "an opening in time", "H8": "coverage or price", "H9": "declined, refused, or a conflict",
}  # fmt: skip
FACTS = {
    "board_certification": "Board certification", "condition_experience": "Experience with this condition",
    "yearly_volume": "Cases a year", "earliest_opening": "Earliest opening", "cost": "Price", "coverage": "Coverage",
    "independence": "Independent of the first", "published_outcomes": "Published results",
    "ways_to_meet": "Ways to meet",
    "distance": "Distance", "video_licence": "Licence for video", "language": "Language",
    "multidisciplinary_review": "Board of specialists", "accepts_second_opinions": "Takes second opinions",
    "patient_reviews": "Patient reviews", "recommended_by": "Recommended by", "credential_check": "Register checked",
}  # fmt: skip
MODES = {VisitMode.IN_PERSON: "in person", VisitMode.VIDEO: "by video", VisitMode.RECORD_REVIEW: "the files are read"}
REFERRALS = {
    ReferralStatus.SENT: "offered, no answer yet", ReferralStatus.ACCEPTED: "takes the case",
    ReferralStatus.DECLINED: "does not take it", ReferralStatus.LAPSED: "did not answer in time",
}  # fmt: skip
DECLINES = {
    "out_of_scope": "out of their field", "no_capacity": "no room", "needs_tissue_first": "wants tissue first",
    "conflict": "a conflict of interest", "other": "another reason",
}  # fmt: skip
NETWORKS = {"in": "in the plan's network", "out": "not in the plan's network", "unknown": "nobody knows yet"}
PRIORS = {
    PriorStatus.ASKED: "asked, no answer yet", PriorStatus.APPROVED: "approved", PriorStatus.DENIED: "denied",
    PriorStatus.APPEALED: "an appeal runs", PriorStatus.NOT_NEEDED: "not needed",
}  # fmt: skip
COST_WAYS = (
    "What it costs to pay oneself", "Help with the bill", "A money counsellor at the office",
    "Have the files read only", "Another provider",
)  # fmt: skip
TRAVELS = {
    "yes": "the patient can travel", "with_help": "the patient can travel with help", "no": "the patient cannot travel",
    "unknown": "nobody asked yet",
}  # fmt: skip
MOST_OPENINGS = 40


@dataclass(frozen=True)
class Opening:
    """A free time. ``mine`` while it is kept for this case, until ``until``."""

    id: str
    provider: str
    name: str
    starts_at: datetime
    patient_zone: str
    provider_zone: str
    how: str
    minutes: int
    mine: bool
    until: datetime | None


@dataclass(frozen=True)
class Candidate:
    """A provider of the list with facts by name: value, source, date."""

    id: str
    name: str
    facts: Mapping[str, tuple[str, str, str]]
    excluded: list[tuple[str, str, str]]
    set_aside: list[str]


@dataclass(frozen=True)
class Offer:
    """The case offered to one provider."""

    id: str
    provider: str
    name: str
    state: str
    live: bool
    accepted: bool
    accept_by: date | None
    declined_because: str
    wants: list[tuple[str, bool, bool]]
    late: bool


@dataclass(frozen=True)
class Cost:
    """The cost card of the provider the case is offered to; money in cents, ``None`` unknown."""

    amount: int | None
    includes: str
    assistance: str
    network: str
    agreed: int | None
    settled: bool
    estimate_by: date | None
    estimate_why: str
    estimate_amount: int | None
    estimate_given_on: date | None
    ways: Sequence[str]


@dataclass(frozen=True)
class Scheduling:
    """The tab."""

    order: str
    order_words: str
    fitting: list[Candidate]
    others: int
    left_out: list[Candidate]
    note: str
    rows: list[tuple[str, str]]
    made_at: datetime | None
    offers: list[Offer]
    cost: Cost | None
    priors: list[dict[str, Any]]
    travel: str
    openings: list[Opening]
    chosen: str


def scheduling_shown(session: Session, case: Case, now: datetime, today: date) -> Scheduling:
    """One statement: the openings as they stand now."""
    fits = [entry for entry in case.shortlist if not entry["excluded"]]
    referral = case.referral()
    chosen = referral.provider.id if referral is not None else ""
    shown = [_candidate(entry) for entry in fits[:SHOWN]]
    names = [name for name in FACTS if any(name in one.facts for one in shown)]
    return Scheduling(
        order=choosing.order_of(case),
        order_words=ORDERS[choosing.order_of(case)],
        fitting=shown,
        others=max(len(fits) - SHOWN, 0),
        left_out=[_candidate(entry) for entry in case.shortlist if entry["excluded"]],
        note=openness(restored(case.shortlist)) if case.shortlisted_at else "",
        rows=[(name, FACTS[name]) for name in names],
        made_at=case.shortlisted_at,
        offers=[_offer(one, today) for one in reversed(case.referrals)],
        cost=_cost(case),
        priors=[
            {
                "state": PRIORS[p.status], "reference": p.reference or "", "from": p.valid_from, "to": p.valid_to,
                "visits": p.visits, "appeal_by": p.appeal_by, "denied": p.status is PriorStatus.DENIED,
            }
            for p in reversed(case.prior_authorizations)
        ],
        travel=TRAVELS[choosing.travel(case)],
        openings=_openings(session, case, chosen, [one.id for one in shown], now),
        chosen=chosen,
    )  # fmt: skip


def _candidate(entry: Mapping[str, Any]) -> Candidate:
    return Candidate(
        id=entry["provider"],
        name=entry["name"],
        facts={
            f["name"]: (in_days(in_languages(str(f["value"]))), str(f["source"]), str(f["as_of"] or ""))
            for f in entry["facts"]
        },
        excluded=[(e["filter"], FILTERS.get(e["filter"], e["filter"]), e["reason"]) for e in entry["excluded"]],
        set_aside=[FILTERS.get(e["filter"], e["filter"]) for e in entry.get("overridden", ())],
    )


def _offer(one: Referral, today: date) -> Offer:
    return Offer(
        id=one.id,
        provider=one.provider.id,
        name=one.provider.name,
        state=REFERRALS[one.status],
        live=one.live,
        accepted=one.status is ReferralStatus.ACCEPTED,
        accept_by=one.accept_by,
        declined_because=DECLINES.get(one.decline_reason or "", one.decline_reason or ""),
        wants=[(w["what"], bool(w["before_visit"]), bool(w["settled_on"])) for w in one.office_wants or []],
        late=one.status is ReferralStatus.SENT and one.accept_by is not None and one.accept_by < today,
    )


def _cost(case: Case) -> Cost | None:
    referral = case.referral()
    if referral is None:
        return None
    entry = next((e for e in case.shortlist if e["provider"] == referral.provider.id), {})
    card, estimate, owed = entry.get("cost") or {}, estimate_of(case), awaited(case)
    unpaid = case.prior_authorization == PriorStatus.DENIED or case.coverage_network == "out"
    return Cost(
        amount=card.get("amount_minor"),
        includes=str(card.get("includes") or ""),
        assistance=str(card.get("assistance") or ""),
        network=NETWORKS[case.coverage_network or card.get("network") or "unknown"],
        agreed=case.cost_agreed_minor,
        settled=coverage_settled(case),
        estimate_by=owed.by if owed is not None else None,
        estimate_why=_why(explain(estimate)) if estimate is not None else "",
        estimate_amount=estimate.amount_minor if estimate is not None else None,
        estimate_given_on=estimate.given_on if estimate is not None else None,
        ways=COST_WAYS if unpaid and case.cost_agreed_minor is None else (),
    )


def _why(sentence: str) -> str:
    reason = sentence.partition(": ")[2]
    return reason[:1].upper() + reason[1:]


def _openings(session: Session, case: Case, chosen: str, listed: Sequence[str], now: datetime) -> list[Opening]:
    """Of the provider who has the case; before one has it, of everybody on the list."""
    wanted = [chosen] if chosen else list(listed)
    names = {entry["provider"]: entry["name"] for entry in case.shortlist}
    found = []
    for row in openings.ahead(session, wanted, now, MOST_OPENINGS):
        mine = row.held_for == case.id and held(row.held_for, row.held_until, now)
        if not mine and held(row.held_for, row.held_until, now):
            continue
        found.append(
            Opening(
                id=row.id,
                provider=row.provider_id,
                name=names.get(row.provider_id, ""),
                starts_at=row.starts_at,
                patient_zone=case.patient.time_zone,
                provider_zone=row.zone,
                how=MODES[row.mode],
                minutes=row.minutes,
                mine=mine,
                until=row.held_until if mine else None,
            )
        )
    return found
