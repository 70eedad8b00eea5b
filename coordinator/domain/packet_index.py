"""The ordered index of what a second provider gets, and what stays out of it (``domain.md`` §1.4, §2.4, §8.6).

Pure: the index follows from the case as it stands. A document that is not verified, that is locked away, that is more
sensitive than its paper allows, or that is sealed, is in no entry, no count and no name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from coordinator.domain.authorization import Authorization
from coordinator.domain.case import Case
from coordinator.domain.document import Document, DocumentStatus, locked
from coordinator.domain.event import Act
from coordinator.domain.office_routes import sender_of
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import AuthorizationStatus, ItemStatus, RecordType, RequestStatus

INDEX = "packet_index"
NOT_INDEXED = "packet.not_indexed"

SEALED, NOT_INITIALLED, NOT_OURS = "sealed", "label.not_initialled", "quarantined"

_ORDER = {kind.value: place for place, kind in enumerate(RecordType)}


@dataclass
class PacketEntry:
    """One line of the index, numbered once all are in order.

    ``document_id`` is empty for a record that was verified without a filed document.
    """

    number: int
    record_type: RecordType
    document_id: str | None
    item_id: str | None
    request_id: str | None
    dated: date | None
    pages: int | None
    files: int = 1
    legible: bool | None = None

    @property
    def key(self) -> str:
        """What the entry stands for, the same in every later index."""
        return self.document_id or self.item_id or ""


@dataclass(frozen=True)
class Withheld:
    """A verified document that may not travel, for staff only."""

    document_id: str
    code: str
    detail: str = ""


def packet_index(case: Case, on: date | None = None) -> list[PacketEntry]:
    """Reports before studies before notes, older before newer; numbered without gaps. ``on`` is today, for papers."""
    found = _entries(case, on)
    found.sort(key=lambda e: (_ORDER[e.record_type], e.dated is None, e.dated or date.min, e.key))
    for number, entry in enumerate(found, start=1):
        entry.number = number
    return found


def packet_keys(case: Case, on: date | None = None) -> list[str]:
    """What the entries of the index stand for, in no order."""
    return [entry.key for entry in _entries(case, on)]


def withheld(case: Case, on: date | None = None) -> list[Withheld]:
    """Verified documents that are in no packet, and why."""
    return [held for document in _verified(case) for held in [held_back(case, document, on)] if held is not None]


def held_back(case: Case, document: Document, on: date | None = None) -> Withheld | None:
    """Why this document may not travel now; ``None`` when it may."""
    if locked(document, case.documents):
        return Withheld(document.id, NOT_OURS)
    if document.sealed and not case.second_opinion_filed():
        return Withheld(document.id, SEALED)
    uncovered = sorted(set(document.labels) - _initialled(case, document, on))
    return Withheld(document.id, NOT_INITIALLED, ", ".join(uncovered)) if uncovered else None


def indexed(case: Case) -> bool:
    """True when the index was made in this visit to the stage."""
    made = case.answers.get(INDEX)
    return isinstance(made, dict) and made.get("visit") == case.stage_visit


def index_packet(case: Case, on: date, act: Act) -> None:
    """Make the index and keep which things it names; the guard of the records stage asks for it."""
    keys = [entry.key for entry in packet_index(case, on)]
    case.answers = {
        **case.answers, INDEX: {"visit": case.stage_visit, "at": act.now.isoformat(), "entries": keys}
    }  # fmt: skip
    case.note("packet_indexed", act, entries=keys)


def _verified(case: Case) -> Iterable[Document]:
    return (d for d in case.documents if d.status == DocumentStatus.VERIFIED)


def _entries(case: Case, on: date | None) -> list[PacketEntry]:
    return [*_documents(case, on), *_items_without_document(case)]


def _documents(case: Case, on: date | None) -> Iterable[PacketEntry]:
    studies: dict[str, int] = {}
    free = [d for d in _verified(case) if held_back(case, d, on) is None]
    for document in free:
        if document.study_uid:
            studies[document.study_uid] = studies.get(document.study_uid, 0) + 1
    shown: set[str] = set()
    for document in free:
        if document.study_uid in shown:
            continue  # one study is many files and one line
        shown |= {document.study_uid} - {""}
        sender = sender_of(case, document)
        yield PacketEntry(
            number=0,
            record_type=RecordType(document.kind) if document.kind in _ORDER else RecordType.GENERIC,
            document_id=document.id,
            item_id=document.item_id,
            request_id=sender.id if sender else None,
            dated=document.dated,
            pages=document.pages,
            files=studies.get(document.study_uid, 1),
            legible=document.legible,
        )


def _items_without_document(case: Case) -> Iterable[PacketEntry]:
    """What a person verified on paper. An item with any document that is held back is not named in its place."""
    answered = {d.item_id for d in case.documents if d.status == DocumentStatus.VERIFIED or d.sealed or d.quarantined}
    for request, item in _items(case):
        if item.status is ItemStatus.VERIFIED and item.id not in answered:
            yield PacketEntry(0, item.record_type, None, item.id, request.id, None, None)


def _items(case: Case) -> Iterable[tuple[RecordRequest, RecordItem]]:
    return (
        (request, item)
        for request in case.requests
        if request.status is not RequestStatus.CANCELLED
        for item in request.items
    )


def _initialled(case: Case, document: Document, on: date | None) -> set[str]:
    """The categories that the covering paper initials: that of its request, else any paper that the patient signed."""
    sender = sender_of(case, document)
    own = case.authorization(sender.authorization_id or "") if sender else None
    papers = [own] if own is not None else case.authorizations
    return {code for paper in papers if _in_force(paper, on) for code in paper.initials}


def _in_force(paper: Authorization, on: date | None) -> bool:
    return paper.status is AuthorizationStatus.SIGNED and (on is None or paper.valid_on(on))
