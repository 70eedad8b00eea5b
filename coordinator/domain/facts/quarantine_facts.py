"""Somebody else's record: locked away at once, its sender told, and how that ended (``domain.md`` §1.4)."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.document import GONE, SENT_AWAY, Document, DocumentStatus, sharing_pages
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.asking_again import WRONG_RECORD, want_again
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.obligations import ask, finish
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import StaffRole, WorkItemKind

OURS = "ours"
WRONG_PATIENT = "wrong_patient"


@fact(
    needed("document", Kind.DOCUMENT, "the document"),
    maybe("request", Kind.REQUEST, "whose answer it was; that of its item when left out"),
    usually="records", says="The document is about somebody else: nobody opens it again, its sender is told.",
    when_closed=True,
)  # fmt: skip
def wrong_patient_found(
    case: Case, act: Act, known: Known, document: Document, request: RecordRequest | None = None
) -> Recorded:
    """Quarantine. Whatever shows one of its pages is locked with it, and what it answered is asked for again.

    Our patient is told nothing: it is not their data, and a word of it would tell about the other person.
    """
    if document.status in GONE or (document.quarantined and not document.suspected):
        return already(document=document.id)
    together = [document, *(d for d in sharing_pages(document, case.documents) if d.live)]
    for one in together:
        one.status, one.suspected = DocumentStatus.QUARANTINED.value, False
    document.request_id = request.id if request else document.request_id
    event = case.note("wrong_patient_found", act, document=document.id, request=document.request_id)
    for one in together:
        finish(case, WorkItemKind.CHECK_DOCUMENT, act, one.id)
        _ask_for_its_item(case, one, act)
    ask(case, WorkItemKind.CHECK_DOCUMENT, act, about=document.id, code=WRONG_PATIENT)
    return said(event, document=document.id)


@fact(
    needed("document", Kind.DOCUMENT, "the document in quarantine"),
    needed("outcome", Kind.CHOICE, "returned or destroyed as its sender asked; ours, where only its header was suspect",
           (*(status.value for status in SENT_AWAY), OURS)),
    maybe("reference", Kind.TEXT, "the sender's word, or the number of the parcel"),
    usually="any stage", says="A quarantine ended.", when_closed=True,
)  # fmt: skip
def quarantine_ended(
    case: Case, act: Act, known: Known, document: Document, outcome: str, reference: str | None = None
) -> Recorded:
    """Returned or destroyed: its bytes leave the store with this; the event names the stored documents concerned.

    ``ours`` undoes the lock of a suspect header only, and takes a supervisor, because somebody had to look.
    """
    if document.status == outcome:
        return already(document=document.id)
    if not document.quarantined:
        raise Refused("document.not_quarantined", document.status, field="document")
    if outcome == OURS:
        return _ours(case, act, document, reference)
    ended = [document, *(d for d in sharing_pages(document, case.documents) if d.quarantined)]
    for one in ended:
        one.status, one.suspected = outcome, False
        finish(case, WorkItemKind.CHECK_DOCUMENT, act, one.id)
    emptied = not_needed(case, ended)
    event = case.note("quarantine_ended", act, document=document.id, outcome=outcome, emptied=emptied)
    if reference:
        case.write_down(event, "text", reference)
    return said(event, document=document.id)


def _ours(case: Case, act: Act, document: Document, reference: str | None) -> Recorded:
    if not document.suspected:
        raise Refused("document.wrong_patient", "a person found it to be somebody else's", field="outcome")
    if StaffRole.SUPERVISOR not in act.roles:
        raise Refused("role.missing", StaffRole.SUPERVISOR)
    document.status, document.suspected = DocumentStatus.RECEIVED.value, False
    finish(case, WorkItemKind.CHECK_DOCUMENT, act, document.id)
    event = case.note("quarantine_ended", act, document=document.id, outcome=OURS)
    if reference:
        case.write_down(event, "text", reference)
    ask(case, WorkItemKind.CHECK_DOCUMENT, act, about=document.id)
    return said(event, document=document.id)


def _ask_for_its_item(case: Case, document: Document, act: Act) -> None:
    """Unless another, verified document answers the same item."""
    found = case.item_and_request(document.item_id or "")
    answered = any(d.item_id == document.item_id and d.status == DocumentStatus.VERIFIED for d in case.documents)
    if found is not None and not answered:
        want_again(case, *found, WRONG_RECORD, act)


def not_needed(case: Case, ended: list[Document]) -> list[str]:
    """Stored documents of which nothing is needed any more: no live or locked document shows a page of them."""
    stored = dict.fromkeys(str(piece["document"]) for one in ended for piece in one.shown)
    needed_still = {str(piece["document"]) for d in case.documents if d.live or d.quarantined for piece in d.shown}
    return [name for name in stored if name not in needed_still]
