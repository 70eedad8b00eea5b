"""What people arrange on their worklist: work put off to a day, and calls agreed for a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from coordinator.domain.calendar import at_local, local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.obligations import promptly
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import WorkItemKind
from coordinator.domain.work_item import WorkItem

LONGEST_SNOOZE = timedelta(days=30)
"""What is put off longer is on hold (``placed_on_hold``), which the patient is told of."""

DAY_BEGINS = time(8)
"""In the patient's zone: when work that was put off to a day is there again."""

CALL_BACK = "call_back"
"""The code of the work item that a call agreed for a time becomes."""

WHOM = ("patient", "office", "provider")


@fact(
    needed("work_item", Kind.WORK_ITEM, "the work item"),
    needed("until", Kind.DATE, f"the day on which it comes back; at most {LONGEST_SNOOZE.days} days ahead"),
    needed("reason", Kind.TEXT, "why it can wait"),
    usually="any stage", says="Work is put off to a day; it comes back early when something happens on the case.",
    when_closed=True,
)  # fmt: skip
def work_snoozed(case: Case, act: Act, known: Known, work_item: WorkItem, until: date, reason: str) -> Recorded:
    """It stays open, and whoever is waited for keeps the ball: only the worklist leaves it out until that day."""
    if not work_item.open:
        raise Refused("work_item.done", "it is done already", field="work_item")
    zone = case.patient.time_zone
    today = local(act.now, zone).date()
    if until <= today:
        raise Refused("moment.in_past", "a day after today", field="until")
    if until > today + LONGEST_SNOOZE:
        raise Refused("snooze.too_long", "placed_on_hold is for a longer pause", field="until")
    back_at = at_local(until, DAY_BEGINS, zone)
    if work_item.snoozed_until == back_at:
        return already(work_item=work_item.id)
    event = case.note("work_snoozed", act, work_item=work_item.id, kind=work_item.kind, until=until)
    case.write_down(event, "reason", reason)
    work_item.put_off(back_at, event.seq)
    return said(event, work_item=work_item.id)


@fact(
    needed("who", Kind.CHOICE, "whom we call back", WHOM),
    needed("when", Kind.START, "when we said we would call"),
    maybe("request", Kind.REQUEST, "for an office: the record request it is about"),
    maybe("note", Kind.TEXT, "what it is about"),
    usually="any stage", says="We agreed to call back at a time.", when_closed=True,
)  # fmt: skip
def call_back_agreed(
    case: Case, act: Act, known: Known, who: str, when: datetime, request: RecordRequest | None = None,
    note: str | None = None,
) -> Recorded:  # fmt: skip
    """A call of ours that is due then; another time takes the place of the one agreed before."""
    if when <= act.now:
        raise Refused("moment.in_past", "we call back ahead", field="when")
    if (who == "office") != (request is not None):
        raise Refused("key.missing" if who == "office" else "key.wrong", "the office's record request", field="request")
    kind, about = _call(case, who, request)
    found = next((w for w in case.open_items(kind, about) if w.code == CALL_BACK), None)
    if found is not None and found.due_at == when:
        return already(work_item=found.id)
    if found is not None:
        found.due_at = when
        found.come_back()
    else:
        found = case.ask(kind, promptly(act), about=about, code=CALL_BACK, due_at=when)
    ids = {"work_item": found.id} if found is not None else {}
    event = case.note("call_back_agreed", act, **ids, who=who, when=when, request=request.id if request else None)
    if note:
        case.write_down(event, "text", note)
    return said(event, **ids)


def _call(case: Case, who: str, request: RecordRequest | None) -> tuple[WorkItemKind, str]:
    if request is not None:
        return WorkItemKind.CALL_DESK, request.id
    if who == "patient":
        return WorkItemKind.CALL_PATIENT, ""
    about = case.appointment() or case.referral()
    if about is None:
        raise Refused("referral.none", "no provider has this case", field="who")
    return WorkItemKind.CALL_PROVIDER, about.id
