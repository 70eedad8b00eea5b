"""How far the records have come, measured by the specialty's checklist (``domain.md`` §2.3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.guards import aged, without_source
from coordinator.domain.record_request import SETTLED, RecordItem, RecordRequest
from coordinator.domain.words import RequestStatus

ANSWER_DAYS = 14
"""Calendar days an office takes when nobody knows better (``domain.md`` §12, "Back-planning")."""

NO_SOURCE, NOT_ASKED_YET, TOO_OLD = "no_source", "not_asked_yet", "too_old"


def readiness(case: Case, today: date) -> dict[str, Any]:
    """``percent`` of the essential records settled, what is ``blocking``, and when the last of it may be expected.

    ``expected_on`` is empty when nothing is missing, and when something essential has no source: then no date is true.
    """
    wanted = [(item, request) for request in _live(case) for item in request.items if item.essential]
    settled = sum(_settled(case, item) for item, _ in wanted)
    blocking = [
        {
            "item": item.id,
            "record_type": item.record_type.value,
            "status": TOO_OLD if aged(case, item) else item.status.value,
            "organization": request.organization_name,
            "request": request.id,
            "dated_on": item.dated_on.isoformat() if item.dated_on else None,
        }
        for item, request in wanted
        if not _settled(case, item)
    ]
    blocking += _without_request(case)
    total = settled + len(blocking)
    waiting = [request for request in _live(case) if any(i.essential and not _settled(case, i) for i in request.items)]
    unknown = any(entry["status"] in (NO_SOURCE, NOT_ASKED_YET) for entry in blocking)
    return {
        "percent": 100 * settled // total if total else 100,
        "blocking": blocking,
        "expected_on": None if unknown or not waiting else max(_expected(case, r, today) for r in waiting).isoformat(),
    }


def _settled(case: Case, item: RecordItem) -> bool:
    return item.status in SETTLED and not aged(case, item)


def _live(case: Case) -> list[RecordRequest]:
    return [request for request in case.requests if request.status is not RequestStatus.CANCELLED]


def _without_request(case: Case) -> list[dict[str, Any]]:
    """Essential records that no request covers. Before acceptance, those with a source are not asked for yet."""
    sources = case.intake.get("sources") or []
    named = {name for source in sources for name in source.get("items") or []} if not case.requests else set()
    found = []
    for need in without_source(case):
        types = [t.value for t in need.types]
        here = [t for t in types if t in named]
        found.append(
            {
                "item": None,
                "record_type": (here or types)[0],
                "status": NOT_ASKED_YET if here else NO_SOURCE,
                "organization": None,
                "request": None,
            }
        )
    return found


def _expected(case: Case, request: RecordRequest, today: date) -> date:
    """The day the office promised, else its usual answering time after the letter left, and never a day gone by.

    The usual time is the desk's median from five answers on, else what the directory says.
    """
    if request.promised_on is not None:
        return max(request.promised_on, today)
    known = request.desk.expected_days if request.desk else None
    unsent = request.status in (RequestStatus.WAITING, RequestStatus.READY)
    sent = local(request.sent_at, case.patient.time_zone).date() if request.sent_at and not unsent else today
    return max(sent + timedelta(days=known or ANSWER_DAYS), today)
