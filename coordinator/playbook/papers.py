"""Papers to sign as time goes by: they lapse, are renewed in time, and are issued again when an office wants better."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from coordinator.domain.authorization import END_OF_CASE, Authorization
from coordinator.domain.calendar import at_local, local
from coordinator.domain.case import Case
from coordinator.domain.errors import Reason
from coordinator.domain.event import Act
from coordinator.domain.paper_form import initials_wanted, resting_on, successor, why_not_covered
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import AuthorizationStatus, LegalBasis, RequestStatus, WorkItemKind
from coordinator.playbook.requests import make_ready

RENEWAL_OFFERED = timedelta(days=30)
"""So long before it lapses a paper that is still needed gets a successor to sign (``domain.md`` §3.2)."""

_DAY, MIDNIGHT = timedelta(days=1), time(0)

ANSWER_DAYS = 14
"""Calendar days an office takes when nobody knows better (``domain.md`` §12, "Back-planning")."""

MENDED_BY_A_NEW_PAPER = ("authorization.not_described", "authorization.other_recipient", "authorization.incomplete")
"""Reasons that only another signature ends."""

RENEWED = (AuthorizationStatus.SIGNED, AuthorizationStatus.EXPIRED)
"""A paper gets a successor before its day, or after it; never one that nobody signed or that was taken back."""

NOT_SENT = (RequestStatus.WAITING, RequestStatus.READY)
"""A request whose letter has not left: only such a one still needs to be brought under a paper."""


def weigh_papers(case: Case, act: Act) -> None:
    """Let papers lapse on their day, and see to it that nothing an office owes is left without a valid one."""
    today = local(act.now, case.patient.time_zone).date()
    for paper in list(case.authorizations):
        if paper.status is AuthorizationStatus.SIGNED:
            _lapse(case, paper, today, act)
        if paper.status not in RENEWED or not case.open or successor(case, paper) is not None:
            continue
        resting = resting_on(case, paper)
        if not resting:
            continue
        if paper.status is AuthorizationStatus.EXPIRED:
            renew(case, paper, act)
        else:
            _renew_in_time(case, paper, resting, today, act)
    if case.open:
        for request in case.requests:
            if request.status in NOT_SENT:
                _cover(case, request, today, act)


def weighs_papers_at(case: Case, now: datetime) -> datetime | None:
    """The next local midnight at which a paper lapses, or one that is needed gets its successor."""
    zone = case.patient.time_zone
    today, soonest = local(now, zone).date(), date.max
    for paper in case.authorizations:
        last_day = paper.expires_on
        if last_day is None or last_day < today or paper.status is not AuthorizationStatus.SIGNED:
            continue
        soonest = min(soonest, last_day + _DAY)
        offered_on = last_day - RENEWAL_OFFERED
        if today < offered_on < soonest and successor(case, paper) is None and resting_on(case, paper):
            soonest = offered_on
    return at_local(soonest, MIDNIGHT, zone) if soonest < date.max else None


def renew(case: Case, paper: Authorization, act: Act) -> Authorization:
    """A new paper to sign in the place of this one; what was signed and what left under it stays with the old."""
    made = Authorization(
        act.new_id(),
        paper.kind,
        paper.organization_id,
        paper.organization_name,
        asked_at=act.now,
        alone_for=paper.alone_for,
        renews=paper.id,
    )
    case.authorizations.append(made)
    running_out = paper.valid_on(local(act.now, case.patient.time_zone).date())
    case.note("authorization_renewal_made", act, authorization=made.id, renews=paper.id)
    if not running_out:
        case.note("authorization_requested", act, authorization=made.id)
    return made


def issue_again(case: Case, request: RecordRequest, act: Act) -> None:
    """The office does not take the paper (name, date of birth, form): the patient signs another one (§1.4)."""
    paper = case.authorization(request.authorization_id or "")
    if paper is None or request.legal_basis is LegalBasis.TREATMENT:
        return
    following = successor(case, paper)
    if following is None or following.status is not AuthorizationStatus.WAITING:
        following = renew(case, paper, act)
        if paper.valid_on(local(act.now, case.patient.time_zone).date()):
            case.note("authorization_requested", act, authorization=following.id)
    request.authorization_id = following.id


def expected_answer_on(case: Case, request: RecordRequest, today: date) -> date:
    """When the office may be expected to answer: its promise, its legal date, else its usual time after the letter."""
    if request.promised_on is not None:
        return max(request.promised_on, today)
    if request.due_on is not None:
        return max(request.due_on, today)
    usual = (request.desk.p75_days if request.desk else None) or ANSWER_DAYS
    sent_on = local(request.sent_at, case.patient.time_zone).date() if request.sent_at else today
    return max(sent_on + timedelta(days=usual), today)


def _lapse(case: Case, paper: Authorization, today: date, act: Act) -> None:
    if not case.open and paper.expires_event == END_OF_CASE:
        why = "case_ended"
    elif paper.expires_on is not None and today > paper.expires_on:
        why = "date_passed"
    else:
        return
    expire(case, paper, why, act)


def expire(case: Case, paper: Authorization, why: str, act: Act) -> None:
    """From now on nothing new rests on it; a successor that waited quietly is asked for like any other paper."""
    paper.status = AuthorizationStatus.EXPIRED
    case.note("authorization_expired", act, authorization=paper.id, why=why)
    following = successor(case, paper)
    if case.open and following is not None and following.status is AuthorizationStatus.WAITING:
        case.note("authorization_requested", act, authorization=following.id)


def _renew_in_time(case: Case, paper: Authorization, resting: Sequence[RecordRequest], today: date, act: Act) -> None:
    """Thirty days ahead quietly; at once and aloud when the paper will lapse before the answer is expected."""
    if paper.expires_on is None:
        return
    late = any(expected_answer_on(case, request, today) > paper.expires_on for request in resting)
    if late:
        made = renew(case, paper, act)
        case.ask(WorkItemKind.CALL_PATIENT, act, about=made.id, code="paper_lapses_before_answer")
    elif today >= paper.expires_on - RENEWAL_OFFERED:
        renew(case, paper, act)


def _cover(case: Case, request: RecordRequest, today: date, act: Act) -> None:
    """A request whose signed paper does not carry it: initials are asked for once, another paper is issued once."""
    paper = case.authorization(request.authorization_id or "")
    if paper is None or paper.status is not AuthorizationStatus.SIGNED or not request.outstanding():
        return
    reasons = why_not_covered(case, request, today)
    if not reasons:
        make_ready(case, request, act)
        return
    if any(reason.code == "authorization.initials_missing" for reason in reasons):
        _ask_for_initials(case, paper, act)
    if _signing_helps(case, request, reasons) and successor(case, paper) is None:
        issue_again(case, request, act)


def _signing_helps(case: Case, request: RecordRequest, reasons: list[Reason]) -> bool:
    if request.legal_basis is LegalBasis.ACCESS_DIRECTIVE and case.referral() is None:
        return False  # whom the patient would name is not known yet
    return any(reason.code in MENDED_BY_A_NEW_PAPER for reason in reasons)


def _ask_for_initials(case: Case, paper: Authorization, act: Act) -> None:
    """Once for each set of categories: a patient who said no is not asked again by the program."""
    wanted = ",".join(initials_wanted(case, paper))
    asked = f"initials_asked.{paper.id}"
    if wanted and case.answers.get(asked) != wanted:
        case.answers = {**case.answers, asked: wanted}
        case.ask(WorkItemKind.CALL_PATIENT, act, about=paper.id, code=f"initials:{wanted}")
