"""What a paper says when somebody signs it online: the very values that are fixed with the signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coordinator.correspondence.dates import letter_date
from coordinator.correspondence.patient_labels import record_type_name
from coordinator.domain.authorization import VALID_DAYS, Authorization
from coordinator.domain.errors import NotFound
from coordinator.domain.paper_form import PATIENT, SERVICE, TEMPLATE_VERSION, form_of, initials_wanted
from coordinator.domain.words import AuthorizationStatus, MayBeTold, RecordType
from coordinator.services.portal.visiting import Visitor
from coordinator.services.rendering.signing import IDENTITY_FOR_SIGNING
from coordinator.services.rendering.subject_matter import SubjectMatter

TEXT_VERSION = f"portal-1/{TEMPLATE_VERSION}"
"""Raised with every change of the words above a signature, in any language."""


@dataclass(frozen=True)
class Paper:
    """One paper in words. ``kind`` is access_request or authorization; ``recipients`` are patient, service or names."""

    id: str
    kind: str
    patient: str
    born: str
    discloser: str
    records: Sequence[str]
    dates: str
    recipients: Sequence[str]
    ends: str
    categories: Sequence[str]
    signer: str
    authority: str
    identity_ok: bool


def paper_of(here: Visitor, paper_id: str) -> Authorization:
    """A paper that waits for a signature; :class:`NotFound` for anything else."""
    found = here.case.authorization(paper_id)
    if found is None or found.status is not AuthorizationStatus.WAITING or not here.may(MayBeTold.RECORDS):
        raise NotFound("paper.not_found", field="authorization")
    return found


def described(here: Visitor, paper: Authorization, matter: SubjectMatter, language: str) -> Paper:
    """What the paper says today, for this reader."""
    form = form_of(here.case, paper)
    contact = here.contact
    return Paper(
        id=paper.id,
        kind=paper.kind.value,
        patient=here.case.patient.full_name,
        born=letter_date(here.case.patient.birth_date, language),
        discloser=paper.organization_name,
        records=[record_type_name(RecordType(item), language) for item in form.get("items", [])],
        dates=_dates(form.get("date_from"), form.get("date_to"), language),
        recipients=[_recipient(name, matter) for name in form.get("recipients", [])],
        ends=letter_date(matter.today + timedelta(days=VALID_DAYS), language),
        categories=initials_wanted(here.case, paper),
        signer=here.name,
        authority=(contact.authority or "") if contact else "",
        identity_ok=here.case.identity_level >= IDENTITY_FOR_SIGNING,
    )


def _recipient(name: str, matter: SubjectMatter) -> str:
    if name == PATIENT:
        return PATIENT
    if name == SERVICE:
        return matter.brand.name
    provider = matter.directory.provider(name)
    return provider.name if provider else name


def _dates(first: str | None, last: str | None, language: str) -> str:
    """From the first day to the last, where both are set; empty for all dates."""
    if not (first and last):
        return ""
    return " – ".join(letter_date(date.fromisoformat(day), language) for day in (first, last))
