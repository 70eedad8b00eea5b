"""An invented case, built through the store: in the records stage, three requests of three items each, six waits."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bench.ground import NOW
from coordinator.domain.authorization import Authorization
from coordinator.domain.case import Case
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.event import Act
from coordinator.domain.patient import ContactPoint, Patient
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.wait import Wait
from coordinator.domain.words import (
    AuthorizationKind,
    ContactKind,
    Department,
    LegalBasis,
    RecordType,
    RequestStatus,
    Specialty,
    Stage,
)
from coordinator.paths import examples_dir
from coordinator.services.record import record
from coordinator.services.world import World, new_id
from coordinator.store import journal

REFERENCE = "SO-BENCH"
OPENED_AT = NOW - timedelta(days=3)

WANTED = (
    (Department.RECORDS_OFFICE, (RecordType.CONSULT_NOTE, RecordType.LAB_REPORT, RecordType.MED_LIST)),
    (Department.IMAGE_LIBRARY, (RecordType.IMG_DICOM, RecordType.IMG_REPORT, RecordType.ECG)),
    (Department.PHYSICIAN_OFFICE, (RecordType.HP_NOTE, RecordType.PROGRESS_NOTE, RecordType.OP_NOTE)),
)
"""The desks asked, and three things of each."""


def build(world: World, *, noted: bool = False) -> str:
    """Store one case and return its id. It rests, or it was woken by a note that is still to be acted on."""
    with world.database.transaction() as session:
        case = _case(_make_desks(session), _intake())
        session.add(case)
        session.flush()
        journal.append(session, [case], world.secret, NOW)
    if noted:
        record(world, case.ref, "note_added", {"text": "The office was kind."})
    return case.id


def _intake() -> dict[str, Any]:
    file = examples_dir() / "intake" / "intake-0006.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _make_desks(session: Session) -> list[Desk]:
    hospital = Organization(
        new_id(),
        "Lakeview General Hospital",
        "hospital",
        "America/Chicago",
        {"line": ["1 Main St"], "city": "Rochester"},
    )
    desks = [
        Desk(new_id(), hospital, department, phone=f"+1612555016{n}", fax=f"+1507555011{n}")
        for n, (department, _) in enumerate(WANTED)
    ]
    session.add_all([hospital, *desks])
    session.flush()
    return desks


def _case(desks: list[Desk], intake: dict[str, Any]) -> Case:
    case = Case(
        id=new_id(),
        ref=REFERENCE,
        external_id="BENCH",
        patient=_patient(intake),
        specialty=Specialty.ORTHOPAEDICS,
        opened_at=OPENED_AT,
        stage_entered_at=OPENED_AT,
        intake=intake,
        icd10cm="M17.11",
        navigator="navigator-0@beacon.example",
        stage=Stage.RECORDS,
        identity_level=3,
        terms_accepted_at=OPENED_AT,
        accepted_at=OPENED_AT,
    )
    act = Act(by="operator", now=OPENED_AT, new_id=new_id)
    case.note("case_opened", act, external_id=case.external_id)
    case.note("stage_entered", act, stage=Stage.RECORDS, visit=1)
    paper = Authorization(new_id(), AuthorizationKind.AUTHORIZATION, "", "Northfield Clinic", asked_at=OPENED_AT)
    case.authorizations.append(paper)
    case.requests = [_request(desk, types) for desk, (_, types) in zip(desks, WANTED, strict=True)]
    waiting = [("record-request", r.id) for r in case.requests]
    waiting += [("progress", "case"), ("stage-target", "records/1"), ("sign-authorization", paper.id)]
    case.waits = [
        Wait(new_id(), ladder, subject, OPENED_AT, case.seq, *_reached(ladder)) for ladder, subject in waiting
    ]
    case.acted_seq = case.seq
    case.wake_at = NOW + timedelta(days=4)
    return case


def _reached(ladder: str) -> tuple[str | None, datetime | None]:
    """The rung done last: what is due before ``NOW`` is behind these cases."""
    done = {"record-request": "receipt-call", "sign-authorization": "ask-2"}.get(ladder)
    return done, NOW - timedelta(hours=1) if done else None


def _patient(intake: dict[str, Any]) -> Patient:
    patient = Patient(
        id=new_id(),
        person_key="bench",
        given="Hannah",
        family="Fischer",
        birth_date=date(1979, 10, 25),
        time_zone="America/Chicago",
        language="en",
        state="OR",
        preferred_channel="email",
        postal_code="97401",
        details=intake["patient"],
    )
    patient.contact_points = [
        ContactPoint(new_id(), ContactKind.EMAIL, "p0@patients.example", verified_at=OPENED_AT),
        ContactPoint(new_id(), ContactKind.PHONE, "+15415550186", position=1),
    ]
    return patient


def _request(desk: Desk, types: tuple[RecordType, ...]) -> RecordRequest:
    return RecordRequest(
        id=new_id(),
        organization_name=desk.organization.name,
        department=desk.department,
        legal_basis=LegalBasis.ACCESS_SELF,
        desk=desk,
        status=RequestStatus.SENT,
        items=[RecordItem(new_id(), kind, essential=True) for kind in types],
        sent_at=OPENED_AT,
        channel="fax",
        last_letter_on=OPENED_AT.date(),
        last_letter_name="l01-request",
    )
