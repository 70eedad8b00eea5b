"""A document goes from the wrong case to the right one: out of the one and into the other, or neither."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.document import Document
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import Act
from coordinator.domain.filing import DICOM
from coordinator.domain.moving import take_out
from coordinator.services import staff
from coordinator.services.dicom_header import read_header
from coordinator.services.documents import Readied, content_of, file_into
from coordinator.services.file_format import active
from coordinator.services.pdf_pages import count_pages
from coordinator.services.world import World, new_id
from coordinator.store import cases, document_content, journal
from coordinator.store.database import notify

log = structlog.get_logger()


def move_document(world: World, ref: str, document_id: str, to_ref: str, *, by: str = staff.OPERATOR) -> str:
    """Move what a document shows to another case, where a person checks it; returns its id there.

    Of a file that was split, the pages of this part only. Raises ``Refused`` and ``NotFound``, and then nothing has
    changed.
    """
    with world.database.transaction() as session:
        source, target = cases.id_of(session, ref), cases.id_of(session, to_ref)
        if source == target:
            raise Refused("case.same", "it lies in this case already", field="case")
        person = staff.person(session, by)
        ids = sorted((source, target))
        cases.lock_people(session, ids)
        found = {case.id: case for case in cases.lock_all(session, ids)}
        case = found[source]
        document = next((d for d in case.documents if d.id == document_id), None)
        if document is None:
            raise NotFound("document.not_found", document_id[:60], field="document")
        now = world.now(session)
        act = Act(by=person.email, now=now, new_id=new_id, roles=person.roles)
        content = content_of(session, document)
        taken_out(session, case, [document], act, to=target)
        there, kept = file_into(found[target], _readied(document, content), act, came_by=document.came_by)
        if kept is not None:
            session.flush()
            document_content.keep(session, there.id, kept)
        journal.append(session, list(found.values()), world.secret, now)
        notify(session, "advance")
    log.info("document.moved", case=source)
    return there.id


def taken_out(session: Session, case: Case, documents: Sequence[Document], act: Act, *, to: str | None = None) -> None:
    """Take these out of a case that is locked, and their bytes where nothing else there shows a page of them."""
    for document in documents:
        emptied = take_out(case, document, act, to=to)
        session.flush()
        document_content.empty(session, emptied)


def _readied(document: Document, content: bytes) -> Readied:
    kind = document.format or ""
    is_pdf = kind == "pdf"
    header = read_header(content) if kind == DICOM else None
    return Readied(kind, content, count_pages(content) if is_pdf else None, header, is_pdf and active(content))
