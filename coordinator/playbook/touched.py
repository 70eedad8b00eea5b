"""What an event leaves as it was: the engine need not ask again what no such event can have changed.

``tests/simulate/any_facts.py`` asks everything again after every advance of some thousand invented lives.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from coordinator.domain.case import Case
from coordinator.domain.event import Event
from coordinator.domain.wait import Wait
from coordinator.domain.words import WorkItemKind
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

COPY_CALL = WorkItemKind.CALL_PROVIDER
"""The last guard waits for the call that settles how a copy reaches the treating doctor (``domain/treating.py``)."""

AT_ITS_DESK = frozenset({"letter_sent", "call_logged"})
"""They change no guard and no condition, only when the next letter to their desk may leave.

All but a letter about a referral: with it the provider's office has the packet.
"""


def touched(case: Case, event: Event, ladders: Mapping[str, Ladder], among: Container[str]) -> list[Wait] | None:
    """Which waits ``among`` these (by id) may say something else after this event; ``None`` where anything may."""
    if event.name in SILENT:
        return None if event.name == "work_item_ended" and event["kind"] == COPY_CALL else []
    if event.name not in AT_ITS_DESK or any(referral.id == event["about"] for referral in case.referrals):
        return None
    request = case.request(event["request"])
    if request is None:
        return []
    desk = request.desk
    asked = [r.id for r in case.requests if r is request or (desk is not None and r.desk is desk)]
    return [w for w in case.waits if w.subject in asked and w.id in among and ladders[w.ladder].subject == "request"]
