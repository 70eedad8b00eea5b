"""What comes next for one wait, and when: a pure function of the case, the book and the time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from coordinator.domain.business_days import distance_allows_on
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.directory import Desk
from coordinator.domain.guards import emergency
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.wait import Wait
from coordinator.domain.window import next_allowed_day, previous_allowed_day
from coordinator.domain.words import Stage
from coordinator.playbook.anchor import Place, anchor_of, place_of, request_of
from coordinator.playbook.book import Book
from coordinator.playbook.dates import DATES, LAST_DAY_OF_PAPER
from coordinator.playbook.schema import BUSINESS_DAYS, HOURS, Rung, Span

ABSORBED_WITHIN = 3
"""Business days; domain.md §12 R3: a reminder that would only repeat what a letter just asked is absorbed."""

Words = tuple[object, ...]
"""A sentence in pieces. The engine asks for the next rung far more often than anybody reads why."""


class Next(NamedTuple):
    """The rung that comes next. ``due_at`` is empty while only a fact can wake it; ``reason`` says what moved it."""

    rung: Rung
    due_at: datetime | None
    nominal_at: datetime
    reason: str = ""
    because: Words = ()

    @property
    def explain(self) -> str:
        """How its time came about, as people read it."""
        return "".join(map(str, self.because))


def next_rung(wait: Wait, case: Case, book: Book, now: datetime) -> Next | None:
    """The next rung of ``wait`` with its time; ``None`` when the ladder has no more to say."""
    return _Look(wait, case, book, now).next()


class _Look:
    """One wait at one moment. What its rungs share is worked out once: the place, the anchor, what conditions say."""

    def __init__(self, wait: Wait, case: Case, book: Book, now: datetime) -> None:
        self.wait, self.case, self.book, self.now = wait, case, book, now
        self.ladder = ladder = book.playbook.ladders[wait.ladder]
        self.place: Place = place_of(ladder, wait.subject, case, book)
        self.request = request_of(case, ladder, wait)
        self.anchor, self.anchor_name = anchor_of(ladder, wait, case)
        self.held: dict[str, bool] = {}

    def next(self) -> Next | None:
        """The first rung ahead that applies and has a time, moved to where it may leave."""
        if self.anchor is None:
            return None
        ahead = self.ladder.after(self.wait.last_rung)
        for number, rung in enumerate(ahead):
            if (rung.only_if or rung.unless) and not self._applies(rung):
                continue
            found = self._when(rung, self.anchor)
            if found is not None:
                if self.request is not None and self.request.due_on is not None and not rung.of:
                    found = self._overtaking(found, ahead[number + 1 :], self.anchor)
                return self._moved(found)
        return None

    def _overtaking(self, found: Next, later: tuple[Rung, ...], anchor: datetime) -> Next:
        """A letter before a legal date (a short state limit) does not queue behind reminders that come after it."""
        for rung in later:
            if not rung.of:
                continue
            dated = self._when(rung, anchor)
            if dated is not None and dated.nominal_at < found.nominal_at and self._applies(rung):
                return dated
        return found

    # -- conditions ------------------------------------------------------------

    def _applies(self, rung: Rung) -> bool:
        if rung.only_if and not self._holds(rung.only_if):
            return False
        return not (rung.unless and self._holds(rung.unless))

    def _holds(self, name: str) -> bool:
        """Several rungs often ask the same: it is answered once."""
        known = self.held.get(name)
        if known is None:
            if name == "extension_running":
                known = self._extension_running()
            else:
                known = CONDITIONS[name](self.case, self.wait.subject)
            self.held[name] = known
        return known

    def _extension_running(self) -> bool:
        request = self.case.request(self.wait.subject)
        return bool(request and request.extended and request.due_on and self.place.day(self.now) <= request.due_on)

    # -- times -----------------------------------------------------------------

    def _when(self, rung: Rung, anchor: datetime) -> Next | None:
        if rung.at_once:
            return Next(rung, self.wait.started_at, self.wait.started_at, because=("at once",))
        if rung.of == LAST_DAY_OF_PAPER:
            return self._before_paper_ends(rung)
        if rung.of:
            dated = DATES[rung.of](self.case, self.wait.subject)
            if dated is None or (rung.before is not None and self.place.day(self.now) > dated):
                return None
            base, counted_from = dated, f"the {rung.of} {dated.isoformat()}"
        else:
            base, counted_from = self.place.day(anchor), self.anchor_name
        if rung.before is not None:
            return self._before(rung, rung.before, base, anchor, counted_from)
        span = span_of(rung, self.case, self.book)
        return self._after(rung, span, base, anchor, counted_from) if span is not None else None

    def _before_paper_ends(self, rung: Rung) -> Next | None:
        """So long before a signed paper lapses; passed over when that day was over before the ladder began."""
        paper, place = self.case.authorization(self.wait.subject), self.place
        if paper is None or paper.expires_on is None or rung.before is None or place.day(self.now) > paper.expires_on:
            return None
        day = paper.expires_on - timedelta(days=rung.before.count)
        if not place.window.allows(day, place.calendar):
            day = previous_allowed_day(place.window, day, place.calendar)
        return self._unless_past(rung, place.usual(day), (rung.before, " before the paper ends on ", paper.expires_on))

    def _before(self, rung: Rung, span: Span, base: date, anchor: datetime, anchor_name: str) -> Next | None:
        words: Words = (span, " before ", anchor_name)
        place = self.place
        if rung.of:
            day = place.calendar.on_or_before(base - timedelta(days=span.count))
            because = (*words, ", on or before a business day")
            return Next(rung, place.usual(day), place.usual(day), because=because)
        if self.now >= anchor:
            return None
        if span.unit == HOURS:
            return self._unless_past(rung, anchor - timedelta(hours=span.count), words)
        day = _subtract(base, span, place)
        moment = place.usual(day)
        allowed = place.window.allows(day, place.calendar)
        if not allowed and rung.sundays_and_holidays:
            moment = max(moment, anchor - timedelta(hours=24))
            allowed = moment < anchor and _within_hours(moment, place)
        if not allowed:
            moment = place.usual(previous_allowed_day(place.window, day, place.calendar))
            words = (*words, ", moved to the day before a Sunday or holiday")
        return self._unless_past(rung, moment, words)

    def _unless_past(self, rung: Rung, moment: datetime, words: Words) -> Next | None:
        """A rung before something whose moment was over when the ladder began: at once, or not at all."""
        started_at = self.wait.started_at
        if moment >= started_at:
            return Next(rung, moment, moment, because=words)
        if not rung.if_late:
            return None
        return Next(rung, started_at, started_at, because=(*words, " is past already: at once"))

    def _after(self, rung: Rung, span: Span, base: date, anchor: datetime, anchor_name: str) -> Next | None:
        if span.unit == HOURS:
            moment = anchor + timedelta(hours=span.count)
            return Next(rung, moment, moment, because=(span, " after ", anchor_name))
        place, wait = self.place, self.wait
        start, count, unit = base, span.count, span.unit
        words: Words = (span, " after ", anchor_name)
        if rung.every is not None and wait.last_rung == rung.name and wait.repeats:
            start = _add(base, span.count, span.unit, place)
            count, unit = rung.every.count * wait.repeats, rung.every.unit
            words = (*words, ", then every ", rung.every)
        if rung.until is not None and _add(start, count, unit, place) > base + timedelta(days=rung.until.count):
            return None
        moment = _landing(start, count, unit, rung.lands, place)
        return Next(rung, moment, moment, because=(*words, " (", base, ")"))

    # -- what moves a rung -------------------------------------------------------

    def _moved(self, found: Next) -> Next:
        """Silence, absorption and distance, in this order (``domain.md`` §3.7, §12 R3)."""
        if not self.ladder.survives and (self.case.on_hold or emergency(self.case)):
            return found._replace(due_at=None, reason="stopped_on_hold")
        request = self.request
        if request is not None:
            silent_while, letter = self.ladder.silent_while, found.rung.letter
            if "reply_unread" in silent_while and request.reply_unread:
                return found._replace(due_at=None, reason="reply_unread")
            if "ball_with_us" in silent_while and request.ball_with_us:
                return found._replace(due_at=None, reason="ball_with_us")
            if letter and request.last_letter_on is not None and self._absorbed(found, request, request.last_letter_on):
                return found._replace(reason="absorbed", because=(*found.because, "; just asked by letter"))
            if request.promised_on is not None and "promised_date_ahead" in silent_while:
                found = self._silent_until_promise(found, request.promised_on)
            if letter and request.desk is not None and self.ladder.calendar == "desk":
                found = self._at_a_distance(found, request.desk)
        return found

    def _absorbed(self, found: Next, request: RecordRequest, last_letter_on: date) -> bool:
        absorbed_by = self.book.playbook.messages[found.rung.letter].absorbed_by
        if not absorbed_by or absorbed_by != request.last_letter_name:
            return False
        place = self.place
        return place.calendar.between(last_letter_on, place.day(found.nominal_at)) <= ABSORBED_WITHIN

    def _silent_until_promise(self, found: Next, promised_on: date) -> Next:
        until = self.place.calendar.add(promised_on, 1)
        if self.place.day(found.nominal_at) >= until:
            return found
        because = (*found.because, "; silent until the day after the promise ", promised_on)
        return found._replace(due_at=self.place.usual(until), reason="promised_date_ahead", because=because)

    def _at_a_distance(self, found: Next, desk: Desk) -> Next:
        case, place = self.case, self.place
        letters = [r.last_letter_on for r in case.requests if r.desk is desk and r.last_letter_on is not None]
        if not letters or found.due_at is None:
            return found
        limits = self.book.playbook.limits
        apart = limits.apart_urgent if case.urgent else limits.apart
        earliest = distance_allows_on(max(letters), place.calendar, apart)
        if earliest is None or place.day(found.due_at) >= earliest:
            return found
        because = (*found.because, f"; {apart} business days after the letter of ", max(letters))
        return found._replace(due_at=place.usual(earliest), reason="distance", because=because)


def span_of(rung: Rung, case: Case, book: Book) -> Span | None:
    """The span that applies to this case's priority; ``None`` for a rung of the other profile."""
    if rung.stage_target:
        target = book.playbook.targets.get(case.stage if case.stage is not Stage.CLOSED else Stage.COMPARISON)
        return (target.urgent if case.urgent else target.routine) if target else None
    return rung.urgent_after if rung.urgent_after and case.urgent else rung.after


def _within_hours(moment: datetime, place: Place) -> bool:
    wall = local(moment, place.zone).time()
    return place.window.opens <= wall < place.window.closes


def _add(day: date, count: int, unit: str, place: Place) -> date:
    if unit == BUSINESS_DAYS:
        return place.calendar.add(day, count)
    return day + timedelta(days=count)


def _subtract(day: date, span: Span, place: Place) -> date:
    if span.unit == BUSINESS_DAYS:
        return place.calendar.before(day, span.count)
    return day - timedelta(days=span.count)


@lru_cache(maxsize=1 << 15)  # many waits count from the same days, and are asked about them at every look
def _landing(start: date, count: int, unit: str, lands: str, place: Place) -> datetime:
    """The usual moment of the day so long after ``start``, or of the nearest day on which something may leave."""
    day = _add(start, count, unit, place)
    if lands == "on or before":
        day = previous_allowed_day(place.window, day, place.calendar)
    elif place.window.business_days_only:
        day = place.calendar.on_or_after(day)
    else:
        day = next_allowed_day(place.window, day, place.calendar)
    return place.usual(day)
