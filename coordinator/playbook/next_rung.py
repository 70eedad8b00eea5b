"""What comes next for one wait, and when: a pure function of the case, the book and the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from coordinator.domain.business_days import distance_allows_on
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.guards import emergency
from coordinator.domain.wait import Wait
from coordinator.domain.window import next_allowed_day, previous_allowed_day
from coordinator.domain.words import Stage
from coordinator.playbook.anchor import Place, anchor_of, place_of, request_of
from coordinator.playbook.book import Book
from coordinator.playbook.dates import DATES, LAST_DAY_OF_PAPER
from coordinator.playbook.schema import BUSINESS_DAYS, HOURS, Ladder, Rung, Span

ABSORBED_WITHIN = 3
"""Business days; domain.md §12 R3: a reminder that would only repeat what a letter just asked is absorbed."""


class Next(NamedTuple):
    """The rung that comes next. ``due_at`` is empty while only a fact can wake it; ``reason`` says what moved it."""

    rung: Rung
    due_at: datetime | None
    nominal_at: datetime
    reason: str = ""
    explain: str = ""


def next_rung(wait: Wait, case: Case, book: Book, now: datetime) -> Next | None:
    """The next rung of ``wait`` with its time; ``None`` when the ladder has no more to say."""
    ladder = book.playbook.ladders[wait.ladder]
    place = place_of(ladder, wait.subject, case, book)
    held: dict[str, bool] = {}
    rungs = _still_to_come(ladder, wait)
    for number, rung in enumerate(rungs):
        if not _applies(rung, wait, case, place, now, held):
            continue
        found = _when(rung, ladder, wait, case, book, place, now)
        if found is not None:
            if not rung.of:
                found = _overtaking(found, rungs[number + 1 :], ladder, wait, case, book, place, now, held)
            return _moved(found, ladder, wait, case, book, place)
    return None


def _overtaking(
    found: Next,
    later: Sequence[Rung],
    ladder: Ladder,
    wait: Wait,
    case: Case,
    book: Book,
    place: Place,
    now: datetime,
    held: dict[str, bool],
) -> Next:
    """A letter before the legal date does not queue behind reminders that would come after it (a short state limit)."""
    request = request_of(case, ladder, wait)
    if request is None or request.due_on is None:
        return found
    for rung in later:
        ahead = _when(rung, ladder, wait, case, book, place, now) if rung.of else None
        if ahead is not None and ahead.nominal_at < found.nominal_at and _applies(rung, wait, case, place, now, held):
            return ahead
    return found


def _still_to_come(ladder: Ladder, wait: Wait) -> Sequence[Rung]:
    place = ladder.places.get(wait.last_rung) if wait.last_rung is not None else None
    if place is None:
        return ladder.rungs
    return ladder.rungs[place if ladder.rungs[place].every is not None else place + 1 :]


def _applies(rung: Rung, wait: Wait, case: Case, place: Place, now: datetime, held: dict[str, bool]) -> bool:
    """``held`` remembers what the conditions of the rungs before said: several rungs often ask the same."""
    for name in (rung.only_if, rung.unless):
        if name and name not in held:
            held[name] = _holds(name, wait, case, place, now)
    return not (rung.only_if and not held[rung.only_if]) and not (rung.unless and held[rung.unless])


def _holds(name: str, wait: Wait, case: Case, place: Place, now: datetime) -> bool:
    if name == "extension_running":
        request = case.request(wait.subject)
        return bool(request and request.extended and request.due_on and place.day(now) <= request.due_on)
    return CONDITIONS[name](case, wait.subject)


def span_of(rung: Rung, case: Case, book: Book) -> Span | None:
    """The span that applies to this case's priority; ``None`` for a rung of the other profile."""
    if rung.stage_target:
        target = book.playbook.targets.get(case.stage if case.stage is not Stage.CLOSED else Stage.COMPARISON)
        return (target.urgent if case.urgent else target.routine) if target else None
    return rung.urgent_after if case.urgent and rung.urgent_after else rung.after


def _when(rung: Rung, ladder: Ladder, wait: Wait, case: Case, book: Book, place: Place, now: datetime) -> Next | None:
    anchor, anchor_name = anchor_of(ladder, wait, case)
    if anchor is None:
        return None
    if rung.at_once:
        return Next(rung, wait.started_at, wait.started_at, explain="at once")
    if rung.of == LAST_DAY_OF_PAPER:
        return _before_paper_ends(rung, wait, case, place, now)
    if rung.of:
        dated = DATES[rung.of](case, wait.subject)
        if dated is None:
            return None
        base, anchor_name = dated, f"the {rung.of} {dated.isoformat()}"
        if rung.before is not None and place.day(now) > base:
            return None
    else:
        base = place.day(anchor)
    if rung.before is not None:
        return _before(rung, rung.before, base, anchor, anchor_name, wait, place, now)
    span = span_of(rung, case, book)
    if span is None:
        return None
    return _after(rung, span, base, anchor, anchor_name, wait, place)


def _before_paper_ends(rung: Rung, wait: Wait, case: Case, place: Place, now: datetime) -> Next | None:
    """So long before a signed paper lapses; passed over when that day was over before the ladder began."""
    paper = case.authorization(wait.subject)
    if paper is None or paper.expires_on is None or rung.before is None or place.day(now) > paper.expires_on:
        return None
    day = paper.expires_on - timedelta(days=rung.before.count)
    if not place.window.allows(day, place.calendar):
        day = previous_allowed_day(place.window, day, place.calendar)
    words = f"{rung.before} before the paper ends on {paper.expires_on.isoformat()}"
    moment = place.usual(day)
    if moment < wait.started_at:
        if not rung.if_late:
            return None
        moment, words = wait.started_at, f"{words} is past already: at once"
    return Next(rung, moment, moment, explain=words)


def _before(
    rung: Rung, span: Span, base: date, anchor: datetime, anchor_name: str, wait: Wait, place: Place, now: datetime
) -> Next | None:
    words = f"{span} before {anchor_name}"
    if rung.of:
        day = place.calendar.on_or_before(base - timedelta(days=span.count))
        return Next(rung, place.usual(day), place.usual(day), explain=f"{words}, on or before a business day")
    if now >= anchor:
        return None
    if span.unit == HOURS:
        moment = anchor - timedelta(hours=span.count)
    else:
        day = _subtract(base, span, place)
        moment = place.usual(day)
        allowed = place.window.allows(day, place.calendar)
        if not allowed and rung.sundays_and_holidays:
            moment = max(moment, anchor - timedelta(hours=24))
            allowed = moment < anchor and _within_hours(moment, place)
        if not allowed:
            moment = place.usual(previous_allowed_day(place.window, day, place.calendar))
            words += ", moved to the day before a Sunday or holiday"
    if moment < wait.started_at:
        if not rung.if_late:
            return None
        moment, words = wait.started_at, f"{words} is past already: at once"
    return Next(rung, moment, moment, explain=words)


def _within_hours(moment: datetime, place: Place) -> bool:
    wall = local(moment, place.zone).time()
    return place.window.opens <= wall < place.window.closes


def _after(
    rung: Rung, span: Span, base: date, anchor: datetime, anchor_name: str, wait: Wait, place: Place
) -> Next | None:
    words = f"{span} after {anchor_name}"
    repeats = wait.repeats if rung.every is not None and wait.last_rung == rung.name else 0
    if span.unit == HOURS:
        moment = anchor + timedelta(hours=span.count)
        return Next(rung, moment, moment, explain=words)
    day = _add(base, span, place)
    if rung.every is not None and repeats:
        day = _add(day, Span(rung.every.count * repeats, rung.every.unit), place)
        words += f", then every {rung.every}"
    if rung.until is not None and day > base + timedelta(days=rung.until.count):
        return None
    day = _landing(rung, day, place)
    moment = place.usual(day)
    return Next(rung, moment, moment, explain=f"{words} ({base.isoformat()})")


def _add(day: date, span: Span, place: Place) -> date:
    if span.unit == BUSINESS_DAYS:
        return place.calendar.add(day, span.count)
    return day + timedelta(days=span.count)


def _subtract(day: date, span: Span, place: Place) -> date:
    if span.unit == BUSINESS_DAYS:
        return place.calendar.before(day, span.count)
    return day - timedelta(days=span.count)


def _landing(rung: Rung, day: date, place: Place) -> date:
    if rung.lands == "on or before":
        return previous_allowed_day(place.window, day, place.calendar)
    if place.window.business_days_only:
        return place.calendar.on_or_after(day)
    return next_allowed_day(place.window, day, place.calendar)


def _moved(found: Next, ladder: Ladder, wait: Wait, case: Case, book: Book, place: Place) -> Next:
    """Silence, absorption and distance, in this order (``domain.md`` §3.7, §12 R3)."""
    rung = found.rung
    if (case.on_hold or emergency(case)) and not ladder.survives:
        return Next(rung, None, found.nominal_at, "stopped_on_hold", found.explain)
    request = request_of(case, ladder, wait)
    if request is not None:
        if "reply_unread" in ladder.silent_while and request.reply_unread:
            return Next(rung, None, found.nominal_at, "reply_unread", found.explain)
        if "ball_with_us" in ladder.silent_while and request.ball_with_us:
            return Next(rung, None, found.nominal_at, "ball_with_us", found.explain)
        if rung.letter and request.last_letter_on is not None:
            rule = book.playbook.messages[rung.letter]
            gap = place.calendar.between(request.last_letter_on, place.day(found.nominal_at))
            if rule.absorbed_by and rule.absorbed_by == request.last_letter_name and gap <= ABSORBED_WITHIN:
                return Next(rung, found.due_at, found.nominal_at, "absorbed", f"{found.explain}; just asked by letter")
        if "promised_date_ahead" in ladder.silent_while and request.promised_on is not None:
            silent_until = place.calendar.add(request.promised_on, 1)
            if place.day(found.nominal_at) < silent_until:
                found = Next(
                    rung,
                    place.usual(silent_until),
                    found.nominal_at,
                    "promised_date_ahead",
                    f"{found.explain}; silent until the day after the promise {request.promised_on.isoformat()}",
                )
    if rung.letter and place.desk is not None and found.due_at is not None:
        letters = [r.last_letter_on for r in case.requests if r.desk is place.desk and r.last_letter_on is not None]
        apart = book.playbook.limits.apart_urgent if case.urgent else book.playbook.limits.apart
        earliest = distance_allows_on(max(letters, default=None), place.calendar, apart)
        if earliest is not None and place.day(found.due_at) < earliest:
            found = Next(
                rung,
                place.usual(earliest),
                found.nominal_at,
                "distance",
                f"{found.explain}; {apart} business days after the letter of {max(letters).isoformat()}",
            )
    return found
