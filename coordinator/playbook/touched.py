"""What an event leaves as it was: the engine need not ask again what no such event can have changed.

``tests/simulate/any_facts.py`` asks everything again after every advance of some thousand invented lives.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from coordinator.domain.case import Case
from coordinator.domain.event import Event
from coordinator.domain.wait import Wait
from coordinator.domain.words import Stage, WorkItemKind
from coordinator.playbook.parts import (
    ANY_REQUEST,
    EVERY,
    NONE,
    ONE_REQUEST,
    OTHER,
    STAGE,
    STEPS,
    TELLS_OF,
    VISITS,
    Parts,
)
from coordinator.playbook.schema import Ladder

SILENT = frozenset(
    {
        "message_sent",
        "message_not_sent",
        "letter_not_sent",
        "letter_handed_over",
        "letter_approved",
        "wait_started",
        "wait_ended",
        "rung_reached",
        "work_item_opened",
        "work_item_ended",
    }
)
"""Events that change nothing a guard, a condition or another wait's next rung reads: after them none is asked again."""

MUTE = SILENT - {"work_item_ended"}
"""Those of which that is certain whatever they carry."""

COPY_CALL = WorkItemKind.CALL_PROVIDER
"""The last guard waits for the call that settles how a copy reaches the treating doctor (``domain/treating.py``)."""

ACTED_ON = {WorkItemKind.FIND_OFFICE_ADDRESS: ANY_REQUEST, WorkItemKind.NEXT_STEP: frozenset({STEPS})}
"""Work that changes something else when a person says that it is done."""

STILL_OWED = frozenset(
    {
        "request_ready",
        "request_sent",
        "request_received",
        "request_answered",
        "office_promised",
        "fee_quoted",
        "fee_approved",
        "fee_paid",
    }
)
"""After these the office owes what it owed before: its paper is needed as much."""

AT_ITS_DESK = frozenset({"letter_sent", "call_logged"})
"""They change no guard and no condition, only when the next letter to their desk may leave.

All but a letter about a referral: with it the provider's office has the packet.
"""


def tells_of(case: Case, event: Event) -> Parts:
    """The parts of the case that may be otherwise after this event; of one request and its paper also the ids."""
    name = event.name
    if name in SILENT:
        last_guard = name == "work_item_ended" and event["kind"] == COPY_CALL and case.stage is Stage.COMPARISON
        return frozenset({OTHER}) if last_guard else NONE
    if name in AT_ITS_DESK:
        return frozenset({VISITS}) if any(referral.id == event["about"] for referral in case.referrals) else NONE
    if name == "work_item_done":
        return ACTED_ON.get(WorkItemKind(event["kind"]), NONE)
    if name == "stage_entered" and event["stage"] != Stage.CLOSED:
        return frozenset({STAGE})
    parts = TELLS_OF.get(name, EVERY)
    return _which(case, event) if parts is ONE_REQUEST else parts


def _which(case: Case, event: Event) -> Parts:
    """Which request it is, and which paper it rests on; all of the records where the event does not say."""
    request = case.request(event["request"])
    if request is None:
        return ANY_REQUEST
    paper = request.authorization_id if event.name not in STILL_OWED else None
    return ONE_REQUEST | ({request.id, paper} if paper else {request.id})


def at_its_desk(case: Case, event: Event, ladders: Mapping[str, Ladder], among: Container[str]) -> list[Wait]:
    """Which waits ``among`` these (by id) the event lets write to its desk at another time."""
    request = case.request(event["request"]) if event.name in AT_ITS_DESK else None
    if request is None:
        return []
    desk = request.desk
    asked = [r.id for r in case.requests if r is request or (desk is not None and r.desk is desk)]
    return [w for w in case.waits if w.subject in asked and w.id in among and ladders[w.ladder].subject == "request"]
