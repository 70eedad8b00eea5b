"""Filing a document that came in, and reading one again. Every read is written down before the bytes are handed out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.document import GONE, Document, DocumentStatus, locked
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import Act
from coordinator.domain.filing import DICOM, file
from coordinator.domain.moving import put_back
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.study import StudyHeader
from coordinator.domain.words import StaffRole
from coordinator.services import staff
from coordinator.services.dicom_header import read_header
from coordinator.services.file_format import active, read_file, suffix_of
from coordinator.services.pdf_pages import count_pages, take_pages
from coordinator.services.world import World, new_id
from coordinator.store import cases, document_content, journal
from coordinator.store.database import notify

WAYS = ("fax", "post", "disc", "portal", "secure_email", "upload", "in_person")
"""How a document may have come."""


def file_document(
    world: World,
    ref: str,
    path: Path,
    *,
    item: str | None = None,
    came_by: str | None = None,
    by: str | staff.Person = staff.OPERATOR,
) -> Document:
    """Keep the bytes of ``path`` with the case; filing never changes an item by itself, it opens a check.

    The same bytes filed twice are one document; bytes that were somebody else's are not taken in again.
    """
    if came_by is not None and came_by not in WAYS:
        raise Refused("key.wrong", f"one of {', '.join(WAYS)}", field="came-by")
    readied = ready(path)
    with world.database.transaction() as session:
        person = staff.person(session, by)
        case = cases.lock(session, cases.id_of(session, ref))
        wanted = case.item_and_request(item) if item else None
        if item and wanted is None:
            raise NotFound("item.not_found", item, field="item")
        now = world.now(session)
        document, content = file_into(case, readied, _act(person, now), wanted=wanted, came_by=came_by)
        if content is not None:
            journal.append(session, [case], world.secret, now)
            document_content.keep(session, document.id, content)
            notify(session, "advance")
        return document


@dataclass(frozen=True)
class Readied:
    """A file that was read and looked into, before anything is locked."""

    kind: str
    content: bytes
    pages: int | None
    header: StudyHeader | None
    active: bool


def ready(path: Path) -> Readied:
    """Read a file and count its pages. Raises ``Refused`` for what is not taken in."""
    kind, content = read_file(path)
    is_pdf = kind == "pdf"
    header = read_header(content) if kind == DICOM else None
    return Readied(kind, content, count_pages(content) if is_pdf else None, header, is_pdf and active(content))


def file_into(
    case: Case,
    readied: Readied,
    act: Act,
    *,
    wanted: tuple[RecordItem, RecordRequest] | None = None,
    came_by: str | None = None,
) -> tuple[Document, bytes | None]:
    """The document, and the bytes that the caller has to keep beside it; ``None`` where the case has them already."""
    digest = hashlib.sha256(readied.content).hexdigest()
    same = [d for d in case.documents if d.sha256 == digest]
    back = next((d for d in same if d.status == DocumentStatus.MOVED and not d.pieces), None)
    if back is not None:
        put_back(case, back, act)
        return back, readied.content
    known = same[0] if same else None
    if known is not None and locked(known, case.documents):
        raise Refused("document.wrong_patient", "this very file was locked away before", field="file")
    if known is not None:
        return known, None
    identity, kind = act.new_id(), readied.kind
    document = Document(
        id=identity,
        kind=wanted[0].record_type.value if wanted else "GENERIC",
        sha256=digest,
        filed_at=act.now,
        filed_by=act.by,
        size=len(readied.content),
        name=f"{identity}{suffix_of(kind)}",
        item_id=wanted[0].id if wanted else None,
        request_id=wanted[1].id if wanted else None,
        format=kind,
        page_count=readied.pages,
        came_by=came_by,
    )
    readable = (kind != "pdf" or readied.pages is not None) and (kind != DICOM or readied.header is not None)
    file(case, document, readied.header, act, readable=readable, active=readied.active)
    return document, readied.content


def read_document(
    world: World, ref: str, document_id: str, *, why: str | None = None, by: str = staff.OPERATOR
) -> tuple[Document, bytes]:
    """What a document shows, as bytes. Who read it and when is committed first (``domain.md`` §10.3).

    One in quarantine is read by a supervisor only, with a reason; one that went back or was destroyed by nobody.
    """
    with world.database.transaction() as session:
        person = staff.person(session, by)
        case = cases.lock(session, cases.id_of(session, ref))
        document = next((d for d in case.documents if d.id == document_id), None)
        if document is None:
            raise NotFound("document.not_found", document_id, field="document")
        _allow(case, document, person, why)
        content = content_of(session, document)
        now = world.now(session)
        document_content.note_read(session, new_id(), case.id, document.id, now, person.email, why)
        case.note("document_read", _act(person, now), document=document.id, locked=locked(document, case.documents))
        journal.append(session, [case], world.secret, now)
        notify(session, "advance")
    return document, content


def _act(person: staff.Person, now: datetime) -> Act:
    return Act(by=person.email, now=now, new_id=new_id, roles=person.roles)


def _allow(case: Case, document: Document, person: staff.Person, why: str | None) -> None:
    if document.status in GONE:
        raise NotFound("document.gone", document.status, field="document")
    if not locked(document, case.documents):
        return
    if StaffRole.SUPERVISOR not in person.roles:
        raise Refused("document.quarantined", "only a supervisor may open it", field="document")
    if not why:
        raise Refused("document.quarantined", "say with --why for what it is opened", field="why")


def content_of(session: Session, document: Document) -> bytes:
    """The bytes of what it shows."""
    stored = document_content.stored(session, [str(piece["document"]) for piece in document.shown])
    if document.pieces:
        return take_pages(stored, document.pieces)
    if document.id not in stored:
        raise NotFound("document.gone", document.status, field="document")
    return stored[document.id]
