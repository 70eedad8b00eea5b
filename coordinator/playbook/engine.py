"""Moves a case: acts on new facts and on rungs that fell due, to rest. Pure: no session, no clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.effect import Effect
from coordinator.domain.event import Act, Event
from coordinator.domain.guards import lacking
from coordinator.domain.holding import follow_balls
from coordinator.domain.packet_index import NOT_INDEXED, index_packet
from coordinator.domain.wait import Wait
from coordinator.domain.words import CloseReason, Stage, Stop
from coordinator.playbook.book import Book
from coordinator.playbook.coming_of_age import weigh_age
from coordinator.playbook.ending import close, enter
from coordinator.playbook.next_rung import Next, next_rung
from coordinator.playbook.orders import Outbox, carry, end_calls, set_aside
from coordinator.playbook.outlook import keep_outlook
from coordinator.playbook.papers import weigh_papers
from coordinator.playbook.parts import DATED, EVERY, NONE, OTHER, SIGNED
from coordinator.playbook.reactions import REACTIONS
from coordinator.playbook.rest import Ahead, Rest
from coordinator.playbook.scheduling import weigh_deadline
from coordinator.playbook.schema import Ladder
from coordinator.playbook.state_limits import weigh_limits
from coordinator.playbook.touched import AT_ITS_DESK, MUTE, at_its_desk, tells_of
from coordinator.playbook.turns import turns_of

MOST_ROUNDS = 50
"""Events the engine makes are acted on in the same call; more rounds than this is a fault of the playbook."""

_ORDER: list[Stage] = [stage for stage in Stage if stage is not Stage.CLOSED]


class NeverRests(Exception):
    """The playbook makes the engine run in a circle."""


def advance(case: Case, events: Sequence[Event], book: Book, now: datetime, rest: Rest | None = None) -> list[Effect]:
    """Act on ``events`` (those after ``acted_seq``, oldest first) and on every rung due at ``now``.

    Changes the case, notes what happened, stores the next ``wake_at``, and returns what the outside world should do.
    What follows from facts comes first, then guards, then rungs: each is asked only when the one before has no more to
    say, which keeps the dear question, what every ladder does next, to the least number of times; it is not put at all
    while nothing ``moved``: no rung is due, no wait began, and no fact told of what one hangs on. ``rest`` is what the
    last advance found, and is written anew: with it, who is woken by time alone is asked only what time may change.
    """
    act = book.act(now)
    outbox = Outbox()
    today = local(now, case.patient.time_zone).date()
    fresh: Sequence[Event] = events
    rest = rest or Rest()
    told, weigh = set(EVERY if rest.day is None else NONE), rest.weighs_by(case, now, today)
    ahead = rest.still_ahead(case, today)
    moved = rest.day is None or ahead is not rest.ahead or (case.planned_at is not None and case.planned_at <= now)
    for _round in range(MOST_ROUNDS):
        seen = len(case.noted)
        moved |= _act_on(fresh, case, book, act, outbox, told, ahead)
        fresh = case.noted[seen:]
        if (told or weigh) and not fresh:
            _weigh(case, book, act, told, by_time=weigh)
            rest.turns_by_time(turns_of(case, book, now, rest.turns, EVERY if weigh else told))
            fresh = case.noted[seen:]
            if told:
                ahead, moved = rest.after_facts(case, book, ahead, told), True
            told, weigh = set(), False
        if moved and not fresh:
            _reach_rungs(case, book, act, outbox, ahead)
            fresh = case.noted[seen:]
        if not fresh:
            break
    else:
        raise NeverRests(f"{MOST_ROUNDS} rounds, last {case.noted[-1].name}")
    held = case.holding
    follow_balls(case, (*events, *case.noted), now)
    if moved or case.holding is not held:
        keep_outlook(case, book, ahead, handed_on=rest.day is None or case.holding is not held)
    case.acted_seq = case.seq
    rest.day, rest.ahead = today, ahead
    case.wake_at = rest.wakes_at(case.planned_at)
    return outbox.effects


def _act_on(
    fresh: Sequence[Event], case: Case, book: Book, act: Act, outbox: Outbox, told: set[str], ahead: Ahead
) -> bool:
    """What follows from each of these events; ``told`` learns of what they tell.

    Takes out of ``ahead`` who may write to a desk at another time now; true when somebody else has to be asked what
    comes next.
    """
    ladders, heeds, moved = book.playbook.ladders, book.playbook.heeds, False
    for event in fresh:
        name = event.name
        if name == "wait_started":
            moved = True
        elif name not in MUTE:
            told |= tells_of(case, event)
        if name in AT_ITS_DESK:
            for wait in at_its_desk(case, event, ladders, among=ahead):
                moved = True
                del ahead[wait.id]
        if name in REACTIONS or name in heeds:
            _react(case, event, book, act, outbox)
    return moved


def _react(case: Case, event: Event, book: Book, act: Act, outbox: Outbox) -> None:
    reaction = REACTIONS.get(event.name)
    if reaction is not None:
        reaction(case, event, book, act)
    for trigger in book.playbook.following(event.name):
        if trigger.concerns(event) and not _stops(case) - trigger.survives:
            subject = _subject(trigger.about, event)
            carry(trigger.order, case, book, act, outbox, event, subject, trigger.about)
    for ladder in book.playbook.starting_on(event.name):
        if ladder.concerns(event):
            _start(case, ladder, event, act)


def _stops(case: Case) -> set[Stop]:
    stops = case.stops()
    stops.discard(Stop.ON_HOLD)
    return stops


def _subject(kind: str, event: Event) -> str:
    if kind == "case":
        return "case"
    if kind == "stage":
        return f"{event['stage']}/{event['visit']}"
    return event[kind]


def _start(case: Case, ladder: Ladder, event: Event, act: Act) -> None:
    subject = _subject(ladder.subject, event)
    if _stops(case) - ladder.survives:
        return
    for earlier in case.waits_of(ladder.name, subject):
        earlier.end(act.now, "started_again")
    if CONDITIONS[ladder.ends_when](case, subject):
        return
    wait = Wait(
        act.new_id(),
        ladder.name,
        subject,
        started_at=event.at if event.at <= act.now else act.now,
        started_seq=event.seq,
    )
    case.waits.append(wait)
    case.note("wait_started", act, wait=wait.id, ladder=ladder.name, subject=subject)


def _weigh(case: Case, book: Book, act: Act, told: Collection[str] = EVERY, *, by_time: bool = True) -> None:
    """What no single fact says by itself: is a wait over, a date in danger, a paper lapsing, a stage done?

    ``told``: the parts of the case that facts told of since it was weighed last; time alone, which may say something
    new of the rest, ends no wait.
    """
    _end_waits(case, book, act, told)
    if by_time or not DATED.isdisjoint(told):
        weigh_deadline(case, book, act)
    if by_time or OTHER in told:
        weigh_age(case, act)
    if by_time or not SIGNED.isdisjoint(told):
        weigh_papers(case, act)
        weigh_limits(case, book, act)
    _move_on(case, act)


def _end_waits(case: Case, book: Book, act: Act, told: Collection[str]) -> None:
    in_force, ladders = _stops(case), book.playbook.ladders
    for wait in [wait for wait in case.waits if wait.ended_at is None]:
        ladder = ladders.get(wait.ladder)
        if ladder is None:
            why = "playbook_changed"
        elif in_force and in_force - ladder.survives:
            why = f"stopped_{sorted(in_force - ladder.survives)[0]}"
        elif ladder.ends_on.isdisjoint(told) and wait.subject not in told:
            continue
        elif CONDITIONS[ladder.ends_when](case, wait.subject):
            why = ladder.ends_when
            end_calls(case, ladder, wait, act)
        else:
            continue
        wait.end(act.now, why)
        case.note("wait_ended", act, wait=wait.id, ladder=wait.ladder, why=why)


def _move_on(case: Case, act: Act) -> None:
    """Forward through every guard that holds; back only by a declared edge (``design.md``, "Rules of the engine")."""
    today = local(act.now, case.patient.time_zone).date()
    if case.stage is Stage.CONSULTATION and case.appointment() is None and not case.visited():
        enter(case, Stage.SCHEDULING, act)
    if case.third_opinion_wanted and case.stage is Stage.COMPARISON and not case.visited():
        enter(case, Stage.SCHEDULING, act)
    while case.open and _may_move_on(case, today, act):
        if case.stage is Stage.COMPARISON:
            decided = case.decision == "recorded"
            reason = CloseReason.COMPLETED_DECISION_RECORDED if decided else CloseReason.COMPLETED_NO_DECISION
            close(case, reason, act)
            return
        enter(case, _ORDER[_ORDER.index(case.stage) + 1], act)


def _may_move_on(case: Case, today: date, act: Act) -> bool:
    """The packet index is made when nothing else is missing (``domain.md`` §1.4)."""
    first = next(lacking(case, today), None)
    if first is not None and first.code == NOT_INDEXED:  # which is said only when nothing else is
        index_packet(case, today, act)
        return True
    return first is None


def _reach_rungs(case: Case, book: Book, act: Act, outbox: Outbox, ahead: Ahead) -> None:
    """Reach what is due, and keep in ``ahead``, by wait, what comes next for the others: those are not asked again."""
    now = act.now
    for wait in [wait for wait in case.waits if wait.ended_at is None]:
        if wait.id in ahead:
            found = ahead[wait.id]
        else:
            found = ahead[wait.id] = next_rung(wait, case, book, now)
        if found is None or found.due_at is None or found.due_at > now:
            continue
        _reach(wait, found, found.due_at, case, book, act, outbox)
        for due in [id_ for id_, kept in ahead.items() if kept is not None and kept.due_at and kept.due_at <= now]:
            del ahead[due]  # this one, and others, which what was done now may hold back


def _reach(wait: Wait, found: Next, due_at: datetime, case: Case, book: Book, act: Act, outbox: Outbox) -> None:
    ladder = book.playbook.ladders[wait.ladder]
    outcome = "reached"
    if found.reason == "absorbed":
        outcome = "absorbed"
    elif (book.lay_in_outage(due_at) or wait.slept_at(found.nominal_at)) and _later_one_due(
        wait, found, case, book, act.now
    ):
        outcome = "missed"
    event = case.note(
        f"rung_{outcome}", act, wait=wait.id, ladder=ladder.name, rung=found.rung.name, subject=wait.subject
    )
    _step(wait, found, act.now)
    for order in found.rung.orders:
        if outcome == "reached":
            carry(
                order,
                case,
                book,
                act,
                outbox,
                event,
                wait.subject,
                ladder.subject,
                rung=found.rung,
                ladder=ladder.name,
                moved=found.reason,
            )
        else:
            set_aside(
                order,
                case,
                book,
                act,
                outbox,
                event,
                wait.subject,
                ladder.subject,
                outcome,
                rung=found.rung,
                ladder=ladder.name,
            )


def _step(wait: Wait, found: Next, now: datetime) -> None:
    wait.repeats = wait.repeats + 1 if wait.last_rung == found.rung.name else 1
    wait.last_rung, wait.last_rung_at = found.rung.name, now


def _later_one_due(wait: Wait, found: Next, case: Case, book: Book, now: datetime) -> bool:
    """After an outage the latest rung that still makes sense goes once (``domain.md`` §12 R7)."""
    ahead = Wait(
        wait.id,
        wait.ladder,
        wait.subject,
        wait.started_at,
        wait.started_seq,
        wait.last_rung,
        wait.last_rung_at,
        wait.repeats,
    )
    _step(ahead, found, now)
    after = next_rung(ahead, case, book, now)
    return after is not None and after.nominal_at <= now
