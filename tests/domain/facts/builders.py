"""A case in the middle of its journey, the world around it with a memory, and a short way to record a fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from coordinator.domain.authorization import Authorization
from coordinator.domain.case import Case
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts import Recorded, record
from coordinator.domain.opinion import Comparison, Opinion
from coordinator.domain.patient import Contact, ContactPoint, Patient
from coordinator.domain.provider import Provider, Slot
from coordinator.domain.question import Question
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.visit import Appointment, Referral
from coordinator.domain.words import (
    AuthorizationKind,
    CloseReason,
    ComparisonStatus,
    ContactKind,
    ContactRole,
    Department,
    ItemStatus,
    LegalBasis,
    MayBeTold,
    OpinionStatus,
    RecordType,
    ReferralStatus,
    RequestStatus,
    Specialty,
    Stage,
    VisitMode,
    WorkItemKind,
)

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
SENT_AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
VISIT_AT = datetime(2026, 12, 10, 15, tzinfo=UTC)


def mercy_desk() -> Desk:
    """The records office of most requests."""
    place = {"line": "1 Main St"}
    mercy = Organization("org-mercy", "Mercy Hospital", "hospital", "America/Chicago", address=place)
    return Desk("desk-mercy", mercy, Department.RECORDS_OFFICE, fax="+13125550100")


def bayview_lab() -> Desk:
    """A laboratory that reviews slides."""
    return Desk("desk-lab", bayview(), Department.PATHOLOGY, reviewing_laboratory=True)


def bayview() -> Organization:
    """Where the providers work."""
    return Organization("org-bay", "Bayview", "hospital", "America/Los_Angeles")


OPINION: dict[str, Any] = {
    "ordinal": 2,
    "author": {"name": "Dr. Hugo Brandt"},
    "basis_mode": "exam",
    "diagnoses": [{"label": "Osteoarthritis of the right knee", "icd10cm": "M17.11", "role": "primary"}],
}


QUESTIONS = {
    f"q1-{n}": Question(f"q1-{n}", "diagnosis", {"en": f"Question {n}?"}, ("consultation",), names_first=n == 12)
    for n in range(1, 13)
}


@dataclass
class FakeKnown:
    """The directory and the staff list, with a memory of the desks that were made."""

    providers: dict[str, Provider] = field(default_factory=dict)
    slots: dict[str, tuple[Slot, Provider]] = field(default_factory=dict)
    mercy: Desk = field(default_factory=mercy_desk)
    lab: Desk = field(default_factory=bayview_lab)
    made: list[Desk] = field(default_factory=list)
    staff: tuple[str, ...] = ("nav@clinic.example", "lee@clinic.example", "rev@clinic.example")

    def slot(self, slot_id: str) -> tuple[Slot, Provider] | None:
        return self.slots.get(slot_id)

    def free_slot(self, provider_id: str, starts_at: datetime, mode: VisitMode) -> Slot | None:
        return next(
            (
                slot
                for slot, owner in self.slots.values()
                if owner.id == provider_id and slot.starts_at == starts_at and slot.mode is mode
            ),
            None,
        )

    def holidays(self) -> frozenset[date]:
        return frozenset({date(2026, 12, 25)})

    def provider(self, provider_id: str) -> Provider | None:
        return self.providers.get(provider_id)

    def desk(self, organization: str, department: Department) -> Desk | None:
        listed = [self.mercy, self.lab, *self.made]
        return next((d for d in listed if d.organization.name == organization and d.department is department), None)

    def desk_by_id(self, desk_id: str) -> Desk | None:
        return next((d for d in (self.mercy, self.lab, *self.made) if d.id == desk_id), None)

    def laboratory(self, organization: str) -> Desk | None:
        return self.lab if organization == self.lab.organization.name else None

    def make_desk(self, organization: str, department: Department, fax: str | None) -> Desk:
        named = Organization(f"org-{organization}", organization, "unknown", "America/New_York")
        desk = Desk(f"desk-{organization}", named, department, fax=fax)
        self.made.append(desk)
        return desk

    def icd_exists(self, code: str) -> bool:
        return code in ("M17.11", "M17.12")

    def question(self, question_id: str) -> Question | None:
        return QUESTIONS.get(question_id)

    def is_staff(self, email: str) -> bool:
        return email in self.staff


@dataclass
class World:
    """One case, what surrounds it, and the time."""

    case: Case
    known: FakeKnown
    now: datetime = NOW
    numbers: Any = field(default_factory=lambda: count(1))

    def act(self, staff: str = "nav@clinic.example", roles: tuple[str, ...] = ("navigator",)) -> Act:
        return Act(by=staff, now=self.now, new_id=lambda: f"new-{next(self.numbers)}", roles=frozenset(roles))

    def record(
        self, name: str, *, staff: str = "nav@clinic.example", roles: tuple[str, ...] = ("navigator",), **values: object
    ) -> Recorded:
        return record(self.case, name, values, self.act(staff, roles), self.known)

    def refused(
        self, name: str, *, staff: str = "nav@clinic.example", roles: tuple[str, ...] = ("navigator",), **values: object
    ) -> Refused:
        """The refusal of this fact, after making sure that it changed nothing."""
        before = self.everything()
        with pytest.raises(Refused) as caught:
            self.record(name, staff=staff, roles=roles, **values)
        assert self.everything() == before
        return caught.value

    def everything(self) -> str:
        """All that a fact could have changed."""
        return repr((self.case, self.case.noted, self.case.texts, self.known))

    def rest(self) -> None:
        """The engine has acted on everything so far."""
        self.case.acted_seq = self.case.seq

    def event(self, name: str) -> dict[str, object]:
        """The data of the latest event with this name."""
        return dict(next(e.data for e in reversed(self.case.noted) if e.name == name))

    def events(self) -> list[str]:
        return [event.name for event in self.case.noted]

    def asked(self, kind: WorkItemKind, about: str = "", code: str = "", effect: str | None = None) -> str:
        """The id of a work item that the engine opened before."""
        item = self.case.ask(kind, self.act(), about=about, code=code, effect_id=effect)
        assert item is not None
        return item.id

    def open_kinds(self) -> list[WorkItemKind]:
        return [w.kind for w in self.case.work_items if w.open]

    # -- ways the case may stand -------------------------------------------------

    @property
    def letter(self) -> RecordRequest:
        return self.case.requests[0]

    def at(self, name: str) -> ItemStatus:
        found = self.case.item_and_request(name)
        assert found is not None
        return found[0].status

    def offered(self, status: ReferralStatus = ReferralStatus.SENT, wants: tuple[str, ...] = ()) -> None:
        listed = [{"what": what, "before_visit": False, "settled_on": None} for what in wants]
        self.case.referrals.append(
            Referral("ref-1", self.known.providers["p-1"], status, chosen_at=NOW, office_wants=listed)
        )

    def leave_out(self, provider: str, *filters: str) -> None:
        reasons = [{"filter": name, "reason": f"{name} says no"} for name in filters]
        self.case.shortlist = [
            {**entry, "excluded": reasons} if entry["provider"] == provider else entry for entry in self.case.shortlist
        ]

    def booked(self) -> Appointment:
        if not self.case.referrals:
            self.offered(ReferralStatus.ACCEPTED)
        self.record("appointment_booked", slot="slot-1")
        self.rest()
        appointment = self.case.appointment()
        assert appointment is not None
        return appointment

    def attended(self) -> None:
        self.booked()
        self.now = VISIT_AT + timedelta(hours=1)
        self.record("visit_attended")

    def compared(self) -> None:
        self.attended()
        first = Opinion("op-1", 1, "Dr. First", {}, "loader@clinic.example", NOW, OpinionStatus.DRAFT)
        self.case.opinions.append(first)
        self.record("opinion_filed", file=OPINION)
        self.case.comparisons.append(Comparison("cmp-1", self.now))
        self.case.stage = Stage.COMPARISON
        self.rest()

    def verified(self) -> None:
        self.compared()
        self.record("comparison_verified", staff="lee@clinic.example")

    def shared(self) -> None:
        self.verified()
        self.record("comparison_shared")

    def finished(self) -> None:
        """Everything the guard of the comparison asks for, the decision aside."""
        self.shared()
        self.record("comparison_opened")
        comparison = self.case.comparison()
        assert comparison is not None
        comparison.classified_by = "reviewer@beacon.example"

    def closed(self, reason: str = "duplicate") -> None:
        """As the engine leaves a case that ended."""
        self.record("case_closed", reason=reason)
        self.shut(reason)

    def shut(self, reason: str) -> None:
        self.case.closed_from, self.case.stage = self.case.stage, Stage.CLOSED
        self.case.close_reason, self.case.closed_at = CloseReason(reason), self.now
        self.rest()


def a_world() -> World:
    """An accepted case in ``records``: one letter sent, slides waiting, one source with the patient."""
    known = FakeKnown()
    for number, name in enumerate(("Dr. Hugo Brandt", "Dr. Ada Wong", "Dr. Out"), start=1):
        known.providers[f"p-{number}"] = Provider(f"p-{number}", name, bayview())
    for slot_id, provider, start, mode in (
        ("slot-1", "p-1", VISIT_AT, VisitMode.VIDEO),
        ("slot-2", "p-1", VISIT_AT + timedelta(days=1), VisitMode.VIDEO),
        ("slot-3", "p-2", VISIT_AT, VisitMode.VIDEO),
        ("slot-old", "p-1", NOW - timedelta(days=1), VisitMode.VIDEO),
    ):
        known.slots[slot_id] = (Slot(slot_id, start, 60, mode), known.providers[provider])
    return World(_a_case(known.mercy), known)


def _a_case(mercy: Desk) -> Case:
    case = Case(
        id="case-1", ref="SO-7K4M-Q2", external_id="x-1", patient=_a_patient(), specialty=Specialty.ORTHOPAEDICS,
        opened_at=SENT_AT, stage_entered_at=SENT_AT, intake={"sources": [], "screening": {"emergency_now": False}},
        navigator="nav@clinic.example", stage=Stage.RECORDS, accepted_at=SENT_AT, identity_level=2,
    )  # fmt: skip
    case.authorizations = [
        Authorization("auth-1", AuthorizationKind.ACCESS_REQUEST, "org-mercy", "Mercy Hospital", asked_at=SENT_AT)
    ]
    case.requests = [
        RecordRequest(
            "req-1", "Mercy Hospital", Department.RECORDS_OFFICE, LegalBasis.ACCESS_SELF, mercy, "auth-1",
            RequestStatus.SENT, _items("i", RecordType.PATH_REPORT, RecordType.IMG_DICOM), sent_at=SENT_AT,
        ),
        RecordRequest(
            "req-2", "Mercy Hospital", Department.PATHOLOGY, LegalBasis.TREATMENT, None, None, RequestStatus.WAITING,
            _items("s", RecordType.PATH_SLIDES),
        ),
        RecordRequest(
            "req-3", "At home", Department.PATIENT, None, None, None, RequestStatus.SENT,
            _items("h", RecordType.MED_LIST),
        ),
    ]  # fmt: skip
    for item in case.requests[0].items:
        item.status = ItemStatus.REQUESTED
    case.documents = [Document("doc-1", "scan", "00", NOW, "nav@clinic.example", 10, "scan.pdf", item_id="i-1",
                               request_id="req-1", format="pdf", page_count=9)]  # fmt: skip
    case.shortlist = [
        _listed("p-1"),
        _listed("p-2"),
        {**_listed("p-3"), "excluded": [{"filter": "H2", "reason": "sanctioned"}]},
    ]
    return case


def _listed(provider: str) -> dict[str, Any]:
    return {"provider": provider, "name": provider, "excluded": [], "facts": [], "slots": [], "measures": {}}


def _items(letter: str, *types: RecordType) -> list[RecordItem]:
    return [RecordItem(f"{letter}-{n}", t, essential=True) for n, t in enumerate(types, start=1)]


def _a_patient() -> Patient:
    return Patient(
        id="pat-1", person_key="k", given="Maria", family="Quintero", birth_date=date(1970, 5, 4),
        time_zone="America/New_York", language="en", state="NY",
        contacts=[
            Contact("con-1", "Rosa", ContactRole.REPRESENTATIVE, MayBeTold.ALL, in_effect="yes", authority="parent"),
            Contact("con-2", "Finn", ContactRole.COMPANION, MayBeTold.LOGISTICS),
            Contact("con-3", "Ida", ContactRole.REPRESENTATIVE, MayBeTold.ALL, in_effect="unknown", authority="agent"),
            Contact("con-4", "Ole", ContactRole.REPRESENTATIVE, MayBeTold.ALL, in_effect="yes"),
        ],
        contact_points=[
            ContactPoint("mail-1", ContactKind.EMAIL, "maria@mail.example"),
            ContactPoint("tel-1", ContactKind.PHONE, "+12125550100", position=1),
            ContactPoint("mail-2", ContactKind.EMAIL, "finn@mail.example", contact_id="con-2"),
        ],
    )  # fmt: skip


def draft(world: World) -> ComparisonStatus:
    """The status of the comparison."""
    comparison = world.case.comparison()
    assert comparison is not None
    return comparison.status
