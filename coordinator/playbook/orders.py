"""What a rung or a trigger asks for becomes an effect or a work item."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.effect import MAIL, PDF, Effect, effect_key
from coordinator.domain.event import Act, Event
from coordinator.domain.office_routes import letter_role
from coordinator.domain.routes import NoRoute, patient_route
from coordinator.domain.wait import Wait
from coordinator.domain.words import ContactRole, EffectStatus, ToRole, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.schema import Ladder, MessageRule, Order, Rung, code_of
from coordinator.playbook.unreachable import THEN

URGENCY_NOW, URGENCY_DATED, URGENCY_USUAL = 1, 3, 5
"""Claim order: what is asked for now, what is tied to an appointment or deadline, everything else."""

CALLS = (WorkItemKind.CALL_DESK, WorkItemKind.CALL_PATIENT, WorkItemKind.CALL_PROVIDER)
PROVIDER_SUBJECTS = ("referral", "appointment", "clarification")


@dataclass
class Outbox:
    """The effects ordered in one advance."""

    effects: list[Effect] = field(default_factory=list)

    def holds(self, name: str, subject: str) -> bool:
        """True when the same message about the same thing was ordered in this very advance."""
        return any(e.name == name and e.subject == subject for e in self.effects)


def carry(
    order: Order,
    case: Case,
    book: Book,
    act: Act,
    outbox: Outbox,
    cause: Event,
    subject: str,
    subject_kind: str,
    *,
    rung: Rung | None = None,
    ladder: str | None = None,
    moved: str = "",
) -> None:
    """Order the effect, open the work item, or do to the case what is due."""
    if order.kind == "then":
        THEN[order.name](case, act)
        return
    if order.kind in ("call", "work_item"):
        case.ask(
            WorkItemKind(order.name),
            act,
            about="" if subject == "case" else subject,
            code=code_of(order, ladder, rung.name if rung else None),
        )
        return
    rule = book.playbook.messages[order.name]
    if order.kind == "message":
        if rung is not None and rung.once_for_all:
            subject = "case"
            if outbox.holds(order.name, subject):
                return
        if rule.without_email == "call" and _has_no_email(case, act.now):
            case.ask(WorkItemKind.CALL_PATIENT, act, about=subject, code=order.name)
            return
    effect = make_effect(order, rule, case, act, cause, subject, subject_kind, rung, ladder)
    effect.reason = moved or None
    if rule.needs_approval and cause["approved"] == "yes":
        effect.details = {**effect.details, "approved": True}
    elif rule.needs_approval:
        effect.status, effect.reason = EffectStatus.HELD, moved or "needs_approval"
        case.ask(WorkItemKind.APPROVE_LETTER, act, about=subject, code=order.name, effect_id=effect.id)
    outbox.effects.append(effect)


def end_calls(case: Case, ladder: Ladder, wait: Wait, act: Act) -> None:
    """What the calls of this ladder were to bring about is so: nobody needs to telephone any more."""
    if wait.last_rung is None or not ladder.codes:
        return
    about = "" if wait.subject == "case" else wait.subject
    for item in case.work_items:
        if item.about == about and item.code in ladder.codes and item.kind in CALLS and item.open:
            item.end(act.now, act.by)
            case.note("work_item_ended", act, work_item=item.id, kind=item.kind)


def set_aside(
    order: Order,
    case: Case,
    book: Book,
    act: Act,
    outbox: Outbox,
    cause: Event,
    subject: str,
    subject_kind: str,
    why: str,
    *,
    rung: Rung,
    ladder: str,
) -> None:
    """Keep, where people can read it, that this message will not leave, and why."""
    if order.kind not in ("message", "letter"):
        return
    effect = make_effect(
        order, book.playbook.messages[order.name], case, act, cause, subject, subject_kind, rung, ladder
    )
    effect.status, effect.reason = EffectStatus.NEVER, why
    outbox.effects.append(effect)


def make_effect(
    order: Order,
    rule: MessageRule,
    case: Case,
    act: Act,
    cause: Event,
    subject: str,
    subject_kind: str,
    rung: Rung | None,
    ladder: str | None,
) -> Effect:
    """The row that stands for one message or letter to one recipient."""
    role = _role(order, case, subject, subject_kind, act.now)
    return Effect(
        id=act.new_id(),
        key=effect_key(case.id, cause.seq, order.name, role, subject),
        case_id=case.id,
        kind=order.kind,
        name=order.name,
        cause_seq=cause.seq,
        to_role=role,
        subject=subject,
        due_at=act.now,
        created_at=act.now,
        lane=PDF if order.kind == "letter" else MAIL,
        urgency=URGENCY_NOW
        if rule.outside_budget
        else URGENCY_DATED
        if subject_kind == "appointment"
        else URGENCY_USUAL,
        ladder=ladder,
        rung=rung.name if rung else None,
        arose_at=act.now,
        stale_at=act.now + rule.stale_within if rule.stale_within else None,
    )


def _role(order: Order, case: Case, subject: str, subject_kind: str, now: datetime) -> ToRole:
    if order.kind == "letter" and (subject_kind == "case" or about_first_opinion(case, subject)):
        return ToRole.TREATING
    if order.kind == "letter":
        usual = ToRole.PROVIDER if subject_kind in PROVIDER_SUBJECTS else ToRole.DESK
        return letter_role(case, subject, subject_kind) or usual
    if subject_kind == "written":
        whom = subject.rpartition("/")[0]
        person = next((c for c in case.patient.contacts if c.id == whom), None)
        if person is not None:
            return ToRole.REPRESENTATIVE if person.role is ContactRole.REPRESENTATIVE else ToRole.COMPANION
    today = local(now, case.patient.time_zone).date()
    return ToRole.REPRESENTATIVE if case.patient.reader(today) else ToRole.PATIENT


def _has_no_email(case: Case, now: datetime) -> bool:
    today = local(now, case.patient.time_zone).date()
    return isinstance(patient_route(case, "", unverified_ok=False, letter_ok=False, today=today), NoRoute)


def about_first_opinion(case: Case, subject: str) -> bool:
    """True for a question back to the author of the first opinion: it goes to the treating side."""
    return any(c.id == subject and c.ordinal == 1 for c in case.clarifications)
