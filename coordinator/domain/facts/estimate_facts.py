"""The good-faith estimate of a provider's office: asked for, and given (``domain.md`` §12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coordinator.domain import estimate as owed
from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.provider_facts import chosen
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.provider import Provider


@fact(
    maybe("provider", Kind.PROVIDER, "whose estimate; the chosen provider's"),
    usually="scheduling", says="The patient asked what the visit will cost.", after_acceptance=True,
)  # fmt: skip
def estimate_requested(case: Case, act: Act, known: Known, provider: str | None = None) -> Recorded:
    """Owed within three business days of the asking (45 CFR 149.610)."""
    asked = _provider(case, known, provider)
    waiting = owed.awaited(case)
    if waiting is not None and waiting.provider == asked.id:
        return already()
    day = local(act.at, asked.time_zone).date()
    made = owed.on_request(asked.id, day, BusinessCalendar(known.holidays()))
    owed.keep(case, made)
    event = case.note("estimate_requested", act, provider=asked.id)
    case.note("estimate_owed", act, provider=asked.id, why=made.why, by_when=made.by)
    return said(event)


@fact(
    needed("amount_minor", Kind.WHOLE, "cents"),
    maybe("on", Kind.DATE, "the day it was given; today"),
    maybe("provider", Kind.PROVIDER, "whose estimate; the one that was asked, else the chosen provider's"),
    usually="scheduling", says="The provider's office gave its estimate of the cost.", after_acceptance=True,
)  # fmt: skip
def estimate_given(
    case: Case, act: Act, known: Known, amount_minor: int, on: date | None = None, provider: str | None = None
) -> Recorded:
    """An estimate binds nobody: the patient's agreement is ``cost_agreed``."""
    kept = owed.estimate_of(case)
    whose = _provider(case, known, provider or (kept.provider if kept else None))
    today = local(act.now, whose.time_zone).date()
    day = on or local(act.at, whose.time_zone).date()
    if day > today:
        raise Refused("moment.in_future", "the day lies ahead", field="on")
    if kept is None or kept.provider != whose.id:
        kept = owed.Estimate(whose.id, owed.REQUESTED, day, day)
    if (kept.given_on, kept.amount_minor) == (day, amount_minor):
        return already()
    owed.keep(case, replace(kept, given_on=day, amount_minor=amount_minor))
    return said(case.note("estimate_given", act, provider=whose.id, amount_minor=amount_minor, on=day))


def _provider(case: Case, known: Known, named: str | None) -> Provider:
    provider_id = named or chosen(case)
    found = known.provider(provider_id) if provider_id else None
    if found is None:
        raise Refused("key.missing", "whose estimate, as long as nobody is chosen", field="provider")
    return found
