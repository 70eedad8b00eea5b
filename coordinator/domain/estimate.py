"""The good-faith estimate: by when a provider's office owes it (45 CFR 149.610, ``domain.md`` §12)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.case import Case
from coordinator.domain.choosing import tell, told

SHORT_NOTICE, LONG_NOTICE = 3, 10
"""Business days from booking to the visit."""

SOON, LATER = 1, 3
"""Business days the office then has, counted from the booking or the request."""

REQUESTED, BOOKED = "requested", "booked"


@dataclass(frozen=True)
class Estimate:
    """What is owed and what came. ``ahead`` counts business days from booking to the visit; money is in cents."""

    provider: str
    why: str
    counted_from: date
    by: date
    ahead: int | None = None
    given_on: date | None = None
    amount_minor: int | None = None


def owed_days(ahead: int) -> int | None:
    """Business days within which the estimate is owed for a visit booked so many business days ahead.

    ``None`` for one booked less than three ahead: then the law sets no date.
    """
    if ahead >= LONG_NOTICE:
        return LATER
    return SOON if ahead >= SHORT_NOTICE else None


def for_visit(provider: str, booked_on: date, visit_on: date, calendar: BusinessCalendar) -> Estimate | None:
    """What a booking makes owed; ``booked_on`` and ``visit_on`` are dates at the provider's office."""
    ahead = calendar.between(booked_on, visit_on)
    days = owed_days(ahead)
    return None if days is None else Estimate(provider, BOOKED, booked_on, calendar.add(booked_on, days), ahead)


def on_request(provider: str, asked_on: date, calendar: BusinessCalendar) -> Estimate:
    """What the patient's asking makes owed."""
    return Estimate(provider, REQUESTED, asked_on, calendar.add(asked_on, LATER))


def estimate_of(case: Case) -> Estimate | None:
    """The estimate that is owed, or was given, for the provider asked last."""
    kept: dict[str, Any] | None = told(case, "estimate", None)
    if kept is None:
        return None
    days = {name: date.fromisoformat(kept[name]) for name in ("counted_from", "by", "given_on") if kept[name]}
    return Estimate(**{**kept, "given_on": None, **days})


def keep(case: Case, estimate: Estimate) -> None:
    """Remember it on the case."""
    days = {name: value.isoformat() for name, value in asdict(estimate).items() if isinstance(value, date)}
    tell(case, "estimate", {**asdict(estimate), **days})


def is_awaited(case: Case) -> bool:
    """True while an estimate is owed and has not come."""
    kept = told(case, "estimate", None)
    return kept is not None and not kept["given_on"]


def awaited(case: Case) -> Estimate | None:
    """The estimate that is owed and has not come."""
    return estimate_of(case) if is_awaited(case) else None


def explain(estimate: Estimate) -> str:
    """Why ``estimate_by`` is what it is, in one sentence."""
    if estimate.why == REQUESTED:
        reason = f"{LATER} business days after the patient asked on {estimate.counted_from}"
    else:
        days, limit = (LATER, LONG_NOTICE) if (estimate.ahead or 0) >= LONG_NOTICE else (SOON, SHORT_NOTICE)
        unit = "business day" if days == 1 else "business days"
        reason = (
            f"{days} {unit} after the booking on {estimate.counted_from}, because the visit is {estimate.ahead} "
            f"business days ahead ({limit} or more)"
        )
    return f"estimate_by is {estimate.by}: {reason} (45 CFR 149.610)."
