"""Choosing a provider, the provider's answer, the visit, and the written opinion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from coordinator.simulate.world.case_seen import Json, moment
from coordinator.simulate.world.cast import RECORDS
from coordinator.simulate.world.chance import lognormal
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.hours import business_days_after, days_after, morning_of, next_round
from coordinator.simulate.world.opinions import second_opinion
from coordinator.simulate.world.scene import Scene

CAUSES = ("no transport that day", "felt too ill", "wrong time zone in the calendar", "was afraid to come")
SILENT_ANSWERS_AFTER = 8
"""Business days; a silent office that has no rival answers in the end."""


def provider_deeds(scene: Scene) -> Iterator[Deed]:
    """What happens next around the second provider."""
    if scene.case.stage in ("request", "closed"):
        return
    yield from _choosing(scene)
    yield from _answering(scene)
    yield from _paying(scene)
    yield from _booking(scene)
    yield from _visit(scene)
    yield from _opinion(scene)


def fitting(scene: Scene) -> list[Json]:
    """Providers of the shortlist whom no filter left out and who did not decline, in its order."""
    declined = {r["provider"] for r in scene.case.show.get("referrals") or () if r["status"] == "declined"}
    return [e for e in scene.case.show.get("shortlist") or () if not e["excluded"] and e["provider"] not in declined]


def _choosing(scene: Scene) -> Iterator[Deed]:
    """The earliest opening is chosen; where a deadline is near the choice runs ahead of the records."""
    case = scene.case
    if case.referral() is not None or case.appointment() is not None or case.appointment("attended") is not None:
        return
    ahead = case.stage == "records" and case.hurried
    if not (ahead or case.stage == "scheduling"):
        return
    entries = fitting(scene)
    if ahead and not case.show.get("shortlist"):
        yield scene.deed("shortlist-wanted", "shortlist_wanted", scene.stage_since, 0.5)
    elif entries:
        made = case.since("shortlist_made") or scene.stage_since
        source = scene.chance("choosing", len(case.show.get("referrals") or ()))
        days = 0.2 if case.urgent else min(lognormal(source, *scene.rates.choose_days), 7.0)
        yield scene.deed(
            f"chosen-{len(case.show.get('referrals') or ())}",
            "provider_chosen",
            made,
            days,
            workdays=False,
            provider=entries[0]["provider"],
        )


def provider_answer(scene: Scene, number: int, *, only: bool) -> str:
    """accepts, declines or silent; an office that is the only one fitting takes the case (§10.2, the last ours)."""
    turn = scene.chance("referral", number).random()
    if turn < scene.rates.provider_declines and not only:
        return "declines"
    return "silent" if turn > 1.0 - scene.rates.provider_silent else "accepts"


def _answering(scene: Scene) -> Iterator[Deed]:
    case, referral = scene.case, scene.case.referral()
    if referral is None or referral["status"] != "sent":
        return
    every = list(case.show.get("referrals") or ())
    number = [r["id"] for r in every].index(referral["id"])
    made = case.since("referral_made", referral=referral["id"]) or scene.now
    answer = provider_answer(scene, number, only=len(fitting(scene)) < 2)
    if answer == "declines":
        yield scene.deed(f"declined-{number}", "referral_declined", made, 1.5, reason="no capacity before the spring")
        return
    at = business_days_after(made, SILENT_ANSWERS_AFTER, scene.calendar) if answer == "silent" else made
    days = 0.0 if answer == "silent" else 0.4 if case.urgent else 0.8 + scene.chance("accepting", number).random()
    gaps = [
        i["record_type"]
        for r in case.requests
        for i in r["items"]
        if case.urgent
        and i["essential"]
        and i["status"] not in ("verified", "waived")
        and r.get("legal_basis") == "treatment"
    ]
    yield scene.deed(
        f"accepted-{number}", "referral_accepted", at, days, values={"gap_accepted": ",".join(gaps)} if gaps else None
    )


def _paying(scene: Scene) -> Iterator[Deed]:
    """Who pays: the plan says yes, or the patient agrees to the price."""
    case, missing = scene.case, scene.case.missing
    referral = case.referral()
    if "cost.not_agreed" in missing and referral is not None and referral["status"] == "accepted":
        made = case.since("referral_accepted") or scene.stage_since
        payer = (case.intake.get("coverage") or {}).get("payer")
        if payer and scene.chance("network").random() < 0.5:
            yield scene.deed("coverage", "coverage_checked", made, 1.0, network="in")
        else:
            price = scene.offices.prices.get(str(referral.get("name")), 90_000)
            yield scene.deed("cost", "cost_agreed", made, 1.0, amount_minor=price)
    if "interpreter.not_booked" in missing:
        number = len(case.show.get("appointments") or ())
        booked = case.since("appointment_booked") or scene.stage_since
        yield scene.deed(f"interpreter-{number}", "interpreter_booked", booked, 1.0, reference=f"INT-{number:03d}")
    if "risk.not_acknowledged" in missing:
        yield scene.deed("risk", "risk_acknowledged", case.since("appointment_booked") or scene.now, 1.0)


def _booking(scene: Scene) -> Iterator[Deed]:
    """A listed slot with enough notice, else a time agreed by telephone."""
    case, referral = scene.case, scene.case.referral()
    if referral is None or referral["status"] != "accepted" or case.appointment() or case.appointment("attended"):
        return
    number = len(case.show.get("appointments") or ())
    missed = case.appointment("missed")
    since = case.since("referral_accepted") or scene.now
    if missed is not None:
        since = case.since("visit_missed") or since
    elif case.appointment("cancelled") is not None:
        since = case.since("appointment_cancelled") or since
    key = f"booked-{number}"
    deed = scene.deed(key, "appointment_booked", since, 0.2 if case.urgent else 1.0)
    notice = timedelta(days=1 if case.urgent else 3)
    entry = next((e for e in case.show.get("shortlist") or () if e["provider"] == referral["provider"]), None)
    slots = (
        []
        if entry is None
        else [s for s in entry["slots"] if moment(s["starts_at"]) >= max(deed.at, scene.now) + notice]
    )
    for slot in slots:
        at_slot = f"{key}/{slot['starts_at']}/{slot['mode']}"
        if not scene.was_refused(at_slot):
            yield scene.deed(at_slot, "appointment_booked", since, 0.2 if case.urgent else 1.0, slot=slot["id"])
            return
    modes = {s["mode"] for s in (entry or {"slots": []})["slots"]} or {"video"}
    starts = _by_telephone(scene, max(deed.at, scene.now), 3 if case.urgent or missed else 6)
    mode = "video" if "video" in modes else sorted(modes)[0]
    yield scene.deed(
        f"{key}/telephone",
        "appointment_booked",
        since,
        0.2 if case.urgent else 1.0,
        starts_at=starts.isoformat(),
        mode=mode,
    )


def _by_telephone(scene: Scene, after: datetime, business_days: int) -> datetime:
    """Late morning in every zone, some business days on."""
    return business_days_after(after, business_days, scene.calendar) - timedelta(hours=3)


def missed_chance(scene: Scene, appointment: Json, earlier_missed: int) -> float:
    """How likely this visit is missed, by way of meeting, lead and history (odds of ``domain.md`` §10.2)."""
    rates = scene.rates
    if appointment["mode"] == "record_review":
        return 0.0
    odds = rates.no_show / (1 - rates.no_show)
    if appointment["mode"] == "video":
        odds *= rates.no_show_video
    booked = scene.case.since("appointment_booked", appointment=appointment["id"])
    if booked is not None and moment(appointment["starts_at"]) - booked > timedelta(days=28):
        odds *= rates.no_show_far_away
    odds *= rates.no_show_again**earlier_missed
    return odds / (1 + odds)


def _visit(scene: Scene) -> Iterator[Deed]:
    case, appointment = scene.case, scene.case.appointment()
    if appointment is None:
        return
    every = list(case.show.get("appointments") or ())
    number = [a["id"] for a in every].index(appointment["id"])
    starts = moment(appointment["starts_at"])
    source = scene.chance("visit", number)
    turn, moves, cause = source.random(), source.random(), source.choice(CAUSES)
    booked = case.since("appointment_booked", appointment=appointment["id"]) or scene.now
    first = number == 0 and not case.urgent
    if first and moves < scene.rates.reschedules and starts - booked > timedelta(days=5):
        later = _by_telephone(scene, starts, 4)
        yield scene.deed(
            f"moved-{number}", "appointment_rescheduled", starts - timedelta(days=3), starts_at=later.isoformat()
        )
    earlier = sum(a["status"] == "missed" for a in every)
    if turn < missed_chance(scene, appointment, earlier) and earlier < 2:
        yield scene.deed(f"missed-{number}", "visit_missed", starts, 0.05, exact=True, cause=cause)
    else:
        yield scene.deed(f"attended-{number}", "visit_attended", starts, 0.05, exact=True, present="the patient")


def _opinion(scene: Scene) -> Iterator[Deed]:
    """The written opinion, or the patient's recollection where none will come."""
    case, attended = scene.case, scene.case.appointment("attended")
    if attended is None or case.opinion_filed(2):
        return
    visited = case.since("visit_attended") or scene.now
    source = scene.chance("report")
    days, none = lognormal(source, *scene.rates.report_days), source.random() < scene.rates.no_written_report
    written_on = next_round(days_after(morning_of(visited), 16.0 if none else min(days, 25.0)), scene.calendar).date()
    mode = str(attended["mode"])
    file = second_opinion(
        case.intake, provider=_name(scene, attended), on=_day(written_on), mode="recollection" if none else mode
    )
    fact = "no_written_opinion" if none else "opinion_filed"
    yield scene.deed("opinion-2", fact, visited, 16.0 if none else min(days, 25.0), by=RECORDS, file=file)


def _day(day: date) -> str:
    return day.isoformat()


def _name(scene: Scene, appointment: Json) -> str:
    if appointment.get("name"):
        return str(appointment["name"])
    return next(
        (e["name"] for e in scene.case.show.get("shortlist") or () if e["provider"] == appointment["provider"]),
        "not_stated",
    )
