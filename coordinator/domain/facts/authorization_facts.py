"""The patient's signature: given by the patient or by somebody with authority, and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from coordinator.domain.authorization import END_OF_CASE, VALID_DAYS, Authorization
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.facts.things import PATIENT
from coordinator.domain.paper_form import form_of, newest, successor
from coordinator.domain.patient import Contact
from coordinator.domain.words import AuthorizationStatus, ContactRole, MayBeTold, WorkItemKind
from coordinator.domain.words.sensitivity import Sensitivity, sensitivity

METHODS = ("drawn", "typed", "paper", "witnessed")
REVOKED_HOW = ("letter", "email", "phone", "portal", "in_person")


@fact(
    needed("authorization", Kind.AUTHORIZATION, "the paper"),
    maybe("expires_on", Kind.DATE, f"the last day it holds; {VALID_DAYS} days after signing"),
    maybe("signer", Kind.CONTACT, f"{PATIENT}, or the id of the representative who signed; {PATIENT}"),
    maybe("authority", Kind.TEXT, "on what authority a representative signs, where the contact does not say"),
    maybe("initials", Kind.LIST, "sensitive categories initialled, such as HIV,GENETIC"),
    maybe("expires_event", Kind.CHOICE, "an end beside or instead of a date", (END_OF_CASE,)),
    maybe("method", Kind.CHOICE, "how it was signed", METHODS),
    maybe("evidence", Kind.TEXT, "where the signature can be looked at, such as the id of a signing service"),
    maybe("document", Kind.DOCUMENT, "the papers that show a representative's authority"),
    usually="any stage", says="The paper was signed; the requests under it may leave.",
)  # fmt: skip
def authorization_signed(
    case: Case, act: Act, known: Known, authorization: Authorization, expires_on: date | None = None,
    signer: str = PATIENT, authority: str | None = None, initials: list[str] | None = None,
    expires_event: str | None = None, method: str | None = None, evidence: str | None = None,
    document: Document | None = None,
) -> Recorded:  # fmt: skip
    """``domain.md`` §3.2 and §12: a minor's paper is signed by a parent or guardian, with the authority in words.

    What the paper says is fixed now. Signing one that lapsed signs the paper that renews it.
    """
    zone = case.patient.time_zone
    signed_on, today = local(act.at, zone).date(), local(act.now, zone).date()
    signer = PATIENT if signer == case.patient.id else signer
    if authorization.status is AuthorizationStatus.EXPIRED:
        authorization = newest(case, authorization)
    if authorization.status is AuthorizationStatus.REVOKED:
        raise Refused("authorization.revoked", "a paper that was taken back cannot be signed again")
    if authorization.status is AuthorizationStatus.EXPIRED:
        raise Refused("authorization.expired", "nothing is asked under it any more")
    words = _authority(case, signer, authority, signed_on)
    until = expires_on or _lasts(authorization, signer, today)
    if until is None and expires_event is None:
        until = signed_on + timedelta(days=VALID_DAYS)
    if until is not None and until <= today:
        raise Refused("authorization.incomplete", "it must hold beyond today", field="expires_on")
    listed = _categories(initials or ())
    if _same(authorization, signer, until, words, listed, said_so=initials is not None):
        return already(authorization=authorization.id)
    authorization.status, authorization.signed_at = AuthorizationStatus.SIGNED, act.at
    authorization.signer, authorization.authority = signer, words
    authorization.authority_document_id = document.id if document else authorization.authority_document_id
    authorization.initials = listed if initials is not None else authorization.initials
    authorization.expires_on, authorization.expires_event = until, END_OF_CASE
    authorization.signature_method, authorization.signature_evidence = method, evidence
    for request in case.requests:
        if authorization.renews and request.authorization_id == authorization.renews and request.open:
            request.authorization_id = authorization.id
    authorization.form = form_of(case, authorization)
    event = case.note(
        "authorization_signed", act, authorization=authorization.id, signer=signer, expires_on=until,
        initials=authorization.initials or None, method=method,
    )  # fmt: skip
    finish(case, WorkItemKind.CALL_PATIENT, act, authorization.id)
    return said(event, authorization=authorization.id)


@fact(
    needed("authorization", Kind.AUTHORIZATION, "the paper"),
    maybe("how", Kind.CHOICE, "how the patient told us", REVOKED_HOW),
    usually="any stage", says="The patient took the paper back: nothing rests on it from now on.",
)  # fmt: skip
def authorization_revoked(
    case: Case, act: Act, known: Known, authorization: Authorization, how: str | None = None
) -> Recorded:
    """A stop. The engine cancels the requests under the paper; what left under it stays listed with it."""
    if authorization.status is AuthorizationStatus.REVOKED:
        return already(authorization=authorization.id)
    authorization.status, authorization.revoked_at = AuthorizationStatus.REVOKED, act.at
    authorization.revoked_how = how
    following = successor(case, authorization)
    if following is not None and following.status is AuthorizationStatus.WAITING:
        following.status = AuthorizationStatus.REVOKED  # nobody is asked to sign again what was just taken back
        for request in case.requests:
            if request.authorization_id == following.id:
                request.authorization_id = authorization.id
    event = case.note("authorization_revoked", act, authorization=authorization.id, how=how)
    case.stopped_seq = event.seq
    return said(event, authorization=authorization.id)


def _categories(initials: Iterable[str]) -> list[str]:
    """The categories meant; an unknown one is refused rather than kept as initials for nothing."""
    found = {word: sensitivity(word) for word in initials}
    if unknown := [word for word, category in found.items() if category is None]:
        listed = ", ".join(Sensitivity)
        raise Refused("key.wrong", f"{unknown[0][:40]} is none of {listed}", field="initials")
    return sorted({category.value for category in found.values() if category is not None})


def _lasts(paper: Authorization, signer: str, today: date) -> date | None:
    """What a paper signed by the same person already says, so that the same fact again does not prolong it."""
    holds = paper.expires_on is not None and paper.expires_on > today and paper.valid_on(today)
    return paper.expires_on if holds and paper.signer == signer else None


def _same(
    paper: Authorization, signer: str, until: date | None, authority: str | None, initials: list[str], *, said_so: bool
) -> bool:
    return (
        paper.status is AuthorizationStatus.SIGNED
        and paper.signer == signer
        and paper.expires_on == until
        and paper.authority == authority
        and (not said_so or paper.initials == initials)
    )


def _authority(case: Case, signer: str, authority: str | None, signed_on: date) -> str | None:
    """On what authority the signer signs; ``None`` for the patient. Raises where the paper would be defective."""
    if signer == PATIENT:
        if case.patient.is_minor(signed_on):
            raise Refused("authorization.minor_signs", "a parent or guardian signs for a minor", field="signer")
        if case.capacity_lost:
            raise Refused("authorization.incomplete", "somebody with authority signs for the patient", field="signer")
        return None
    contact = _contact(case, signer)
    if contact.role is not ContactRole.REPRESENTATIVE:
        raise Refused("authorization.incomplete", "only a representative signs for the patient", field="signer")
    if not contact.acts_on(signed_on):
        raise Refused("authorization.incomplete", "the representative's authority is not in effect", field="signer")
    if contact.may_be_told is MayBeTold.LOGISTICS:
        raise Refused(
            "authorization.incomplete", "records are outside what this representative may see", field="signer"
        )
    words = authority or contact.authority
    if not words:
        raise Refused("authorization.incomplete", "say on what authority the representative signs", field="authority")
    return words


def _contact(case: Case, signer: str) -> Contact:
    contact = next((c for c in case.patient.contacts if c.id == signer), None)
    if contact is None:
        raise Refused("key.wrong", f"{PATIENT}, or the id of a contact", field="signer")
    return contact
