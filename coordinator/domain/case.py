"""One patient's question from request to close; the unit of locking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from coordinator.domain.authorization import Authorization
from coordinator.domain.clarification import Clarification
from coordinator.domain.custody import Custody
from coordinator.domain.document import Document
from coordinator.domain.event import ENGINE, Act, Event
from coordinator.domain.next_step import NextStep
from coordinator.domain.opinion import Comparison, Opinion
from coordinator.domain.patient import ContactPoint, Patient
from coordinator.domain.prior_authorization import PriorAuthorization
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.visit import Appointment, Referral
from coordinator.domain.wait import Wait
from coordinator.domain.words import (
    AppointmentStatus,
    CloseReason,
    DeadlineRisk,
    Disclosure,
    OpinionStatus,
    Priority,
    ReferralStatus,
    Specialty,
    Stage,
    Stop,
    WorkItemKind,
)
from coordinator.domain.work_item import WorkItem

TEXT_ALONE = {str}
"""The kinds of values in what is noted most: nothing has to be made plain."""


@dataclass(eq=False)
class Case:
    """A case and all that guards and ladders read of it."""

    id: str
    ref: str
    external_id: str
    patient: Patient
    specialty: Specialty
    opened_at: datetime
    stage_entered_at: datetime
    intake: dict[str, Any]
    icd10cm: str | None = None
    disclosure: Disclosure = Disclosure.FULL
    navigator: str | None = None
    filed_by: str = ENGINE
    playbook_version: int = 1

    stage: Stage = Stage.REQUEST
    stage_visit: int = 1
    priority: Priority = Priority.ROUTINE
    deadline_risk: DeadlineRisk = DeadlineRisk.NONE
    deadline_on: date | None = None
    deadline_fixed: bool = False
    treatment_on: date | None = None
    consult_by: date | None = None
    risk_acknowledged_at: datetime | None = None

    identity_level: int = 0
    terms_accepted_at: datetime | None = None
    accepted_at: datetime | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    capacity_lost: bool = False

    coverage_network: str | None = None
    cost_agreed_minor: int | None = None
    prior_authorization: str | None = None
    shortlisted_at: datetime | None = None
    shortlist: list[dict[str, Any]] = field(default_factory=list)
    choosing: dict[str, Any] | None = field(default_factory=dict)
    laboratory_desk_id: str | None = None
    recollection_filed: bool = False
    third_opinion_wanted: bool = False
    decision: str | None = None
    decision_at: datetime | None = None
    copy_to_treating: str = "no"

    hold_reason: str | None = None
    hold_review_on: date | None = None
    withdrawn_at: datetime | None = None
    closed_at: datetime | None = None
    closed_from: Stage | None = None
    close_reason: CloseReason | None = None

    holding: dict[str, Any] | None = None
    late_at: datetime | None = None
    planned_at: datetime | None = None
    planned_by: str | None = None

    seq: int = 0
    acted_seq: int = 0
    stopped_seq: int = 0
    head_mac: str = ""
    wake_at: datetime | None = None
    advance_failures: int = 0
    stuck: bool = False

    requests: list[RecordRequest] = field(default_factory=list)
    authorizations: list[Authorization] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    prior_authorizations: list[PriorAuthorization] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    work_items: list[WorkItem] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    custody: list[Custody] = field(default_factory=list)
    next_steps: list[NextStep] = field(default_factory=list)
    clarifications: list[Clarification] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.begin_noting()

    def begin_noting(self) -> None:
        """Prepare the memory of what is said in this transaction; the store calls it when a case is loaded."""
        self.noted: list[Event] = []
        self.texts: list[tuple[int, str, str]] = []

    # -- the journal ---------------------------------------------------------

    def note(self, name: str, act: Act, /, **data: object) -> Event:
        """Append a fact to the journal and wake the case."""
        if set(map(type, data.values())) != TEXT_ALONE:
            data = {key: _plain(value) for key, value in data.items() if value is not None}
        self.seq += 1
        event = Event(self.seq, name, act.happened_at or act.now, act.by, data)
        self.noted.append(event)
        self.wake_at = act.now
        return event

    def write_down(self, event: Event, key: str, text: str) -> None:
        """Keep free text beside the journal, where it can be corrected and erased."""
        self.texts.append((event.seq, key, text))

    # -- standing ------------------------------------------------------------

    @property
    def open(self) -> bool:
        """True until it is closed."""
        return self.stage is not Stage.CLOSED

    @property
    def on_hold(self) -> bool:
        """True while somebody put the case aside."""
        return self.hold_reason is not None

    @property
    def urgent(self) -> bool:
        """True where the urgent profile of every ladder applies."""
        return self.priority is Priority.URGENT

    def stops(self) -> set[Stop]:
        """The stops in force (``domain.md`` §12, "Stop classes")."""
        found: set[Stop] = set()
        reason = self.close_reason
        if self.patient.deceased_on is not None or reason is CloseReason.DECEASED:
            found.add(Stop.DECEASED)
        if self.withdrawn_at is not None:
            found.add(Stop.WITHDRAWN)
        if reason is not None and not found:
            found.add(Stop.CLOSED_COMPLETED if reason.completed else Stop.CLOSED_OTHER)
        if self.hold_reason is not None and self.open:
            found.add(Stop.ON_HOLD)
        return found

    @property
    def consult_too_late(self) -> bool:
        """True when the booked visit is later than the plan back from the deadline allows."""
        appointment = self.appointment()
        if appointment is None or self.consult_by is None:
            return False
        return appointment.starts_at.astimezone(ZoneInfo(appointment.time_zone)).date() > self.consult_by

    # -- parts ---------------------------------------------------------------

    def request(self, request_id: str) -> RecordRequest | None:
        """The record request with this id."""
        for request in self.requests:  # a loop: the engine asks this more than anything else
            if request.id == request_id:
                return request
        return None

    def items(self) -> Iterable[RecordItem]:
        """Every item of every request that was not cancelled."""
        return (item for request in self.requests if request.status != "cancelled" for item in request.items)

    def item_and_request(self, name: str) -> tuple[RecordItem, RecordRequest] | None:
        """The item with this id or, where only one request asks for it, this record type."""
        found = [(item, r) for r in self.requests for item in r.items if name in (item.id, item.record_type)]
        return found[0] if found else None

    def authorization(self, authorization_id: str) -> Authorization | None:
        """The paper with this id."""
        for paper in self.authorizations:
            if paper.id == authorization_id:
                return paper
        return None

    def referral(self) -> Referral | None:
        """The offer that stands: the accepted one, else the latest that was neither declined nor lapsed."""
        accepted = latest = None
        for referral in self.referrals:
            if referral.status is ReferralStatus.ACCEPTED:
                accepted = referral
            elif referral.live:
                latest = referral
        return accepted or latest

    def appointment(self) -> Appointment | None:
        """The one booked appointment."""
        for appointment in self.appointments:
            if appointment.status is AppointmentStatus.BOOKED:
                return appointment
        return None

    def attended(self) -> Appointment | None:
        """The latest visit that took place."""
        done = [a for a in self.appointments if a.status is AppointmentStatus.ATTENDED]
        return done[-1] if done else None

    def opinion(self, ordinal: int) -> Opinion | None:
        """The opinion with this ordinal: 1 is the first."""
        return next((o for o in self.opinions if o.ordinal == ordinal), None)

    @property
    def wanted_ordinal(self) -> int:
        """The opinion this case works towards: 2, or 3 once a third one is wanted."""
        return 3 if self.third_opinion_wanted else 2

    def visited(self) -> bool:
        """True when the visit for the wanted opinion took place."""
        done = [a for a in self.appointments if a.status is AppointmentStatus.ATTENDED]
        return len(done) >= self.wanted_ordinal - 1

    def second_opinion_filed(self) -> bool:
        """True when the wanted opinion is on file."""
        opinion = self.opinion(self.wanted_ordinal)
        return opinion is not None and opinion.status is OpinionStatus.FILED

    def comparison(self) -> Comparison | None:
        """The side by side, once it was made."""
        return self.comparisons[-1] if self.comparisons else None

    def contact_point(self, point_id: str) -> ContactPoint | None:
        """A contact point of the patient or a contact."""
        return self.patient.contact_point(point_id)

    # -- work items and waits --------------------------------------------------

    def open_items(self, kind: WorkItemKind, about: str | None = None) -> list[WorkItem]:
        """Open work items of one kind, for one thing or for any."""
        return [w for w in self.work_items if w.kind is kind and w.open and (about is None or w.about == about)]

    def ask(
        self,
        kind: WorkItemKind,
        act: Act,
        *,
        about: str = "",
        code: str = "",
        due_at: datetime | None = None,
        effect_id: str | None = None,
    ) -> WorkItem | None:
        """Open a work item; ``None`` when the same one is open already."""
        if code in [open_already.code for open_already in self.open_items(kind, about)]:
            return None
        item = WorkItem(
            id=act.new_id(),
            kind=kind,
            opened_at=act.now,
            due_at=due_at or act.now,
            about=about,
            code=code,
            priority=self.priority.value,
            effect_id=effect_id,
        )
        self.work_items.append(item)
        self.note("work_item_opened", act, work_item=item.id, kind=str(kind), about=about or None, code=code or None)
        return item

    def finish(self, kind: WorkItemKind, act: Act, about: str | None = None) -> None:
        """End the open work items of this kind, because their fact is here."""
        for item in self.open_items(kind, about):
            item.end(act.now, act.by)
            self.note("work_item_ended", act, work_item=item.id, kind=str(kind))

    def waits_of(self, ladder: str, subject: str | None = None) -> list[Wait]:
        """Running waits of one ladder."""
        return [w for w in self.waits if w.ended_at is None and w.ladder == ladder and subject in (None, w.subject)]


def _plain(value: object) -> object:
    """JSON-able: dates and enumerations as text, lists element by element."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(element) for element in value]
    return value
