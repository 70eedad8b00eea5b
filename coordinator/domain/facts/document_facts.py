"""What people say about a document: what it is, that it is several or one of several, that it cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.document import Document, DocumentStatus
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.asking_again import unreadable_as, want_again
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.memory import remember
from coordinator.domain.facts.obligations import ask, finish
from coordinator.domain.facts.page_ranges import page_range, parts_of
from coordinator.domain.facts.reading import FoundItem
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.filing import refuse_pictures
from coordinator.domain.words import RecordType, RequestStatus, WorkItemKind
from coordinator.domain.words.sensitivity import Sensitivity

DOCUMENT = needed("document", Kind.DOCUMENT, "the document")


@fact(
    DOCUMENT,
    maybe("type", Kind.CHOICE, "what it is", tuple(RecordType)),
    maybe("dated", Kind.DATE, "its date of service"),
    maybe("pages", Kind.TEXT, "the pages that count, such as 2-5; a fax cover is left out"),
    maybe("item", Kind.ITEM, "the item it answers, by id or record type"),
    maybe("labels", Kind.LIST, "what makes it sensitive", tuple(Sensitivity)),
    maybe("legible", Kind.FLAG, "whether it can be read well"),
    usually="records", says="What a document is, from when, and how sensitive.",
)  # fmt: skip
def document_described(
    case: Case, act: Act, known: Known, document: Document, type: str | None = None,  # noqa: A002 - the fact's key
    dated: date | None = None, pages: str | None = None, item: FoundItem | None = None,
    labels: list[str] | None = None, legible: bool | None = None,
) -> Recorded:  # fmt: skip
    """A verified document that gets another item or other pages waits for its check again."""
    _must_be_live(document)
    before = _description(document)
    kind, answers, shown = document.kind, (document.item_id, document.request_id), document.pieces
    if item is not None:
        answers = (item[0].id, item[1].id)
        kind = item[0].record_type.value
    if pages is not None:
        shown = page_range(document, pages)
    refuse_pictures(type or kind, document.format)
    moved = answers != (document.item_id, document.request_id) or shown != document.pieces
    document.kind, document.pieces = type or kind, shown
    document.item_id, document.request_id = answers
    document.dated = dated or document.dated
    document.labels = sorted(labels) if labels is not None else document.labels
    document.legible = legible if legible is not None else document.legible
    if _description(document) == before:
        return already(document=document.id)
    event = case.note(
        "document_described", act, document=document.id, type=document.kind, dated=document.dated,
        item=document.item_id, labels=document.labels, legible=document.legible,
    )  # fmt: skip
    if moved and document.status == DocumentStatus.VERIFIED:
        document.status, document.matched = DocumentStatus.RECEIVED.value, []
        ask(case, WorkItemKind.CHECK_DOCUMENT, act, about=document.id)
    return said(event, document=document.id)


@fact(
    DOCUMENT,
    needed("parts", Kind.LIST, "pages and type of each part, such as 1-3:PATH_REPORT,4-9:IMG_REPORT"),
    usually="records", says="One file holds several documents.",
)  # fmt: skip
def document_split(case: Case, act: Act, known: Known, document: Document, parts: list[str]) -> Recorded:
    """Each part is a document of its own, on the same stored bytes, and is checked for itself.

    Pages in no part are left out of everything. A part answers the sender's item of its type, else the only one.
    """
    if document.status == DocumentStatus.SPLIT and case.answers.get(f"split.{document.id}") == parts:
        return already(document=document.id)
    _must_be_live(document)
    wanted = parts_of(document, parts)
    made = []
    for kind, pieces in wanted:
        found = _item_of_type(case, kind, document)
        part = replace(
            document, id=act.new_id(), kind=kind.value, pieces=pieces, dated=None, labels=list(document.labels),
            item_id=found[0].id if found else None, request_id=found[1].id if found else document.request_id,
            status=DocumentStatus.RECEIVED.value, matched=[], verified_by=None, verified_at=None,
        )  # fmt: skip
        case.documents.append(part)
        made.append(part)
    document.status = DocumentStatus.SPLIT.value
    remember(case, f"split.{document.id}", parts)
    event = case.note("document_split", act, document=document.id, parts=[part.id for part in made])
    finish(case, WorkItemKind.CHECK_DOCUMENT, act, document.id)
    for part in made:
        ask(case, WorkItemKind.CHECK_DOCUMENT, act, about=part.id)
    return said(event, document=document.id, documents=",".join(part.id for part in made))


@fact(
    needed("documents", Kind.LIST, "ids of the documents, in the order of their pages"),
    usually="records", says="Several files are one document.",
)  # fmt: skip
def documents_merged(case: Case, act: Act, known: Known, documents: list[str]) -> Recorded:
    """They go on as one new document, which is checked as a whole; it is as sensitive as all of them together."""
    name = f"merged.{','.join(documents)}"
    if name in case.answers:
        return already(document=str(case.answers[name]))
    found = [d for key in documents for d in case.documents if d.id == key]
    if len(found) != len(documents) or len(found) < 2:
        raise Refused("key.wrong", "ids of at least two documents of this case", field="documents")
    for one in found:
        _must_be_live(one)
    if len({one.format for one in found}) > 1 or found[0].format != "pdf":
        raise Refused("document.cannot_merge", "only PDF files have pages to put together", field="documents")
    items = {one.item_id for one in found if one.item_id}
    if len(items) > 1:
        raise Refused("document.other_item", "they answer different items", field="documents")
    lead = next((one for one in found if one.item_id), found[0])
    whole = replace(
        lead, id=act.new_id(), pieces=[piece for one in found for piece in _counted(one)], page_count=None,
        size=sum(one.size for one in found), dated=min((one.dated for one in found if one.dated), default=None),
        labels=sorted({label for one in found for label in one.labels}), sealed=any(one.sealed for one in found),
        status=DocumentStatus.RECEIVED.value, matched=[], verified_by=None, verified_at=None,
    )  # fmt: skip
    case.documents.append(whole)
    remember(case, name, whole.id)
    for one in found:
        one.status = DocumentStatus.MERGED.value
        finish(case, WorkItemKind.CHECK_DOCUMENT, act, one.id)
    event = case.note("documents_merged", act, document=whole.id, documents=documents)
    ask(case, WorkItemKind.CHECK_DOCUMENT, act, about=whole.id)
    return said(event, document=whole.id)


@fact(DOCUMENT, usually="consultation", says="The second provider does not get this document before their own view.")
def document_sealed(case: Case, act: Act, known: Known, document: Document) -> Recorded:
    """It travels neither by name nor as a count until the seal is lifted (``domain.md`` §8.6)."""
    return _seal(case, act, document, "document_sealed", sealed=True)


@fact(DOCUMENT, usually="consultation", says="The second provider may have this document after all.")
def document_unsealed(case: Case, act: Act, known: Known, document: Document) -> Recorded:
    """The seal of this one document is lifted."""
    return _seal(case, act, document, "document_unsealed", sealed=False)


@fact(
    maybe("document", Kind.DOCUMENT, "the document, if it could be filed at all"),
    maybe("item", Kind.ITEM, "the item that the disc was to answer"),
    usually="records", says="A disc or file cannot be read: it is asked for again.",
)  # fmt: skip
def disc_unreadable(
    case: Case, act: Act, known: Known, document: Document | None = None, item: FoundItem | None = None
) -> Recorded:
    """Images are wanted as DICOM with a DICOMDIR, or by electronic exchange (``domain.md`` §1.4)."""
    found = item or (case.item_and_request(document.item_id or "") if document else None)
    if found is None:
        raise Refused("key.missing", "the item, or a document that answers one", field="item")
    wanted, request = found
    ids = {"item": wanted.id, "request": request.id} | ({"document": document.id} if document else {})
    why = unreadable_as(wanted)
    if document is None and wanted.asked_again == why and request.open:
        return already(**ids)
    if document is not None:
        if document.status == DocumentStatus.UNREADABLE:
            return already(**ids)
        _must_be_live(document)
        document.status = DocumentStatus.UNREADABLE.value
        finish(case, WorkItemKind.CHECK_DOCUMENT, act, document.id)
    event = case.note("disc_unreadable", act, **ids)
    want_again(case, wanted, request, why, act)
    return said(event, **ids)


def _seal(case: Case, act: Act, document: Document, name: str, *, sealed: bool) -> Recorded:
    if document.sealed is sealed:
        return already(document=document.id)
    document.sealed = sealed
    return said(case.note(name, act, document=document.id), document=document.id)


def _must_be_live(document: Document) -> None:
    if not document.live:
        raise Refused(f"document.{document.status}", "it is not worked with any more", field="document")


def _description(document: Document) -> tuple[object, ...]:
    return (
        document.kind, document.dated, document.pieces, document.item_id, document.request_id, list(document.labels),
        document.legible,
    )  # fmt: skip


def _counted(document: Document) -> list[dict[str, Any]]:
    if document.pieces:
        return document.pieces
    return [{"document": document.id, "first": 1, "last": document.page_count}]


def _item_of_type(case: Case, kind: RecordType, document: Document) -> FoundItem | None:
    """The sender's item of this type, else the only one that any request asks for."""
    asked = [
        (item, request)
        for request in case.requests
        if request.status is not RequestStatus.CANCELLED
        for item in request.items
        if item.record_type is kind
    ]
    theirs = [found for found in asked if found[1].id == document.request_id]
    return theirs[0] if theirs else asked[0] if len(asked) == 1 else None
