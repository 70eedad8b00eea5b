"""Filing a document that came in by post, fax or disc."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import update

from coordinator.domain.document import Document
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import Act
from coordinator.services import staff
from coordinator.services.world import World, new_id
from coordinator.store import cases, journal, part_tables
from coordinator.store.database import notify

LARGEST = 50 * 1024 * 1024
"""Bytes; studies larger than this belong on an exchange, not in the case file."""

SIGNATURES = {
    ".pdf": (b"%PDF-", 0),
    ".jpg": (b"\xff\xd8\xff", 0),
    ".jpeg": (b"\xff\xd8\xff", 0),
    ".png": (b"\x89PNG", 0),
    ".tif": (b"II*\x00", 0),
    ".tiff": (b"II*\x00", 0),
    ".dcm": (b"DICM", 128),
    ".xml": (b"<", 0),
    ".txt": (b"", 0),
}


def file_document(world: World, ref: str, path: Path, *, item: str | None = None, by: str = staff.OPERATOR) -> Document:
    """Keep the bytes of ``path`` with the case; filing never changes an item by itself."""
    content = _content(path)
    with world.database.transaction() as session:
        person = staff.person(session, by)
        case = cases.lock(session, cases.id_of(session, ref))
        wanted = case.item_and_request(item) if item else None
        if item and wanted is None:
            raise NotFound("item.not_found", item, field="item")
        now = world.now(session)
        digest = hashlib.sha256(content).hexdigest()
        known = next((d for d in case.documents if d.sha256 == digest), None)
        if known is not None:
            return known
        document = Document(
            id=new_id(),
            kind=wanted[0].record_type if wanted else "GENERIC",
            sha256=digest,
            filed_at=now,
            filed_by=person.email,
            size=len(content),
            name=f"document-{len(case.documents) + 1}{path.suffix.lower()}",
            item_id=wanted[0].id if wanted else None,
        )
        case.documents.append(document)
        case.note(
            "document_filed", Act(by=person.email, now=now, new_id=new_id), document=document.id, item=document.item_id
        )
        journal.append(session, [case], world.secret, now)
        session.execute(
            update(part_tables.document).where(part_tables.document.c.id == document.id).values(content=content)
        )
        notify(session, "advance")
        return document


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise NotFound("file.not_found", str(path), field="file")
    if path.stat().st_size > LARGEST:
        raise Refused("file.too_large", f"at most {LARGEST // 1024 // 1024} MB", field="file")
    signature = SIGNATURES.get(path.suffix.lower())
    content = path.read_bytes()
    if signature is None:
        raise Refused("file.kind_unknown", f"allowed: {', '.join(sorted(SIGNATURES))}", field="file")
    mark, offset = signature
    also_big_endian = path.suffix.lower() in (".tif", ".tiff") and content.startswith(b"MM\x00*")
    if not content or (content[offset : offset + len(mark)] != mark and not also_big_endian):
        raise Refused("file.kind_differs", "the content is not what the name says", field="file")
    return content
