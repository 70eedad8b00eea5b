"""Making a case from what an intake tells. The file was checked before: here nothing is doubted, only read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from coordinator.domain.calendar import at_local
from coordinator.domain.case import Case
from coordinator.domain.guards import HOLDS_ALL
from coordinator.domain.patient import Contact, ContactPoint, Patient
from coordinator.domain.words import ContactKind, ContactRole, Disclosure, MayBeTold, Specialty

REPRESENTED = "represented"
"""What an intake says of a patient for whom somebody else must decide."""

NewId = Callable[[], str]


def open_case(told: Mapping[str, Any], *, ref: str, by: str, now: datetime, new_id: NewId) -> Case:
    """The case of an intake document in its normal form (JSON values); ``by`` is who loaded it.

    Nothing is noted yet: whoever opens the case says so, once its row is there.
    """
    question = told["question"]
    deadline, treatment = question.get("decision_deadline"), told.get("treatment_scheduled")
    return Case(
        id=new_id(),
        ref=ref,
        external_id=told["external_id"],
        patient=_patient(told, new_id),
        specialty=Specialty(question["specialty"]),
        opened_at=now,
        stage_entered_at=now,
        intake=dict(told),
        icd10cm=question["condition"].get("icd10cm"),
        disclosure=Disclosure(question["disclosure"]),
        navigator=told.get("navigator"),
        filed_by=by,
        deadline_on=date.fromisoformat(deadline["date"]) if deadline else None,
        deadline_fixed=bool(deadline and deadline.get("hardness") == "fixed"),
        treatment_on=date.fromisoformat(treatment["on"]) if treatment else None,
        capacity_lost=told["patient"].get("capacity") == REPRESENTED,
        answers={"sources": HOLDS_ALL} if told.get("holds_all_records") and not told.get("sources") else {},
    )


def _patient(told: Mapping[str, Any], new_id: NewId) -> Patient:
    part = told["patient"]
    name, address = part["legal_name"], part["address"]
    birth_date = date.fromisoformat(part["birth_date"])
    patient = Patient(
        id=new_id(),
        person_key=person_key(name["given"], name["family"], birth_date),
        given=name["given"],
        family=name["family"],
        birth_date=birth_date,
        time_zone=part["time_zone"],
        language=part["language"],
        state=address.get("state") or "",
        interpreter=bool(part.get("interpreter")),
        preferred_channel=part.get("preferred_channel"),
        postal_code=address.get("postal_code") or "",
        details=dict(part),
    )
    patient.contact_points += _own_points(part, new_id)
    for said in told.get("opt_ins") or ():
        _opt_in(patient, said)
    for number, given in enumerate(told.get("contacts") or (), start=1):
        contact = _contact(given, new_id)
        patient.contacts.append(contact)
        for offset, kind in enumerate((ContactKind.EMAIL, ContactKind.PHONE)):
            if given.get(kind.value):
                point = ContactPoint(new_id(), kind, given[kind.value], contact.id, position=100 * number + offset)
                patient.contact_points.append(point)
    return patient


def _own_points(part: Mapping[str, Any], new_id: NewId) -> list[ContactPoint]:
    points = []
    if part.get("email"):
        points.append(ContactPoint(new_id(), ContactKind.EMAIL, part["email"], position=0))
    for position, email in enumerate(part.get("other_emails") or (), start=40):
        points.append(ContactPoint(new_id(), ContactKind.EMAIL, email, position=position))
    points += [
        ContactPoint(
            new_id(),
            ContactKind.PHONE,
            phone["number"],
            may_text=bool(phone.get("may_text")),
            may_leave_voicemail=bool(phone.get("may_leave_voicemail")),
            position=position,
        )
        for position, phone in enumerate(part.get("phones") or (), start=1)
    ]
    return [*points, ContactPoint(new_id(), ContactKind.POST, one_line(part["address"]), position=50)]


def _contact(given: Mapping[str, Any], new_id: NewId) -> Contact:
    return Contact(
        id=new_id(),
        name=given["name"],
        role=ContactRole(given["role"]),
        may_be_told=MayBeTold(given["may_be_told"]),
        in_effect=given.get("in_effect"),
        authority=given.get("authority"),
        permitted_on=date.fromisoformat(given["permitted_on"]) if given.get("permitted_on") else None,
        permitted_by=given.get("by"),
        emergency=given.get("emergency"),
        language=given.get("language"),
        authority_until=date.fromisoformat(given["authority_until"]) if given.get("authority_until") else None,
    )


def _opt_in(patient: Patient, said: Mapping[str, Any]) -> None:
    """A yes or no of the patient for their own contact points; a no wins over what stands with a number (§4.1)."""
    what, allowed = said["what"], bool(said["allowed"])
    for point in patient.contact_points:
        if what == "unencrypted_detail" and point.kind is ContactKind.EMAIL and allowed:
            point.detail_allowed_at = at_local(date.fromisoformat(said["on"]), time(12), patient.time_zone)
            point.detail_text_version = said["text_version"]
            point.detail_allowed_by = said.get("by") or ContactRole.PATIENT.value
        elif what == "text_messages" and point.kind is ContactKind.PHONE:
            point.may_text = allowed and point.may_text
        elif what == "voicemail" and point.kind is ContactKind.PHONE:
            point.may_leave_voicemail = allowed and point.may_leave_voicemail


def one_line(address: Mapping[str, Any]) -> str:
    """A postal address with commas between its parts."""
    parts = [*address.get("line", []), address.get("city"), address.get("state"), address.get("postal_code")]
    return ", ".join(str(part) for part in parts if part)


def person_key(given: str, family: str, birth_date: date) -> str:
    """The same for every case of one name and birth date: budgets and deaths count over all of them."""
    folded = f"{given} {family}".casefold().split()
    return hashlib.sha256(f"{' '.join(folded)}|{birth_date.isoformat()}".encode()).hexdigest()
