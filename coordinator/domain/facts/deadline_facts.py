"""By when, how fast, and what is done instead when it cannot be met (``domain.md`` §1.3, §1.8)."""

from __future__ import annotations

from datetime import date

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import add_mark, marked, remember
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.facts.request_stage import DEADLINE, NO_DEADLINE
from coordinator.domain.plan_options import FOCUSED_QUESTION, MODES_WANTED, OPTIONS, RECORD_REVIEW
from coordinator.domain.priority import WHEN_SET, priority_for
from coordinator.domain.words import Priority, WorkItemKind
from coordinator.domain.words.intake_words import Hardness


@fact(
    needed("on", Kind.TEXT, f"the day by which the patient decides, or {NO_DEADLINE}"),
    maybe("said_by", Kind.TEXT, "who said so: the patient, or the clinician who answered whether it can move"),
    maybe("why", Kind.TEXT, "what happens on that day"),
    maybe("hardness", Kind.CHOICE, "whether it can move; as before", tuple(Hardness)),
    usually="any stage", says="The day by which the patient must decide is another one; all dates follow it.",
)  # fmt: skip
def deadline_changed(
    case: Case, act: Act, known: Known, on: str, said_by: str | None = None, why: str | None = None,
    hardness: str | None = None,
) -> Recorded:  # fmt: skip
    """Only people say whether waiting is safe; this writes down what they said."""
    day = _day_or_none(on)
    if day is not None and day < local(act.now, case.patient.time_zone).date():
        raise Refused("key.wrong", "today or a later day", field="on")
    fixed = hardness == Hardness.FIXED if hardness else case.deadline_fixed
    answered = DEADLINE in case.answers or "decision_deadline" in (case.intake.get("question") or {})
    if answered and (case.deadline_on, case.deadline_fixed) == (day, fixed):
        return already()
    case.deadline_on, case.deadline_fixed = day, fixed
    remember(case, DEADLINE, day.isoformat() if day else NO_DEADLINE)
    event = case.note("deadline_changed", act, on=day, hardness=Hardness.FIXED if fixed else Hardness.SOFT)
    for key, text in (("said_by", said_by), ("why", why)):
        if text:
            case.write_down(event, key, text)
    return said(event)


@fact(
    needed("on", Kind.TEXT, f"the day on which the treatment begins, or {NO_DEADLINE}"),
    usually="any stage", says="The recommended treatment has another day, or none.",
)  # fmt: skip
def treatment_dated(case: Case, act: Act, known: Known, on: str) -> Recorded:
    """A treatment close ahead presses like a deadline (``domain.md`` §1.8, "Priority")."""
    day = _day_or_none(on)
    if case.treatment_on == day:
        return already()
    case.treatment_on = day
    return said(case.note("treatment_dated", act, on=day))


@fact(
    needed("priority", Kind.CHOICE, "how fast", tuple(Priority)),
    needed("reason", Kind.TEXT, "why"),
    usually="any stage", says="A person says how fast the case must go; by itself it only ever rises.",
)  # fmt: skip
def priority_set(case: Case, act: Act, known: Known, priority: str, reason: str) -> Recorded:
    """A lowered one stays until the dates ask for more than they did when it was lowered."""
    wanted = Priority(priority)
    today = local(act.now, case.patient.time_zone).date()
    computed = priority_for(case.deadline_on, case.treatment_on, today)
    if case.priority is wanted and case.answers.get(WHEN_SET) == computed.value:
        return already()
    case.priority = wanted
    remember(case, WHEN_SET, computed.value)
    event = case.note("priority_set", act, priority=wanted)
    case.write_down(event, "text", reason)
    return said(event)


@fact(
    needed("option", Kind.CHOICE, "what is done instead", tuple(OPTIONS)),
    maybe("text", Kind.TEXT, "the one question that is asked, for focused_question"),
    usually="any stage", says="The plan cannot be met as it is; the patient chose what is done instead.",
)  # fmt: skip
def plan_option_chosen(case: Case, act: Act, known: Known, option: str, text: str | None = None) -> Recorded:
    """``domain.md`` §1.8. None of these tells the patient to wait or to go ahead."""
    if option == FOCUSED_QUESTION and not text:
        raise Refused("key.missing", "the question in the patient's words", field="text")
    words = f"{option} {text or ''}"
    if marked(case, "plan_options", words):
        return already()
    add_mark(case, "plan_options", words)
    if option == RECORD_REVIEW:
        remember(case, MODES_WANTED, ["record_review"])
    event = case.note("plan_option_chosen", act, option=option)
    if text:
        case.write_down(event, option, text)
    finish(case, WorkItemKind.PLAN_INFEASIBLE, act)
    return said(event)


def _day_or_none(text: str) -> date | None:
    if text.lower() == NO_DEADLINE:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("key.wrong", f"a date as YYYY-MM-DD, or {NO_DEADLINE}", field="on") from None
