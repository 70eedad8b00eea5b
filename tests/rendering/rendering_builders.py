"""The six example intakes as cases in mid-life, and one way to render each thing."""

from __future__ import annotations

import email
import email.policy
import json
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import pypdfium2
from rendering_directory import MemoryDirectory, example_directory

from coordinator.correspondence.parts import Brand
from coordinator.domain.authorization import Authorization
from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.effect import Effect
from coordinator.domain.patient import Contact, ContactPoint, Patient
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.routes import NoRoute, Route, route_of
from coordinator.domain.visit import Appointment, Referral
from coordinator.domain.words import (
    AuthorizationKind,
    AuthorizationStatus,
    ContactKind,
    ContactRole,
    Department,
    Disclosure,
    ItemStatus,
    LegalBasis,
    MayBeTold,
    ReceiptEvidence,
    RecordType,
    ReferralStatus,
    RequestStatus,
    Specialty,
    ToRole,
    VisitMode,
)
from coordinator.paths import examples_dir
from coordinator.services.rendering import Letterhead, Rendered, render

NOW = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
SENT_AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SIGNED_AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
VISIT_AT = datetime(2026, 12, 17, 20, 0, tzinfo=UTC)
HOLIDAYS = frozenset({date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)})
INTAKES = (1, 2, 3, 4, 5, 6)
ENGLISH = (1, 3, 4, 5, 6)
MESSAGES = (
    "m01-welcome", "m02-verify-contact", "m03-need-info", "m04-accepted", "m06-sign-authorization",
    "m11-records-progress", "m12-records-ready", "m17-shortlist", "m18-booked", "m19-preparation",
    "m20-reminder-3-days", "m21-reminder-1-day", "m23-changed-or-cancelled",
    "m24-missed-visit", "m25-after-visit", "m26-comparison-ready",
)  # fmt: skip
DESK_LETTERS = (
    "l01-request", "l02-reminder-1", "l03-reminder-2", "l04-pre-deadline", "l05-overdue", "l06-partial-receipt",
)  # fmt: skip
LEGAL_ONLY = ("l04-pre-deadline", "l05-overdue")
ABOUT_VISITS = (
    "m18-booked",
    "m23-changed-or-cancelled",
    "m19-preparation",
    "m20-reminder-3-days",
    "m21-reminder-1-day",
    "m25-after-visit",
)

LETTERHEAD = Letterhead(
    brand=Brand(
        name="Beacon Coordination",
        help_phone="(612) 555-0100",
        help_hours="Monday to Friday, 8 AM to 6 PM",
        hours_elsewhere={"es": "de lunes a viernes, de 8 a. m. a 6 p. m."},
        postal=("100 Example Avenue", "Minneapolis, MN 55401"),
        mail_from="care@beacon.example",
        fax="(612) 555-0101",
    ),
    mail_from="care@beacon.example",
    fax_address="{number}@fax.example",
)


def intake(number: int) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((examples_dir() / "intake" / f"intake-{number:04}.json").read_text())
    return read


def case_of(number: int, directory: MemoryDirectory | None = None) -> Case:
    """A case whose papers are signed, whose letters left, and that has a referral and a booked visit."""
    directory = directory or example_directory()
    told = intake(number)
    deadline = told["question"]["decision_deadline"]
    treatment = told["treatment_scheduled"]
    case = Case(
        id=f"case-{number}",
        ref=f"SO-7K4M-Q{number}",
        external_id=told["external_id"],
        patient=_patient(told),
        specialty=Specialty(told["question"]["specialty"]),
        opened_at=SIGNED_AT,
        stage_entered_at=SIGNED_AT,
        intake=told,
        icd10cm=told["question"]["condition"]["icd10cm"],
        disclosure=Disclosure(told["question"]["disclosure"]),
        navigator="ana.ruiz@beacon.example",
        identity_level=3,
        accepted_at=SIGNED_AT,
        deadline_on=date.fromisoformat(deadline["date"]) if deadline else None,
        treatment_on=date.fromisoformat(treatment["on"]) if treatment else None,
        consult_by=date(2026, 12, 30) if deadline else None,
        shortlist=[_listed("Dr. Amara Diallo"), _listed("Dr. Jonas Weber"), _listed("Dr. Ellen Marsh", "H3")],
        shortlisted_at=NOW,
    )
    for source in told["sources"]:
        _ask(case, source, directory)
    provider = directory.providers[0]
    case.referrals.append(
        Referral("referral", provider, ReferralStatus.ACCEPTED, chosen_at=NOW, accept_by=date(2026, 12, 8))
    )
    case.appointments.append(
        Appointment(
            "appointment", provider, VISIT_AT, 45, VisitMode.IN_PERSON, provider.time_zone, "uid-1@beacon.example", 2
        )
    )
    return case


def _listed(name: str, excluded: str = "") -> dict[str, Any]:
    out = [{"filter": excluded, "reason": "gave the first opinion"}] if excluded else []
    return {"provider": name, "name": name, "excluded": out, "facts": [], "slots": [], "measures": {}}


def _patient(told: dict[str, Any]) -> Patient:
    person = told["patient"]
    patient = Patient(
        id="patient", person_key="key", given=person["legal_name"]["given"], family=person["legal_name"]["family"],
        birth_date=date.fromisoformat(person["birth_date"]), time_zone=person["time_zone"], language=person["language"],
        state=person["address"]["state"], preferred_channel=person["preferred_channel"],
        details={key: person[key] for key in ("former_names", "preferred_name", "address", "phones", "sex")},
    )  # fmt: skip
    _points(patient, None, person["email"], [phone["number"] for phone in person["phones"]])
    for number, one in enumerate(told["contacts"]):
        contact = Contact(
            f"contact-{number}", one["name"], ContactRole(one["role"]), MayBeTold(one["may_be_told"]),
            one.get("in_effect"), one.get("authority"),
        )  # fmt: skip
        patient.contacts.append(contact)
        _points(patient, contact.id, one.get("email"), [one["phone"]] if one.get("phone") else [])
    return patient


def _points(patient: Patient, owner: str | None, address: str | None, phones: list[str]) -> None:
    given = [(ContactKind.EMAIL, address)] if address else []
    for kind, value in [*given, *((ContactKind.PHONE, phone) for phone in phones)]:
        at = len(patient.contact_points)
        patient.contact_points.append(
            ContactPoint(f"point-{at}", kind, value, owner, verified_at=SIGNED_AT, position=at)
        )


def _ask(case: Case, source: dict[str, Any], directory: MemoryDirectory) -> None:
    department = Department(source["department"])
    details = {key: source[key] for key in ("dates", "mrn") if key in source}
    types = [RecordType(name) for name in source["items"]]
    if department is Department.PATIENT:
        return
    for basis in (LegalBasis.ACCESS_SELF, LegalBasis.TREATMENT):
        wanted = [t for t in types if t.physical is (basis is LegalBasis.TREATMENT)]
        if not wanted:
            continue
        number = len(case.requests)
        request = RecordRequest(
            f"request-{number}", source["organization"], department, basis,
            directory.desk(source["organization"], department), status=RequestStatus.SENT,
            items=[RecordItem(f"item-{number}-{t}", t, True, ItemStatus.REQUESTED) for t in wanted], details=details,
            sent_at=SENT_AT, received_at=SENT_AT, receipt_evidence=ReceiptEvidence.FAX_CONFIRMED,
            due_on=date(2026, 12, 24), channel="fax",
        )  # fmt: skip
        case.requests.append(request)
        if basis is LegalBasis.TREATMENT:
            request.laboratory_desk_id = laboratory(directory).id
        else:
            request.authorization_id = _sign(case, request).id


def laboratory(directory: MemoryDirectory) -> Desk:
    return next(d for d in directory.desks if d.reviewing_laboratory)


def _sign(case: Case, request: RecordRequest) -> Authorization:
    by = case.patient.reader(SIGNED_AT.date())
    paper = Authorization(
        f"paper-{request.id}", AuthorizationKind.ACCESS_REQUEST, request.organization_name, request.organization_name,
        AuthorizationStatus.SIGNED, SIGNED_AT, SIGNED_AT, by.id if by else "patient", by.authority if by else None,
    )  # fmt: skip
    case.authorizations.append(paper)
    return paper


def message(name: str, case: Case, subject: str = "") -> Effect:
    role = ToRole.REPRESENTATIVE if case.patient.reader(NOW.date()) else ToRole.PATIENT
    return _effect("message", name, case, role, subject or ("appointment" if name in ABOUT_VISITS else "point-0"))


def letter(name: str, case: Case, request: RecordRequest) -> Effect:
    return _effect("letter", name, case, ToRole.DESK, request.id)


def to_provider(name: str, case: Case, rung: str | None = None) -> Effect:
    subject = "referral" if name.startswith("l12") else "appointment"
    return _effect("letter", name, case, ToRole.PROVIDER, subject, rung)


def _effect(kind: str, name: str, case: Case, role: ToRole, subject: str, rung: str | None = None) -> Effect:
    return Effect(
        id=f"{name}-{subject}", key=f"{case.id}/1/{name}/{role}/{subject}", case_id=case.id, kind=kind, name=name,
        cause_seq=1, to_role=role, subject=subject, due_at=NOW, created_at=NOW, lane="mail", rung=rung, arose_at=NOW,
    )  # fmt: skip


def route_for(effect: Effect, case: Case) -> Route:
    found = route_of(effect, case, today=NOW.date())
    assert not isinstance(found, NoRoute), found
    return found


def rendered(
    case: Case,
    *effects: Effect,
    route: Route | None = None,
    directory: MemoryDirectory | None = None,
    texts: dict[int, dict[str, str]] | None = None,
    now: datetime = NOW,
    draft: bool = False,
) -> Rendered:
    return render(
        effects,
        route or route_for(effects[0], case),
        case,
        letterhead=LETTERHEAD,
        directory=directory or example_directory(),
        texts=texts or {},
        holidays=HOLIDAYS,
        now=now,
        draft=draft,
    )


def mail(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def body(raw: bytes) -> str:
    """The text and the HTML of a mail, as one string on one line."""
    parts = [mail(raw).get_body((kind,)) for kind in ("plain", "html")]
    return " ".join(" ".join(part.get_content().split()) for part in parts if part)


def attachments(raw: bytes) -> list[tuple[str, bytes]]:
    return [(a.get_filename() or "", a.get_payload(decode=True)) for a in mail(raw).iter_attachments()]


def pdf_text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


def page_count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
