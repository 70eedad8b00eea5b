"""What follows from an opinion: next steps and follow-up visits (``domain.md`` §1.6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act, Event
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.next_step import DONE, DROPPED, FOLLOW_UP, STEP, UNDATED_DAYS, NextStep
from coordinator.domain.opinion import Opinion
from coordinator.domain.opinion_content import leaf, stated
from coordinator.domain.opinion_file import STEP_TAKERS
from coordinator.domain.words import WorkItemKind

PATIENT = "patient"


@fact(
    needed("what", Kind.TEXT, "what is to be done"),
    needed("who", Kind.CHOICE, "who does it", STEP_TAKERS),
    maybe("by", Kind.DATE, "until when; two weeks where nobody says"),
    usually="consultation", says="Something is to be done next, by somebody, by a day.", when_closed=True,
)  # fmt: skip
def next_step_added(case: Case, act: Act, known: Known, what: str, who: str, by: date | None = None) -> Recorded:
    """Beside what the opinion files say themselves. The same step twice is one step."""
    same = next((s for s in case.next_steps if s.open and (s.what, s.who, s.by) == (what, who, by)), None)
    if same is not None:
        return already(step=same.id)
    step = _step(case, act, ordinal=0, what=what, who=who, by=by)
    event = case.note("next_step_added", act, next_step=step.id)
    _made(case, step, act)
    return said(event, step=step.id)


@fact(
    needed("starts_at", Kind.START, "when it begins"),
    maybe("with", Kind.TEXT, "with whom; the provider of the latest visit"),
    usually="consultation", says="A follow-up visit is booked; the patient is reminded of it.", when_closed=True,
)  # fmt: skip
def follow_up_booked(case: Case, act: Act, known: Known, starts_at: datetime, with_: str | None = None) -> Recorded:
    """A visit after the second opinion: nothing of the case hangs on it."""
    if starts_at <= act.now:
        raise Refused("moment.in_past", "a follow-up visit lies ahead", field="starts_at")
    attended = case.attended()
    whom = with_ or (attended.provider.name if attended else "")
    if not whom:
        raise Refused("key.missing", "with whom", field="with")
    what = f"Follow-up visit with {whom}"
    same = next((s for s in case.next_steps if s.open and (s.what, s.starts_at) == (what, starts_at)), None)
    if same is not None:
        return already(step=same.id)
    on = local(starts_at, case.patient.time_zone).date()
    step = _step(case, act, ordinal=0, what=what, who=PATIENT, by=on)
    step.kind, step.starts_at = FOLLOW_UP, starts_at
    event = case.note("follow_up_booked", act, next_step=step.id, starts_at=starts_at)
    _made(case, step, act)
    return said(event, step=step.id)


@fact(
    needed("step", Kind.NEXT_STEP, "the id of a next step"),
    maybe("outcome", Kind.CHOICE, "done, or dropped because nobody wants it any more; done", (DONE, DROPPED)),
    usually="consultation", says="A next step was taken, or is not wanted any more.", when_closed=True,
)  # fmt: skip
def next_step_done(case: Case, act: Act, known: Known, step: NextStep, outcome: str = DONE) -> Recorded:
    """Ends its reminders and the work item that asked for it."""
    if not step.open:
        return already(step=step.id)
    step.end(outcome, act.at)
    event = case.note("next_step_done", act, next_step=step.id, outcome=outcome)
    for kind in (WorkItemKind.NEXT_STEP, WorkItemKind.CALL_PROVIDER, WorkItemKind.CALL_PATIENT):
        finish(case, kind, act, step.id)
    return said(event, step=step.id)


def take_steps(case: Case, opinion: Opinion, act: Act) -> None:
    """The steps an opinion file names become rows; those of an earlier version that it no longer names are dropped."""
    told = []
    for entry in opinion.content.get("next_steps") or []:
        if stated(entry.get("what")):
            who = leaf(entry, "who")
            by = date.fromisoformat(entry["by"]) if stated(entry.get("by")) else None
            told.append((leaf(entry, "what"), who if who in STEP_TAKERS else PATIENT, by))
    kept = set()
    for step in [s for s in case.next_steps if s.ordinal == opinion.ordinal]:
        if (step.what, step.who, step.by) in told:
            kept.add((step.what, step.who, step.by))
        elif step.open:
            step.end(DROPPED, act.at)
            case.note("next_step_done", act, next_step=step.id, outcome=DROPPED)
    for what, who, by in dict.fromkeys(told):
        if (what, who, by) not in kept:
            _made(case, _step(case, act, ordinal=opinion.ordinal, what=what, who=who, by=by), act)


def _step(case: Case, act: Act, *, ordinal: int, what: str, who: str, by: date | None) -> NextStep:
    today = local(act.now, case.patient.time_zone).date()
    due_on = by or today + timedelta(days=UNDATED_DAYS)
    step = NextStep(act.new_id(), ordinal, what, who, due_on, act.now, STEP, by)
    case.next_steps.append(step)
    return step


def _made(case: Case, step: NextStep, act: Act) -> Event:
    return case.note("next_step_made", act, next_step=step.id, who=step.who, due_on=step.due_on, kind=step.kind)
