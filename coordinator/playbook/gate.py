"""The question asked when an effect is released, and its three answers, each with a reason people can read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from coordinator.domain.business_days import distance_allows_on
from coordinator.domain.calendar import at_local, local
from coordinator.domain.case import Case
from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.effect import Effect
from coordinator.domain.paper_form import why_not_covered
from coordinator.domain.routes import NoRoute, Route, may_hear, route_of
from coordinator.domain.unread import held_by_reply
from coordinator.domain.window import is_open, next_allowed_day, next_open, spread, usual_time
from coordinator.domain.words import Channel, Stop, ToRole
from coordinator.playbook.anchor import Place, desk_place, place_at
from coordinator.playbook.book import Book
from coordinator.playbook.cancel_window import CANCEL_WINDOW, cancellable_until
from coordinator.playbook.pauses import held_by_pause
from coordinator.playbook.schema import Limits, MessageRule
from coordinator.playbook.stops import stop_in_force
from coordinator.playbook.weekly_summary import WEEKLY_SUMMARY, gathers_at

ASK_AGAIN = timedelta(days=1)
"""How soon an answer that only a fact or an operator can change is asked again; facts ask at once."""

NEEDS_APPROVAL = "needs_approval"
"""Why an order waits for a person, not for time."""

SILENCED = ("no_channel", "opted_out", "bounced", "no_template_language")
"""Non-sends for which a question to a person becomes a work item (``domain.md`` §12: never silently)."""

WEEK = timedelta(days=7)

OFFICES = (ToRole.PROVIDER, ToRole.PRIVACY_OFFICER)
"""Who, besides desks, reads in office hours."""


class Go(NamedTuple):
    """It may leave now, by this route; ``gathered``: within the desk's summary letter, as its cap is reached."""

    route: Route
    gathered: bool = False


class Later(NamedTuple):
    """Not before ``at``."""

    at: datetime
    why: str


class Never(NamedTuple):
    """It will not leave; the reason is kept where people can read it."""

    why: str


class Ledger(NamedTuple):
    """What already left, as the gate must know it, over all cases of the person.

    ``message_days``: local dates of budgeted messages to this reader, the last fortnight is enough.
    ``last_letter_on``: local date at the desk of the latest letter about this person to it.
    ``desk_letters_today``: letters to this desk on its local today, about anybody; ``desk_summary_today``: one of them
    was a summary.
    """

    alive: bool = True
    message_days: Sequence[date] = ()
    last_letter_on: date | None = None
    desk_letters_today: int = 0
    desk_summary_today: bool = False
    earlier_pending: bool = False


Answer = Go | Later | Never


def ask(effect: Effect, case: Case, ledger: Ledger, book: Book, now: datetime) -> Answer:
    """May this effect leave now? Asked at release, under the locks of patient and case, from today's facts."""
    rule = book.playbook.messages.get(effect.name)
    if rule is None:  # ordered under a playbook that the case lives under no more
        return Never("playbook_changed")
    today = local(now, case.patient.time_zone).date()
    route = route_of(
        effect,
        case,
        unverified_ok=rule.before_contact_verified,
        letter_ok=rule.without_email == "letter",
        secured=book.relay_is_secured,
        post_first=rule.by_post,
        today=today,
    )
    answer = (
        _stopped(effect, case, rule, ledger, book, now, today)
        or _pointless(effect, case, rule, ledger, now)
        or _waiting_for_somebody(effect, case, rule, route, book, now)
    )
    if answer is not None:
        return answer
    if isinstance(route, NoRoute):
        return _no_route(route, now)
    if not may_hear(route.contact, rule.tells):
        return Never("no_channel")
    return _unwritten(effect, case, route, book) or _timed(effect, case, rule, route, ledger, book, now)


def may_join(
    effect: Effect,
    case: Case,
    ledger: Ledger,
    book: Book,
    now: datetime,
    beside: Route,
    gate: Callable[..., Answer] = ask,
) -> bool:
    """True when this message may travel as a part of another that leaves now for the same person, ``beside`` it.

    Only the same way: a code for one address, or what goes by post alone, is no part of a mail to another address.
    The ledger is that from before the other one: what only the other's use of the budget would hold back may join. A
    mail outside the budget does not carry what the budget holds (ADR 0004).
    """
    answer = gate(effect, case, ledger, book, now)
    return isinstance(answer, Go) and (answer.route.channel, answer.route.address) == (beside.channel, beside.address)


def _stopped(
    effect: Effect, case: Case, rule: MessageRule, ledger: Ledger, book: Book, now: datetime, today: date
) -> Answer | None:
    stop = stop_in_force(case, rule, alive=ledger.alive, approved=bool(effect.details.get("approved")))
    if stop is Stop.ON_HOLD:
        return Later(_hold_review(case, book, now), "stopped_on_hold")
    if stop is not None:
        return Never("stopped_closed" if stop in (Stop.CLOSED_COMPLETED, Stop.CLOSED_OTHER) else f"stopped_{stop}")
    request = case.request(effect.subject) if rule.needs_paper and effect.to_role is ToRole.DESK else None
    if request is not None and request.authorization_id:
        codes = {reason.code for reason in why_not_covered(case, request, today)}
        if "authorization.revoked" in codes:
            return Never("stopped_revoked")
        if "authorization.missing" in codes:
            return Never("superseded")
        if codes:
            return Later(now + ASK_AGAIN, "not_deliverable_yet")
    return None


def _waiting_for_somebody(
    effect: Effect, case: Case, rule: MessageRule, route: Route | NoRoute, book: Book, now: datetime
) -> Answer | None:
    """What only a person can let go, and what waits because of what was heard, or may have been."""
    if rule.needs_approval and not effect.details.get("approved"):
        return Later(now + ASK_AGAIN, NEEDS_APPROVAL)
    if book.pauses and held_by_pause(effect, case, route, book.pauses):
        return Later(now + ASK_AGAIN, "paused")
    if effect.to_role is ToRole.DESK and effect.ladder:
        silent = _silent(effect, case, book, now)
        if silent is not None:
            return silent
    if case.capacity_lost and _alone(route):
        return Later(now + ASK_AGAIN, "stopped_on_hold")
    if held_by_reply(effect, case, rule.asks, route):
        return Later(now + ASK_AGAIN, "reply_unread")
    return None


def _hold_review(case: Case, book: Book, now: datetime) -> datetime:
    if case.hold_review_on is not None:
        review = usual_time(book.playbook.windows["patient"], case.hold_review_on, case.patient.time_zone)
        if review > now:
            return review
    return now + ASK_AGAIN


def _pointless(effect: Effect, case: Case, rule: MessageRule, ledger: Ledger, now: datetime) -> Answer | None:
    if rule.only_while and not CONDITIONS[rule.only_while](case, effect.subject):
        return Never("superseded" if rule.only_while == "appointment_stands" else "satisfied")
    if rule.unless and CONDITIONS[rule.unless](case, effect.subject):
        return Never("satisfied")
    if ledger.earlier_pending:
        return Never("absorbed")
    if effect.stale_at is not None and now > effect.stale_at:
        return Never("reply_unread" if held_by_reply(effect, case, rule.asks) else "stale")
    return None


def _silent(effect: Effect, case: Case, book: Book, now: datetime) -> Answer | None:
    """Letters that chase keep silent while the office has been heard (``domain.md`` §3.7)."""
    request = case.request(effect.subject)
    if request is None or request.desk is None:
        return None
    if request.reply_unread:
        return Later(now + ASK_AGAIN, "reply_unread")
    if request.ball_with_us:
        return Later(now + ASK_AGAIN, "ball_with_us")
    if request.promised_on is not None:
        place = desk_place(request.desk, book)
        until = place.calendar.add(request.promised_on, 1)
        if place.day(now) < until:
            return Later(place.usual(until), "promised_date_ahead")
    return None


def _alone(route: Route | NoRoute) -> bool:
    """Capacity lost: nothing to the patient alone until somebody with authority acts (``domain.md`` §1.8)."""
    return isinstance(route, Route) and route.to_role is ToRole.PATIENT


def _no_route(route: NoRoute, now: datetime) -> Answer:
    """A letter that only lacks a secured relay waits; everything else needs a person."""
    return Later(now + ASK_AGAIN, route.reason) if route.reason == "not_deliverable_yet" else Never(route.reason)


def _unwritten(effect: Effect, case: Case, route: Route, book: Book) -> Answer | None:
    if effect.kind == "message" and not book.has_template(effect.name, case.patient.language_of(route.contact)):
        return Never("no_template_language")
    return None


def _timed(
    effect: Effect, case: Case, rule: MessageRule, route: Route, ledger: Ledger, book: Book, now: datetime
) -> Answer:
    place = _place(route, rule, book)
    if not rule.any_hour and not is_open(place.window, now, place.zone, place.calendar):
        return Later(_opens(place, now, case.external_id), "window")
    limits = book.playbook.limits
    kept_apart = route.desk is not None and not rule.without_distance
    if kept_apart:
        answer = _apart(case, place, ledger, limits, now)
        if answer is not None:
            return answer
    until = cancellable_until(effect, case, rule, place, limits, now)
    if until is not None:
        return Later(until, CANCEL_WINDOW)
    weekly = gathers_at(effect, case, rule, route, place, limits, now)
    if weekly is not None:
        return Go(route, gathered=True) if weekly <= now else Later(weekly, WEEKLY_SUMMARY)
    if kept_apart and ledger.desk_letters_today >= limits.per_desk_a_day:
        return _above_the_cap(rule, route, place, ledger, book, now)
    if effect.kind == "message" and not rule.outside_budget and route.channel in (Channel.EMAIL, Channel.PRINT):
        today = place.day(now)
        day = _budget_day(place, ledger, limits, today)
        if day != today:
            return Later(place.usual(day), "budget")
    return Go(route)


def _place(route: Route, rule: MessageRule, book: Book) -> Place:
    if route.desk is not None:
        return desk_place(route.desk, book)
    window = book.playbook.windows["office" if route.to_role in OFFICES else "patient"]
    if rule.sundays_and_holidays:
        window = window.on_any_day
    return place_at(route.time_zone, book.calendar(), window)


def _opens(place: Place, now: datetime, key: str) -> datetime:
    """The next opening. Patients' usual hour is later than the opening; offices are spread over 90 minutes.

    ``key`` is the case: what waits for one opening leaves in the order in which it arose. No id of ours is part
    of it, so that a case that is played again is played at the same minutes.
    """
    opening = next_open(place.window, now, place.zone, place.calendar)
    usual = place.usual(place.day(opening))
    if usual > opening:
        return usual if usual > now else opening
    return opening + spread(key)


def _apart(case: Case, place: Place, ledger: Ledger, limits: Limits, now: datetime) -> Later | None:
    apart = limits.apart_urgent if case.urgent else limits.apart
    earliest = distance_allows_on(ledger.last_letter_on, place.calendar, apart)
    if earliest is not None and place.day(now) < earliest:
        return Later(place.usual(earliest), "distance")
    return None


def _above_the_cap(rule: MessageRule, route: Route, place: Place, ledger: Ledger, book: Book, now: datetime) -> Answer:
    """The desk had its letters of the day: reminders leave as one summary, the rest waits (``domain.md`` §12 R3).

    They are gathered at one hour, so that the day's summary is one and holds them all. By fax only: what goes by post
    or through a portal is handled one by one at the office anyway.
    """
    today = place.day(now)
    if rule.in_summary and route.channel is Channel.FAX and not ledger.desk_summary_today:
        gathering = at_local(today, book.playbook.limits.summary_at, place.zone)
        return Go(route, gathered=True) if now >= gathering else Later(gathering, "distance")
    return Later(place.usual(place.calendar.add(today, 1)), "distance")


def _budget_day(place: Place, ledger: Ledger, limits: Limits, today: date) -> date:
    """The first day from ``today`` on which the person's budget has room (``domain.md`` §12, "Budget")."""
    day = today
    while True:
        before = day - WEEK
        week = [d for d in ledger.message_days if before < d <= day]
        if week.count(day) < limits.a_day and len(week) < limits.in_7_days:
            return day
        day = next_allowed_day(place.window, day + timedelta(days=1), place.calendar)
