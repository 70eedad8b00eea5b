"""The end of a case for a stated reason, and its beginning again."""

from __future__ import annotations

from datetime import timedelta

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Reason, Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.decision_facts import DECLINED, RECORDED
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import forget, leave_to_engine, remember, with_engine
from coordinator.domain.facts.registry import fact, needed
from coordinator.domain.guards import missing_before_close
from coordinator.domain.words import CloseReason, StaffRole, Stage

REOPEN_WITHIN = timedelta(days=180)
"""Calendar days after closing (``domain.md`` §1.1)."""

DECISIONS = {
    CloseReason.COMPLETED_DECISION_RECORDED: RECORDED,
    CloseReason.COMPLETED_NO_DECISION: DECLINED,
}


@fact(
    needed("reason", Kind.CHOICE, "why it ends", tuple(CloseReason)),
    usually="any stage", says="The case ends for this reason.", when_closed=True,
)  # fmt: skip
def case_closed(case: Case, act: Act, known: Known, reason: str) -> Recorded:
    """``completed_*`` only when the guard of the comparison holds. A death is recorded as ``patient_died``."""
    why = CloseReason(reason)
    if case.close_reason is why or with_engine(case, "closing") == why:
        return already()
    if not case.open:
        raise Refused("case.closed", case.close_reason or "")
    if why is CloseReason.DECEASED:
        raise Refused("key.wrong", "record patient_died, which says when and who told us", field="reason")
    if why.completed:
        _complete(case, why, act)
    if why is CloseReason.WITHDRAWN_BY_PATIENT:
        case.withdrawn_at = case.withdrawn_at or act.at
    event = case.note("case_closed", act, reason=why)
    case.stopped_seq = event.seq
    leave_to_engine(case, "closing", why.value, event)
    return said(event)


@fact(
    needed("reason", Kind.TEXT, "why it goes on"),
    usually="any stage", says="The case goes on where it ended.", when_closed=True,
)  # fmt: skip
def case_reopened(case: Case, act: Act, known: Known, reason: str) -> Recorded:
    """Within 180 days; a death that was recorded wrongly only by a supervisor (``domain.md`` §1.1)."""
    if case.open:
        return already()
    if case.closed_at is not None and act.now - case.closed_at > REOPEN_WITHIN:
        raise Refused("case.closed_too_long", f"more than {REOPEN_WITHIN.days} days ago")
    died = case.close_reason is CloseReason.DECEASED
    if died and StaffRole.SUPERVISOR not in act.roles:
        raise Refused("role.missing", StaffRole.SUPERVISOR)
    if died:
        case.patient.deceased_on = case.patient.deceased_recorded_at = None
        forget(case, "died_on")
    event = case.note("case_reopened", act)
    case.write_down(event, "text", reason)
    case.withdrawn_at = case.closed_at = None
    case.close_reason = None
    _enter(case, case.closed_from or Stage.REQUEST, act)
    case.closed_from = None
    return said(event)


def _enter(case: Case, stage: Stage, act: Act) -> None:
    """The declared edge back out of ``closed``; the visits of each stage go on counting."""
    visits = dict(case.answers.get("stage_visits") or {})
    visits[stage.value] = int(visits.get(stage.value, 1)) + 1
    remember(case, "stage_visits", visits)
    case.stage, case.stage_visit, case.stage_entered_at = stage, visits[stage.value], act.now
    case.note("stage_entered", act, stage=stage, visit=case.stage_visit)


def _complete(case: Case, why: CloseReason, act: Act) -> None:
    reasons = list(missing_before_close(case, local(act.now, case.patient.time_zone).date()))
    if case.stage is not Stage.COMPARISON:
        reasons.append(Reason("stage.not_comparison", case.stage))
    if case.decision_at is not None and case.decision != DECISIONS[why]:
        reasons.append(Reason("decision.other", str(case.decision)))
    if reasons:
        raise Refused("guard.not_met", why, reasons=reasons)
