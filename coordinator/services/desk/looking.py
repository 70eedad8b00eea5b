"""Looking at what came in. One look is written down once, however many pages somebody turns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coordinator.domain.document import Document, locked
from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import Viewer
from coordinator.services.documents import content_of, read_document
from coordinator.services.ids import is_id
from coordinator.services.world import World, new_id
from coordinator.store import document_looks, links
from coordinator.store.document_tables import document as document_table

ONE_LOOK = timedelta(minutes=15)
MAIL = "mail"


def document_in_reach(world: World, viewer: Viewer, document_id: str) -> Any:
    """The row of a document in sight; ``NotFound`` alike for one that is not there."""
    with world.database.reading() as session:
        row = document_looks.found(session, document_id) if is_id(document_id) else None
    if row is None or not viewer.sees(row.navigator):
        raise NotFound("document.not_found")
    return row


def look(world: World, viewer: Viewer, document_id: str) -> tuple[Any, bytes]:
    """The row and the bytes of what it shows, the look written down first.

    Raises ``NotFound`` for what is gone or not in sight, ``Refused`` (``document.quarantined``) for what is locked.
    """
    row = document_in_reach(world, viewer, document_id)
    with world.database.reading() as session:
        of_case = list(session.execute(select(Document).where(document_table.c.case_id == row.case_id)).scalars())
        document = next(d for d in of_case if d.id == document_id)
        since = world.now(session) - ONE_LOOK
        again = document_looks.seen_since(session, row.case_id, document_id, viewer.email, since)
        if again and not locked(document, of_case):
            return row, content_of(session, document)
    return row, read_document(world, row.ref, document_id, by=viewer.email)[1]


def note_mail_read(world: World, viewer: Viewer, inbound_id: str, case_id: str) -> None:
    """Write down that somebody reads a mail of this case."""
    with world.database.transaction() as session:
        now = world.now(session)
        if not document_looks.seen_since(session, case_id, inbound_id, viewer.email, now - ONE_LOOK):
            links.note_read(session, new_id(), case_id, now, viewer.email, MAIL, inbound_id)


def name_of(session: Session, email: str) -> str:
    """What somebody who works here is called; the address for anybody else."""
    return document_looks.name_of(session, email)
