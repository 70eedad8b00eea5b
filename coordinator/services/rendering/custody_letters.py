"""L08 to a sender's privacy officer, and L11 to whoever holds borrowed material (``domain.md`` §1.4, §2.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from coordinator.correspondence.labels import DEPARTMENTS
from coordinator.correspondence.letter_values import LetterValues, LoanReturn, Misdelivery, Recipient
from coordinator.domain.calendar import local
from coordinator.domain.custody import WITH_REVIEWER, Custody
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound
from coordinator.domain.office_routes import custody_of, document_of, sender_of, sending_office
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.routes import Route, provider_of
from coordinator.domain.sheet_mark import mark_of
from coordinator.domain.words import RecordType
from coordinator.services.rendering.lines import phone_number, postal_lines
from coordinator.services.rendering.patient_lines import patient_lines
from coordinator.services.rendering.recipient import (
    PRIVACY_OFFICE,
    PRIVACY_OFFICER,
    desk_recipient,
    provider_recipient,
)
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.rendering.treating_side import courier_of

ANSWER_BUSINESS_DAYS = 5
"""How long a privacy officer is given to say what becomes of the document."""

_CAME_BY = {
    "fax": "by fax",
    "post": "by post",
    "disc": "on a disc",
    "portal": "through your portal",
    "secure_email": "by encrypted mail",
    "upload": "by upload",
    "in_person": "by hand",
}

_ONE_OR_MORE = {
    RecordType.PATH_SLIDES: ("glass slide", "glass slides"),
    RecordType.PATH_BLOCK: ("paraffin block", "paraffin blocks"),
    RecordType.IMG_DICOM: ("disc of images", "discs of images"),
}
_ANY = ("piece of material", "material")

_REMINDERS = {"return-1": 0}


def misdelivery_letter(effect: Effect, route: Route, on: date, about: SubjectMatter) -> LetterValues:
    """L08: our reference, when and how it came, and what we want to know. Nothing of what the document says."""
    case = about.case
    document, office = document_of(case, effect.subject), sending_office(case, effect.subject)
    request = sender_of(case, document) if document else None
    if document is None or office is None or request is None:
        raise NotFound("document.unknown", effect.subject)
    name = office.privacy_officer_name
    to = Recipient(
        organization=office.name,
        department=PRIVACY_OFFICE,
        postal=postal_lines(office.address),
        attention=PRIVACY_OFFICER if not name or name == PRIVACY_OFFICER else f"{name}, {PRIVACY_OFFICER}",
        fax=phone_number(office.privacy_officer_fax),
    )
    found = Misdelivery(
        number=document.id[-8:].upper(),
        received_on=local(document.filed_at, route.time_zone).date(),
        found_on=local(effect.created_at, route.time_zone).date(),
        answer_by=about.calendar().add(on, ANSWER_BUSINESS_DAYS),
        came_by=_CAME_BY.get(document.came_by or "", ""),
        department=DEPARTMENTS[request.department],
        pages=document.pages or 0,
    )
    return LetterValues(case.ref, on, about.brand, to, patient_lines(case.patient), misdelivery=found,
                        mark=mark_of(document.id))  # fmt: skip


def loan_letter(effect: Effect, route: Route, on: date, about: SubjectMatter) -> LetterValues:
    """L11: what was lent, by whom, until when, and where it belongs."""
    case = about.case
    loan = custody_of(case, effect.subject)
    found = case.item_and_request(loan.item_id) if loan else None
    if loan is None or found is None:
        raise NotFound("custody.unknown", effect.subject)
    item, request = found
    provider = provider_of(case, effect.subject)
    if loan.desk is not None:
        to = desk_recipient(loan.desk, effect.name)
    elif provider is not None:
        to = provider_recipient(provider)
    else:
        raise NotFound("custody.no_holder", effect.subject)
    one, more = _ONE_OR_MORE.get(item.record_type, _ANY)
    material = f"{loan.count} {one if loan.count == 1 else more}" if loan.count else more
    block = LoanReturn(
        lender=request.organization_name,
        postal=_return_to(request),
        kind=more,
        material=material,
        them="it" if loan.count == 1 or (one, more) == _ANY else "them",
        courier=loan.courier or courier_of(loan.desk),
        stains=loan.stains or "",
        accessions=tuple(loan.accessions),
        received_on=_reached_on(loan, route),
        tracking=loan.tracking or "",
        return_by=loan.return_by,
        overdue=loan.return_by is not None and loan.return_by < on,
        reminder=_REMINDERS.get(effect.rung or "return-1", 1),
        blocks=item.record_type is RecordType.PATH_BLOCK,
    )
    return LetterValues(case.ref, on, about.brand, to, patient_lines(case.patient), loan_return=block,
                        mark=mark_of(loan.id))  # fmt: skip


DOCUMENT_LETTERS: Mapping[str, Callable[[Effect, Route, date, SubjectMatter], LetterValues]] = {
    "l08-wrong-patient": misdelivery_letter,
    "l11-slide-return": loan_letter,
}
"""Letters that are neither about a record request nor to the provider of a visit."""


def _return_to(request: RecordRequest) -> tuple[str, ...]:
    lines = postal_lines(request.desk.organization.address) if request.desk else ()
    return (request.organization_name, DEPARTMENTS[request.department], *lines)


def _reached_on(loan: Custody, route: Route) -> date | None:
    """The day the reviewer got it, on their wall clock."""
    steps = [step for step in loan.history if step["status"] == WITH_REVIEWER]
    return local(datetime.fromisoformat(steps[-1]["at"]), route.time_zone).date() if steps else None
