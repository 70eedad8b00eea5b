"""After a correction the ladders are computed anew: what the wrong fact ended goes on (``domain.md`` §12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.guards import (
    missing_before_comparison,
    missing_before_consultation,
    missing_before_records,
    missing_before_scheduling,
)
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import AuthorizationStatus, LegalBasis, ReferralStatus, RequestStatus, Stage, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.ending import cancel
from coordinator.playbook.requests import ask_for_sources, weigh_items
from coordinator.playbook.resuming import go_on

CORRECTED = "corrected"

MADE_OF = "source_seq"
"""Under this name a request keeps the number of the event that named its source."""

GUARDS = {
    Stage.REQUEST: missing_before_records,
    Stage.RECORDS: missing_before_scheduling,
    Stage.SCHEDULING: missing_before_consultation,
    Stage.CONSULTATION: missing_before_comparison,
}


def corrected(case: Case, event: Event, book: Book, act: Act) -> None:
    """Act on a fact that holds no more; what was recorded in its place is acted on as any other fact."""
    undo = _UNDONE.get(event["fact"])
    if undo is not None and event["taken_back"]:
        undo(case, event, act)
    for request in case.requests:
        if request.status is RequestStatus.READY and request.sent_at is None and not _may_leave(case, request):
            request.status = RequestStatus.WAITING
    weigh_items(case)
    ask_for_sources(case, act)
    _end_what_it_started(case, event, act)
    since = datetime.fromisoformat(event["was_recorded_at"])
    go_on(case, book, act, lambda wait, ended_by: ended_by and wait.ended_at is not None and wait.ended_at >= since)
    _ask_about_broken_guards(case, act)


def _may_leave(case: Case, request: RecordRequest) -> bool:
    if request.legal_basis is LegalBasis.TREATMENT:
        glass = any(item.record_type.physical for item in request.items)
        return request.laboratory_desk_id is not None if glass else case.referral() is not None
    paper = case.authorization(request.authorization_id or "")
    return paper is not None and paper.status is AuthorizationStatus.SIGNED


def _end_what_it_started(case: Case, event: Event, act: Act) -> None:
    first, last = int(event["first_seq"]), int(event["last_seq"])
    for wait in case.waits:
        if wait.running and first <= wait.started_seq <= last:
            wait.end(act.now, CORRECTED)
            case.note("wait_ended", act, wait=wait.id, ladder=wait.ladder, why=CORRECTED)


def _ask_about_broken_guards(case: Case, act: Act) -> None:
    """A guard that breaks later opens a work item; it does not move the case (``design.md``)."""
    today = local(act.now, case.patient.time_zone).date()
    stages = list(Stage)
    passed = [stage for stage in stages[: stages.index(case.stage)] if stage in GUARDS] if case.open else []
    for stage in passed:
        if any(GUARDS[stage](case, today)):
            case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, code=f"guard_broken:{stage}")


def _offer_lapses(case: Case, event: Event, act: Act) -> None:
    for referral in case.referrals:
        if referral.provider.id == event["provider"] and referral.status is ReferralStatus.SENT:
            referral.status = ReferralStatus.LAPSED


def _requests_cancelled(case: Case, event: Event, act: Act) -> None:
    """The requests that were made of the source; a paper that nothing else rests on is not asked for any more."""
    for request in [r for r in case.requests if r.open and str(r.details.get(MADE_OF)) == event["was_seq"]]:
        cancel(case, request, act)
        others = [r for r in case.requests if r.open and r.authorization_id == request.authorization_id]
        case.authorizations[:] = [
            a for a in case.authorizations if a.id != request.authorization_id or others or a.signed_at is not None
        ]


_UNDONE: Mapping[str, Callable[[Case, Event, Act], None]] = {
    "provider_chosen": _offer_lapses,
    "source_added": _requests_cancelled,
}
"""What the engine made of a fact, for facts whose own change is only that the engine was told."""
