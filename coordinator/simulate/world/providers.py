"""Choosing a provider, the provider's answer, paying, and the time of the visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from coordinator.domain.record_request import SETTLED
from coordinator.domain.visit import Referral
from coordinator.domain.words import AppointmentStatus, LegalBasis, ReferralStatus, Stage
from coordinator.simulate.world.case_seen import moment
from coordinator.simulate.world.chance import lognormal
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.hours import business_days_after
from coordinator.simulate.world.scene import Scene
from coordinator.simulate.world.visits import visit_deeds

SILENT_ANSWERS_AFTER = 8
"""Business days; a silent office that has no rival answers in the end."""

USUAL_PRICE_MINOR = 90_000
FAR = 45.0
"""Calendar days; nobody waits longer for a visit that is agreed by telephone."""


def provider_deeds(scene: Scene) -> Iterator[Deed]:
    """What happens next around the provider of the wanted opinion."""
    case = scene.case
    if case.stage in (Stage.REQUEST, Stage.CLOSED):
        return
    referral = case.referral()
    if not case.visited():
        yield from _choosing(scene, referral)
        if referral is not None and referral.status is ReferralStatus.SENT:
            yield from _answering(scene, referral)
        elif referral is not None and referral.status is ReferralStatus.ACCEPTED:
            yield from _booking(scene, referral)
    if case.stage is Stage.SCHEDULING:
        yield from _paying(scene, referral)
    if case.appointments:
        yield from visit_deeds(scene)


def fitting(scene: Scene) -> list[Mapping[str, Any]]:
    """Providers of the shortlist whom no filter left out, who did not decline and gave no opinion, in its order."""
    case = scene.case
    gone = {r.provider.id for r in case.referrals if r.status is ReferralStatus.DECLINED}
    gone |= {a.provider.id for a in case.appointments if a.status is AppointmentStatus.ATTENDED}
    return [e for e in case.shortlist if not e["excluded"] and e["provider"] not in gone]


def _choosing(scene: Scene, referral: Referral | None) -> Iterator[Deed]:
    """The earliest opening is chosen; where a deadline is near the choice runs ahead of the records."""
    case = scene.case
    ahead = case.stage is Stage.RECORDS and scene.hurried
    if not (ahead or case.stage is Stage.SCHEDULING) or referral is not None or case.appointment() is not None:
        return
    if ahead and not case.shortlist:
        yield scene.deed("shortlist-wanted", "shortlist_wanted", scene.stage_since, 0.5)
        return
    entries = fitting(scene)
    if entries:
        made = scene.since("shortlist_made") or scene.stage_since
        number = len(case.referrals)
        drawn = scene.drawn(lambda chance: lognormal(chance, *scene.rates.choose_days), "choosing", number)
        days = 0.2 if scene.urgent else min(drawn, 7.0)
        yield scene.deed(
            f"chosen-{number}", "provider_chosen", made, days, workdays=False, provider=entries[0]["provider"]
        )


def provider_answer(scene: Scene, number: int, *, only: bool) -> str:
    """accepts, declines or silent; an office that is the only one fitting takes the case (§10.2, the last ours)."""
    told = scene.direction.provider
    if told is not None:
        return (
            {"declines_first": "declines", "silent_first": "silent"}.get(told, "accepts") if not number else "accepts"
        )
    turn = scene.drawn(Random.random, "referral", number)
    if turn < scene.rates.provider_declines and not only:
        return "declines"
    return "silent" if turn > 1.0 - scene.rates.provider_silent else "accepts"


def _answering(scene: Scene, referral: Referral) -> Iterator[Deed]:
    case = scene.case
    number = case.referrals.index(referral)
    made = scene.since("referral_made", referral=referral.id) or scene.now
    answer = provider_answer(scene, number, only=len(fitting(scene)) < 2)
    if answer == "declines":
        yield scene.deed(f"declined-{number}", "referral_declined", made, 1.5, reason="no capacity before the spring")
        return
    at = business_days_after(made, SILENT_ANSWERS_AFTER, scene.calendar) if answer == "silent" else made
    days = 0.0 if answer == "silent" else 0.4 if scene.urgent else 0.8 + scene.drawn(Random.random, "accepting", number)
    gaps = [
        item.record_type.value
        for request in case.requests
        for item in request.items
        if scene.urgent
        and item.essential
        and item.status not in SETTLED
        and request.legal_basis is LegalBasis.TREATMENT
    ]
    yield scene.deed(
        f"accepted-{number}", "referral_accepted", at, days, values={"gap_accepted": ",".join(gaps)} if gaps else None
    )


def _paying(scene: Scene, referral: Referral | None) -> Iterator[Deed]:
    """Who pays: the plan says yes, or the patient agrees to the price."""
    case, missing = scene.case, scene.missing
    if "cost.not_agreed" in missing and referral is not None and referral.status is ReferralStatus.ACCEPTED:
        made = scene.since("referral_accepted") or scene.stage_since
        payer = (scene.intake.get("coverage") or {}).get("payer")
        if payer and scene.drawn(Random.random, "network") < 0.5:
            yield scene.deed("coverage", "coverage_checked", made, 1.0, network="in")
        else:
            price = scene.offices.prices.get(referral.provider.name, USUAL_PRICE_MINOR)
            yield scene.deed("cost", "cost_agreed", made, 1.0, amount_minor=price)
    if "interpreter.not_booked" in missing:
        number = len(case.appointments)
        booked = scene.since("appointment_booked") or scene.stage_since
        yield scene.deed(f"interpreter-{number}", "interpreter_booked", booked, 1.0, reference=f"INT-{number:03d}")
    if "risk.not_acknowledged" in missing:
        yield scene.deed("risk", "risk_acknowledged", scene.since("appointment_booked") or scene.now, 1.0)


def _booking(scene: Scene, referral: Referral) -> Iterator[Deed]:
    """A listed slot with enough notice, else a time agreed by telephone."""
    case = scene.case
    if case.appointment() is not None:
        return
    number = len(case.appointments)
    since = scene.since("referral_accepted") or scene.now
    statuses = {a.status for a in case.appointments}
    missed = AppointmentStatus.MISSED in statuses
    if missed:
        since = max(since, scene.since("visit_missed") or since)
    elif AppointmentStatus.CANCELLED in statuses:
        since = max(since, scene.since("appointment_cancelled") or since)
    key, wait = f"booked-{number}", 0.2 if scene.urgent else 1.0
    deed = scene.deed(key, "appointment_booked", since, wait)
    earliest = max(deed.at, scene.now) + timedelta(days=1 if scene.urgent else 3)
    entry = next((e for e in case.shortlist if e["provider"] == referral.provider.id), None)
    listed = entry["slots"] if entry else ()
    for slot in listed:
        at_slot = f"{key}/{slot['starts_at']}/{slot['mode']}"
        if moment(slot["starts_at"]) >= earliest and not scene.was_refused(at_slot):
            yield scene.deed(at_slot, "appointment_booked", since, wait, slot=slot["id"])
            return
    starts = _by_telephone(scene, max(deed.at, scene.now), number, soon=scene.urgent or missed)
    mode = _mode(scene, {slot["mode"] for slot in listed}, number)
    yield scene.deed(f"{key}/telephone", "appointment_booked", since, wait, starts_at=starts.isoformat(), mode=mode)


def _mode(scene: Scene, listed: set[str], number: int) -> str:
    """One of the ways that were listed; where nothing was, as people meet (``domain.md`` §10.2)."""
    if listed:
        return "video" if "video" in listed else min(listed)
    turn = scene.drawn(Random.random, "mode", number)
    return (
        "in_person"
        if turn < scene.rates.in_person
        else "video"
        if turn < scene.rates.in_person_or_video
        else "record_review"
    )


def _by_telephone(scene: Scene, after: datetime, number: int, *, soon: bool) -> datetime:
    """Late morning in every zone: some days on, as long as such a visit is waited for (``domain.md`` §10.2)."""
    rates = scene.rates
    median = rates.visit_lead_days.get(scene.case.specialty, rates.visit_lead_otherwise)
    days = scene.drawn(lambda chance: lognormal(chance, median, rates.visit_lead_sigma), "lead", number)
    ahead = 3 if soon else max(4, round(min(days, FAR) * 5 / 7))
    return business_days_after(after, ahead, scene.calendar) - timedelta(hours=3)
