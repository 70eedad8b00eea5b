"""Two cases that may be about one person: a person says whether they are. Nothing is merged (``domain.md`` §1.3)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import leave_to_engine, remember
from coordinator.domain.facts.obligations import finish_one
from coordinator.domain.facts.registry import fact, needed
from coordinator.domain.words import CloseReason, WorkItemKind
from coordinator.domain.work_item import WorkItem


@fact(
    needed("work_item", Kind.WORK_ITEM, "the proposal; its code is the other case"),
    needed("duplicate", Kind.FLAG, "yes: this case ends and the other goes on; no: both go on"),
    usually="request", says="Somebody looked whether two cases are about the same thing.",
)  # fmt: skip
def duplicate_settled(case: Case, act: Act, known: Known, work_item: WorkItem, duplicate: bool) -> Recorded:
    """A yes closes this case as ``duplicate`` and names the one that goes on; nothing is carried over."""
    if work_item.kind is not WorkItemKind.DUPLICATE_PROPOSED:
        raise Refused("key.wrong", f"a work item of kind {WorkItemKind.DUPLICATE_PROPOSED}", field="work_item")
    other, verdict = work_item.code, "yes" if duplicate else "no"
    if not work_item.open:
        if (case.answers.get("duplicates") or {}).get(other) == verdict:
            return already(work_item=work_item.id)
        raise Refused("work_item.done", "this was decided before", field="work_item")
    remember(case, "duplicates", {**(case.answers.get("duplicates") or {}), other: verdict})
    event = case.note("duplicate_settled", act, work_item=work_item.id, of=other, duplicate=verdict)
    finish_one(case, work_item, act)
    if duplicate:
        closing = case.note("case_closed", act, reason=CloseReason.DUPLICATE, of=other)
        case.stopped_seq = closing.seq
        leave_to_engine(case, "closing", CloseReason.DUPLICATE.value, closing)
    return said(event, work_item=work_item.id)
