"""Facts with which a case begins: who the patient is, what they accepted, what was still to be answered."""

from __future__ import annotations

from datetime import date

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import leave_to_engine, remember, with_engine
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.guards import ANSWER_FIELDS, HOLDS_ALL, LEGAL_DISPUTE

EMERGENCY, DEADLINE = ANSWER_FIELDS
SOURCES = "sources"
NO_DEADLINE = "none"


@fact(
    maybe("level", Kind.CHOICE, "1 channel, 2 sign-in, 3 government ID or known in person; 3", ("1", "2", "3")),
    usually="request", says="The patient's identity was checked to this level; it never falls.",
)  # fmt: skip
def identity_verified(case: Case, act: Act, known: Known, level: str = "3") -> Recorded:
    """A lower level than the one reached changes nothing."""
    if int(level) <= case.identity_level:
        return already()
    case.identity_level = int(level)
    return said(case.note("identity_verified", act, level=int(level)))


@fact(usually="request", says="The patient accepted the service terms and the privacy notice.")
def terms_accepted(case: Case, act: Act, known: Known) -> Recorded:
    """Once is enough."""
    if case.terms_accepted_at is not None:
        return already()
    case.terms_accepted_at = act.at
    return said(case.note("terms_accepted", act))


@fact(
    needed("field", Kind.CHOICE, "the question that was open", (*ANSWER_FIELDS, LEGAL_DISPUTE, SOURCES)),
    needed("value", Kind.TEXT, f"yes or no; a date or {NO_DEADLINE}; {HOLDS_ALL}"),
    usually="request", says="A question that the intake left open was answered.",
)  # fmt: skip
def missing_answered(case: Case, act: Act, known: Known, field: str, value: str) -> Recorded:
    """An emergency answered with yes stops the automatic way, with no it lets it go on."""
    answer, day = _answer(field, value)
    if case.answers.get(field) == answer:
        return already()
    remember(case, field, answer)
    event = case.note("missing_answered", act, field=field)
    if field == DEADLINE:
        case.deadline_on, case.deadline_fixed = day, False
    elif field == EMERGENCY and answer == "yes":
        case.stopped_seq = event.seq
    elif field == EMERGENCY and not case.on_hold:
        case.hold_review_on = None
    return said(event)


def _answer(field: str, value: str) -> tuple[str, date | None]:
    word = value.lower()
    if field == DEADLINE:
        if word == NO_DEADLINE:
            return word, None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise Refused("key.wrong", f"a date as YYYY-MM-DD, or {NO_DEADLINE}", field="value") from None
        return day.isoformat(), day
    if field in (EMERGENCY, LEGAL_DISPUTE):
        if word not in ("yes", "no", "true", "false"):
            raise Refused("key.wrong", "yes or no", field="value")
        return "yes" if word in ("yes", "true") else "no", None
    if word not in ("patient", HOLDS_ALL):
        raise Refused("key.wrong", f"{HOLDS_ALL}; every other source is a source_added", field="value")
    return HOLDS_ALL, None


@fact(
    maybe("navigator", Kind.STAFF, "who owns the case; the owner so far, else whoever accepts"),
    usually="request", says="A navigator accepted the case.",
)  # fmt: skip
def case_accepted(case: Case, act: Act, known: Known, navigator: str | None = None) -> Recorded:
    """A case accepted before keeps its navigator; ``navigator_changed`` gives it another."""
    if case.accepted_at is not None:
        return already()
    case.accepted_at = act.at
    case.navigator = navigator or case.navigator or (act.by if known.is_staff(act.by) else None)
    return said(case.note("case_accepted", act, navigator=case.navigator))


@fact(
    needed("reason", Kind.TEXT, "why, in plain words"),
    usually="request", says="The case is not one for this service; it closes as not eligible.", when_closed=True,
)  # fmt: skip
def case_declined(case: Case, act: Act, known: Known, reason: str) -> Recorded:
    """The engine closes the case."""
    if not case.open:
        if case.close_reason == "not_eligible":
            return already()
        raise Refused("case.closed", case.close_reason or "")
    if with_engine(case, "declined"):
        return already()
    event = case.note("case_declined", act)
    case.write_down(event, "text", reason)
    case.stopped_seq = event.seq
    leave_to_engine(case, "declined", "yes", event)
    return said(event)
