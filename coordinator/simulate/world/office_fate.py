"""How one office will treat one request, drawn once from the seed (``domain.md`` §10.2)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from coordinator.simulate.world.chance import lognormal
from coordinator.simulate.world.rates import Rates

BY_RELEASE_OFFICE = ("records_office", "physician_office")
LONGEST = 75.0
"""Calendar days after which a very late answer comes all the same; a play has to end."""


@dataclass(frozen=True)
class OfficeFate:
    """``outcome``: ok, never_received, returned, no_record, denied or never. Lengths are calendar days from receipt."""

    outcome: str
    response_days: float
    partial: bool
    second_part_days: float
    fee_minor: int | None
    fee_answer: str
    by_machine: bool
    promises: bool
    breaks_promise: bool
    extends: bool
    return_cause: str


def office_fate(
    chance: Random,
    rates: Rates,
    department: str,
    *,
    hurried: bool = False,
    own_form: bool = False,
    prepay: bool = False,
) -> OfficeFate:
    """Draw the whole fate at once, always in the same order, so that one trait never shifts another."""
    turn, quoted = chance.random(), chance.random()
    outcome = _outcome(turn, rates)
    response = lognormal(chance, *rates.response_days.get(department, rates.response_days["records_office"]))
    amount = round(100 * lognormal(chance, *rates.fee_dollars))
    partial, second = chance.random() < rates.partial, lognormal(chance, *rates.second_part_days)
    challenged, machine = chance.random() < rates.fee_challenged, chance.random() < rates.receipt_by_machine
    promises, breaks = chance.random() < rates.promises, chance.random() < rates.promise_broken
    extends = chance.random() < rates.extension * 4  # only where the answer runs past the legal date anyway
    cause = chance.choice(("authorization", "identity", "unclear"))
    asks_fee = prepay or outcome == "fee_hold" or (department in BY_RELEASE_OFFICE and quoted < rates.fee_quoted)
    if outcome == "fee_hold":
        outcome = "ok"
    if own_form and outcome == "ok":
        outcome, cause = "returned", "own_form"
    return OfficeFate(
        outcome=outcome,
        response_days=min(response * (rates.hurried if hurried else 1.0), LONGEST),
        partial=partial,
        second_part_days=second,
        fee_minor=amount if asks_fee else None,
        fee_answer="challenged" if challenged else "paid" if amount <= 10_000 else "refused",
        by_machine=machine,
        promises=promises,
        breaks_promise=breaks,
        extends=extends,
        return_cause=cause,
    )


def _outcome(turn: float, rates: Rates) -> str:
    for name, share in (
        ("never", rates.never_answers),
        ("denied", rates.denied),
        ("never_received", rates.never_received),
        ("returned", rates.returned),
        ("no_record", rates.no_record),
        ("fee_hold", rates.fee_hold),
    ):
        if turn < share:
            return name
        turn -= share
    return "ok"


def hastened(days: float, steps: list[tuple[float, float]]) -> float:
    """A length that follow-up shortens: after each step (day, factor) the hazard of an answer is that much higher."""
    for day, factor in sorted(steps):
        if day < days:
            days = day + (days - day) / factor
    return days
