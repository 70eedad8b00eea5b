"""What is kept of a played case: a few numbers, so that a million of them fit into memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from coordinator.domain.words import AppointmentStatus, Stage, WorkItemKind
from coordinator.simulate.memory.life import Life
from coordinator.simulate.world.offices import OWED

ANSWERS = ("records_received", "no_record_found", "request_refused", "item_waived")
DAY = timedelta(days=1)
NEVER = timedelta(days=60)
"""Who has not answered when the case ends counts with the day on which nobody waits any longer (§10.2)."""


@dataclass(frozen=True)
class Tally:
    """One case. Lengths are calendar days; ``slowest_source`` counts from the beginning of records to the last answer.

    ``answers`` are the days from our letter to the first answer of each office.
    """

    name: str
    ended: str
    stages: Mapping[str, float]
    whole: float | None
    slowest_source: float | None
    answers: tuple[float, ...]
    requests: int
    letters: int
    messages: int
    calls: int
    work_items: int
    not_sent: Mapping[str, int]
    visits: int
    no_shows: int
    facts: int
    refused: Mapping[str, int]


def tally(life: Life, facts: int, refused: Mapping[str, int]) -> Tally:
    """Count one life."""
    case = life.case
    over = [a for a in case.appointments if a.status in (AppointmentStatus.ATTENDED, AppointmentStatus.MISSED)]
    kinds = Counter(item.kind for item in case.work_items)
    calls = (WorkItemKind.CALL_DESK, WorkItemKind.CALL_PATIENT, WorkItemKind.CALL_PROVIDER)
    return Tally(
        name=case.external_id,
        ended=case.close_reason.value if case.close_reason else f"open in {case.stage}",
        stages=_stages(life),
        whole=(case.closed_at - case.opened_at) / DAY if case.closed_at else None,
        slowest_source=_slowest(life),
        answers=tuple(_answers(life)),
        requests=len(case.requests),
        letters=sum(row.kind == "letter" for row in life.sent),
        messages=sum(row.kind == "message" for row in life.sent),
        calls=sum(kinds[kind] for kind in calls),
        work_items=len(case.work_items),
        not_sent=Counter(one.reason for one in life.not_sent),
        visits=len(over),
        no_shows=sum(a.status is AppointmentStatus.MISSED for a in over),
        facts=facts,
        refused=refused,
    )


def _stages(life: Life) -> dict[str, float]:
    """Days in each stage that was left, visits added up."""
    found: dict[str, float] = {}
    at, since = Stage.REQUEST.value, life.case.opened_at
    for event in life.journal.named("stage_entered"):
        found[at] = found.get(at, 0.0) + (event.at - since) / DAY
        at, since = event["stage"], event.at
    return found


def _slowest(life: Life) -> float | None:
    entered = next((e.at for e in life.journal.named("stage_entered") if e["stage"] == Stage.RECORDS), None)
    last = [at for name in ANSWERS if (at := life.journal.since(name)) is not None]
    if entered is None:
        return None
    for request in life.case.requests:
        asked_at = entered if request.from_patient else request.sent_at
        if asked_at is not None and any(item.status in OWED for item in request.items):
            last.append(asked_at + NEVER)
    return (max(last) - entered) / DAY if last else None


def _answers(life: Life) -> list[float]:
    first: dict[str, datetime] = {}
    for name in ANSWERS[:3]:
        for event in life.journal.named(name):
            first[event["request"]] = min(event.at, first.get(event["request"], event.at))
    sent = {event["request"]: event.at for event in reversed(life.journal.named("request_sent"))}
    return [(at - sent[request]) / DAY for request, at in first.items() if request in sent]
