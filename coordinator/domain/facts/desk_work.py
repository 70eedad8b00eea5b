"""What people do at the desk: calls, notes, letters let go or held back, and work items that no other fact ends."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.clarification_making import approve_question
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import heard
from coordinator.domain.facts.memory import remember
from coordinator.domain.facts.obligations import ask, finish, finish_one
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.facts.source_facts import give_back, other_channel, send_again
from coordinator.domain.next_step import DONE
from coordinator.domain.opinion_left import COPIED
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.treating import COPY
from coordinator.domain.words import RequestStatus, WorkItemKind
from coordinator.domain.work_item import WorkItem

OUTCOMES = (
    "has_it", "never_received", "sent_already", "promised", "own_form", "fee", "left_message", "no_answer", "reached",
    "refused",
)  # fmt: skip
NOBODY_SPOKE = ("left_message", "no_answer")

CALLS = (WorkItemKind.CALL_DESK, WorkItemKind.CALL_PATIENT, WorkItemKind.CALL_PROVIDER)
ENDED_BY_HAND = (
    WorkItemKind.PLAN_INFEASIBLE, WorkItemKind.STAGE_LATE, WorkItemKind.SUPERVISOR_REVIEW, WorkItemKind.CHOOSE_WORDING,
    WorkItemKind.STUCK, WorkItemKind.COPY_INTO_OFFICE_PORTAL, WorkItemKind.CHECK_DOCUMENT,
    WorkItemKind.FIND_OFFICE_ADDRESS,
    WorkItemKind.NEXT_STEP,
)  # fmt: skip

WORK_ITEM = needed("work_item", Kind.WORK_ITEM, "the work item")
NOTE = maybe("note", Kind.TEXT, "what was said")


@fact(
    maybe("request", Kind.REQUEST, "the record request it was about"),
    maybe("contact", Kind.CONTACT, "whom we called: patient, or the id of a contact or contact point"),
    maybe("work_item", Kind.WORK_ITEM, "the call that this was; every open one about the same where left out"),
    needed("outcome", Kind.CHOICE, "what came of it", OUTCOMES),
    NOTE,
    usually="any stage", says="Somebody telephoned.", when_closed=True,
)  # fmt: skip
def call_logged(
    case: Case, act: Act, known: Known, outcome: str, request: RecordRequest | None = None, contact: str | None = None,
    work_item: WorkItem | None = None, note: str | None = None,
) -> Recorded:  # fmt: skip
    """Always new. What was told about dates, fees and refusals are facts of their own; ``own_form`` is acted on."""
    if request is not None and contact is not None:
        raise Refused("key.wrong", "a request or a contact, not both", field="contact")
    if work_item is not None and work_item.kind not in CALLS:
        raise Refused("key.wrong", "the id of a call", field="work_item")
    spoken = outcome not in NOBODY_SPOKE
    event = case.note(
        "call_logged", act, request=request.id if request else None, contact=contact,
        work_item=work_item.id if work_item else None, outcome=outcome,
    )  # fmt: skip
    if note:
        case.write_down(event, "text", note)
    if request is not None and spoken:
        heard(case, request, act)
        if outcome == "own_form" and case.open and request.open and request.sent_at is not None:
            give_back(case, request, "own_form", act)
        if outcome == "never_received" and case.open and request.open and request.sent_at is not None:
            _bring_it_there(case, request, act)
    if work_item is not None:
        finish_one(case, work_item, act)
    elif request is not None:
        finish(case, WorkItemKind.CALL_DESK, act, request.id)
        if spoken:
            finish(case, WorkItemKind.CALL_PATIENT, act, request.id)
    elif spoken:
        finish(case, WorkItemKind.CALL_PATIENT, act)
        if contact is None:
            finish(case, WorkItemKind.CALL_PROVIDER, act)
    return said(event)


@fact(
    needed("text", Kind.TEXT, "the note"),
    usually="any stage", says="A note for colleagues.", when_closed=True,
)  # fmt: skip
def note_added(case: Case, act: Act, known: Known, text: str) -> Recorded:
    """Always new."""
    event = case.note("note_added", act)
    case.write_down(event, "text", text)
    return said(event)


@fact(WORK_ITEM, usually="any stage", says="A person lets a held letter go; it leaves at the next open window.",
      when_closed=True)  # fmt: skip
def letter_approved(case: Case, act: Act, known: Known, work_item: WorkItem) -> Recorded:
    """The event names the effect, so that the service can release it."""
    return _judge(case, act, work_item, "letter_approved", None)


@fact(
    WORK_ITEM,
    needed("reason", Kind.TEXT, "why"),
    usually="any stage", says="A person does not let a held letter go.", when_closed=True,
)  # fmt: skip
def letter_withheld(case: Case, act: Act, known: Known, work_item: WorkItem, reason: str) -> Recorded:
    """The event names the effect, so that the service can end it."""
    return _judge(case, act, work_item, "letter_withheld", reason)


@fact(
    WORK_ITEM,
    NOTE,
    usually="any stage", says="A work item that no other fact ends is done.", when_closed=True,
)  # fmt: skip
def work_item_done(case: Case, act: Act, known: Known, work_item: WorkItem, note: str | None = None) -> Recorded:
    """A letter copied into an office's own portal has left with this; the event names its effect."""
    if work_item.kind not in ENDED_BY_HAND:
        raise Refused("work_item.ended_by_its_fact", work_item.kind, field="work_item")
    if not work_item.open:
        return already(work_item=work_item.id)
    if any(d.id == work_item.about and d.quarantined for d in case.documents):
        raise Refused("work_item.ended_by_its_fact", "quarantine_ended", field="work_item")
    event = case.note(
        "work_item_done",
        act,
        work_item=work_item.id,
        kind=work_item.kind,
        effect=work_item.effect_id,
        about=work_item.about or None,
    )
    for step in case.next_steps:
        if step.id == work_item.about and work_item.kind is WorkItemKind.NEXT_STEP:
            step.end(DONE, act.at)
    if note:
        case.write_down(event, "text", note)
    finish_one(case, work_item, act)
    return said(event, **_ids(work_item))


def _bring_it_there(case: Case, request: RecordRequest, act: Act) -> None:
    """``domain.md`` §1.4: by another channel; where the desk has no other, a person checks its numbers first."""
    if request.status in (RequestStatus.READY, RequestStatus.WAITING) or not request.outstanding():
        return
    channel = other_channel(request)
    if channel is not None:
        send_again(case, request, channel, act)
    else:
        ask(case, WorkItemKind.FIND_OFFICE_ADDRESS, act, about=request.id, code="another_channel")


def _judge(case: Case, act: Act, item: WorkItem, name: str, reason: str | None) -> Recorded:
    if item.kind is WorkItemKind.ASK_BACK and item.open:
        return approve_question(case, act, item, name, reason)
    if item.kind not in (WorkItemKind.APPROVE_LETTER, WorkItemKind.ASK_BACK):
        raise Refused("key.wrong", f"a work item of kind {WorkItemKind.APPROVE_LETTER}", field="work_item")
    verdict = f"letter.{item.id}"
    if not item.open:
        if case.answers.get(verdict) == name:
            return already(**_ids(item))
        raise Refused("work_item.done", "this letter was decided on before", field="work_item")
    remember(case, verdict, name)
    if item.code == COPIED and name == "letter_withheld":
        remember(case, COPY, "withheld")
    event = case.note(name, act, work_item=item.id, effect=item.effect_id)
    if reason:
        case.write_down(event, "text", reason)
    finish_one(case, item, act)
    return said(event, **_ids(item))


def _ids(item: WorkItem) -> dict[str, str]:
    return {"work_item": item.id} | ({"effect": item.effect_id} if item.effect_id else {})
