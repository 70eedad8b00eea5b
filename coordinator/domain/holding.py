"""The holder ledger: per open obligation who has the ball, since when, and what ends it; days by holder.

The ledger is one small document of the case, written only when a ball changes hands: the engine, which compares it at
every rest, needs no further statement and no further row for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from coordinator.domain.case import Case
from coordinator.domain.event import Event
from coordinator.domain.handover import proposed_to
from coordinator.domain.paper_form import categories_of, initials_wanted
from coordinator.domain.record_request import ENDED, RecordRequest
from coordinator.domain.words import AuthorizationStatus, Holder, ReferralStatus, RequestStatus, Stage, WorkItemKind

PATIENT_LADDERS = {
    "need-info": ("answers that the intake left open", "missing_answered"),
    "choose-provider": ("the choice of a provider", "provider_chosen"),
    "read-comparison": ("reading the comparison", "comparison_opened"),
    "missed-visit": ("a new time after the missed visit", "appointment_booked"),
    "verify-contact": ("confirming an address or number", "contact_verified"),
}
"""Ladders that run while the patient is asked something: what for, and the fact that ends it."""

STILL = frozenset(
    {
        "message_sent",
        "message_not_sent",
        "letter_sent",
        "letter_not_sent",
        "rung_reached",
        "rung_absorbed",
        "rung_missed",
    }
)
"""Events after which every ball lies where it lay: who reaches nothing else need not compare the ledger."""

WORK = "work_item/"
"""How the balls begin that work items are."""

ABOUT_WORK = STILL | {"work_item_opened", "work_item_ended", "work_item_done", "letter_approved"}
"""Events after which no ball but a work item's can lie elsewhere: those alone are compared."""

WAITS = frozenset({"wait_started", "wait_ended"})
"""They hand a ball on only where the patient is asked something (``PATIENT_LADDERS``)."""

CALLS = (WorkItemKind.CALL_DESK, WorkItemKind.CALL_PATIENT, WorkItemKind.CALL_PROVIDER)
SECONDS_A_DAY = 86_400


Ball = tuple[str, Holder, datetime | None, tuple[str | RecordRequest, ...], str]
"""The fields of an obligation. The engine looks at a dozen of them at every rest, and reads the first three."""


class Obligation(NamedTuple):
    """Somebody must do something. ``subject`` names it within the case; ``ends_by`` is the fact that ends it.

    ``about`` is the sentence in pieces.
    """

    subject: str
    holder: Holder
    since: datetime | None
    about: tuple[str | RecordRequest, ...]
    ends_by: str

    @property
    def waiting_for(self) -> str:
        """What for, in words."""
        return "".join(_items(part) if isinstance(part, RecordRequest) else part for part in self.about)


def open_obligations(case: Case) -> list[Obligation]:
    """Everything the case waits for now. One entry a thing; a closed case waits only for borrowed material."""
    return [Obligation(*ball) for ball in _balls(case)]


def follow_balls(case: Case, events: Iterable[Event], now: datetime) -> None:
    """Let the ledger follow what happened since it was kept last; only what these events may have moved is compared."""
    names = [e.name for e in events if e.name not in WAITS or e["ladder"] in PATIENT_LADDERS]
    if case.holding is None or not ABOUT_WORK.issuperset(names):
        keep_ledger(case, now)
    elif not STILL.issuperset(names):
        keep_ledger(case, now, only_work=True)


def keep_ledger(case: Case, now: datetime, *, only_work: bool = False) -> None:
    """Let the ledger follow the case. Nothing is written while nobody hands a ball on.

    ``only_work``: since it was kept last there was nothing but ``ABOUT_WORK``.
    """
    kept = case.holding or {}
    before: Mapping[str, list[str]] = kept.get("open") or {}
    only_work = only_work and case.open
    lies = {s: ball for s, ball in before.items() if not s.startswith(WORK)} if only_work else {}
    for subject, holder, since, _about, _ends_by in _work(case) if only_work else _balls(case):
        ball = before.get(subject)
        if ball is None or ball[0] != holder:
            began = since if since is not None and ball is None else now
            ball = [str(holder), min(began, now).isoformat()]
        lies[subject] = ball
    if lies != before:
        case.holding = {"at": now.isoformat(), "open": lies, "seconds": _seconds(kept, now)}


def _seconds(kept: Mapping[str, Any], now: datetime) -> dict[str, int]:
    """Time for which each holder had at least one ball, up to ``now``."""
    seconds = dict(kept.get("seconds") or {})
    if kept:
        passed = max(0, round((now - datetime.fromisoformat(kept["at"])).total_seconds()))
        for holder in dict.fromkeys([held[0] for held in kept["open"].values()]):
            seconds[holder] = seconds.get(holder, 0) + passed
    return seconds


def days_by_holder(case: Case, now: datetime) -> dict[str, float]:
    """Days, to a tenth, for which each holder had at least one ball. Several at once count once; holders overlap."""
    return {holder: round(s / SECONDS_A_DAY, 1) for holder, s in sorted(_seconds(case.holding or {}, now).items())}


def holders(case: Case) -> list[Obligation]:
    """The open obligations, the longest wait first, each since its holder has it."""
    known: Mapping[str, list[str]] = (case.holding or {}).get("open") or {}
    found = []
    for one in open_obligations(case):
        kept = known.get(one.subject)
        same = kept is not None and kept[0] == one.holder
        found.append(one._replace(since=datetime.fromisoformat(kept[1])) if kept is not None and same else one)
    found.sort(key=lambda o: (o.since is None, o.since.isoformat() if o.since else "", o.holder, o.waiting_for))
    return found


def _balls(case: Case) -> list[Ball]:
    found = _borrowed(case)
    if case.open:
        requests = [request for request in case.requests if request.status not in ENDED]
        found += _patient(case, requests)
        found += _offices(requests)
        found += _providers(case)
        found += _ours(case, requests)
        found += _navigators(case)
    return found


def _patient(case: Case, requests: Sequence[RecordRequest]) -> list[Ball]:
    papers = case.authorizations
    found: list[Ball] = [
        (
            f"paper/{paper.id}", Holder.PATIENT, paper.asked_at, ("a signature for ", paper.organization_name),
            "authorization_signed",
        )
        for paper in papers
        if paper.status is AuthorizationStatus.WAITING
    ]  # fmt: skip
    sensitive = any(categories_of(request) for request in requests)
    found += [
        (
            f"initials/{paper.id}", Holder.PATIENT, paper.signed_at, ("initials for ", paper.organization_name),
            "authorization_signed",
        )
        for paper in (papers if sensitive else ())
        if paper.status is AuthorizationStatus.SIGNED and initials_wanted(case, paper)
    ]  # fmt: skip
    found += [
        (
            f"{wait.ladder}/{wait.subject}", Holder.PATIENT, wait.started_at, (PATIENT_LADDERS[wait.ladder][0],),
            PATIENT_LADDERS[wait.ladder][1],
        )
        for wait in case.waits
        if wait.ended_at is None and wait.ladder in PATIENT_LADDERS
    ]  # fmt: skip
    if case.stage is Stage.REQUEST and case.terms_accepted_at is None:
        found.append(("terms", Holder.PATIENT, case.opened_at, ("accepting the terms",), "terms_accepted"))
    found += [
        (
            f"request/{request.id}", Holder.PATIENT, request.sent_at or case.accepted_at, (request,),
            "records_received",
        )
        for request in requests
        if request.from_patient and request.owes
    ]  # fmt: skip
    return found


def _offices(requests: Sequence[RecordRequest]) -> list[Ball]:
    asked = (RequestStatus.SENT, RequestStatus.RECEIVED, RequestStatus.PARTIAL)
    return [
        (
            f"request/{request.id}", Holder.OFFICE, request.sent_at,
            (request, " from ", request.organization_name), "records_received",
        )
        for request in requests
        if request.sent_at
        and not request.from_patient
        and request.status in asked
        and request.owes
        and not request.ball_with_us
        and not request.reply_unread
    ]  # fmt: skip


def _providers(case: Case) -> list[Ball]:
    found: list[Ball] = [
        (
            f"referral/{referral.id}", Holder.PROVIDER, referral.packet_sent_at or referral.chosen_at,
            ("an answer from ", referral.provider.name), "referral_accepted",
        )
        for referral in case.referrals
        if referral.status is ReferralStatus.SENT
    ]  # fmt: skip
    found += [
        (
            f"prior_authorization/{one.id}", Holder.PROVIDER, one.asked_at, ("the insurer's prior authorization",),
            "prior_authorization",
        )
        for one in case.prior_authorizations[-1:]
        if one.waiting
    ]  # fmt: skip
    attended, booked = case.attended(), case.appointment()
    if attended is not None and case.visited() and not case.second_opinion_filed():
        about = ("the written opinion of ", attended.provider.name)
        found.append((f"opinion/{attended.id}", Holder.PROVIDER, attended.attended_at, about, "opinion_filed"))
    if booked is not None:
        about = ("the visit with ", booked.provider.name)
        found.append((f"visit/{booked.id}", Holder.PROVIDER, booked.booked_at, about, "visit_attended"))
    return found


def _ours(case: Case, requests: Sequence[RecordRequest]) -> list[Ball]:
    """A letter that is about to leave, and an office that waits for us: the same ball as the office's, in our hand."""
    found: list[Ball] = []
    for request in requests:
        if request.status is RequestStatus.READY:
            paper = case.authorization(request.authorization_id or "")
            since = paper.signed_at if paper else case.accepted_at
            found.append(
                (
                    f"request/{request.id}",
                    Holder.US,
                    since,
                    ("our letter to ", request.organization_name),
                    "request_sent",
                )
            )
        elif request.ball_with_us:
            ends_by = "fee_approved" if request.fee_status == "quoted" else "request_sent_again"
            about = ("our answer to ", request.organization_name)
            found.append((f"request/{request.id}", Holder.US, None, about, ends_by))
    return found


def _navigators(case: Case) -> list[Ball]:
    found = _work(case)
    if case.stage is Stage.REQUEST and case.accepted_at is None:
        about = ("identity check and acceptance",)
        found.append(("acceptance", Holder.NAVIGATOR, case.opened_at, about, "case_accepted"))
    if case.on_hold and case.hold_review_on is not None:
        about = (f"the review of the pause on {case.hold_review_on.isoformat()}",)
        found.append(("hold", Holder.NAVIGATOR, None, about, "hold_ended"))
    if proposed_to(case):
        about = (f"{proposed_to(case)} to take the case over",)
        found.append(("handover", Holder.NAVIGATOR, None, about, "handover_accepted"))
    return found


def _work(case: Case) -> list[Ball]:
    return [
        (WORK + w.id, Holder.NAVIGATOR, w.opened_at, ("work item ", w.kind), _ended_by(w.kind))
        for w in case.work_items
        if w.status == "open"  # as ``w.open`` says, which takes longer
    ]


def _ended_by(kind: WorkItemKind) -> str:
    if kind is WorkItemKind.APPROVE_LETTER:
        return "letter_approved"
    return "call_logged" if kind in CALLS else "work_item_done"


def _borrowed(case: Case) -> list[Ball]:
    return [
        (
            f"custody/{loan.id}",
            Holder.COURIER if loan.on_the_road else Holder.PROVIDER,
            loan.moved_at,
            ("the return of borrowed material",),
            "custody_moved",
        )
        for loan in case.custody
        if loan.out
    ]


def _items(request: RecordRequest) -> str:
    return ", ".join(item.record_type.value for item in request.outstanding())
