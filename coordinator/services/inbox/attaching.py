"""What came attached becomes documents of the case. The content says what it is; the name it came with is not read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from coordinator.correspondence.inbound import Attached
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.words import WorkItemKind
from coordinator.services.documents import Readied, file_document, file_into, ready
from coordinator.services.world import World
from coordinator.store import cases, document_content

MARKS = (
    (b"%PDF-", 0, ".pdf"),
    (b"\xff\xd8\xff", 0, ".jpg"),
    (b"\x89PNG", 0, ".png"),
    (b"II*\x00", 0, ".tif"),
    (b"MM\x00*", 0, ".tif"),
    (b"DICM", 128, ".dcm"),
)

T = TypeVar("T")

log = structlog.get_logger()


def attach(world: World, case_id: str, attachments: Sequence[Attached]) -> list[str]:
    """File each that is a document and return their ids; what is none stays in the mail's own bytes."""
    filed = []
    with world.database.reading() as session:
        ref = cases.load(session, [case_id])[0].ref
    for attached in attachments:
        suffix = suffix_of(attached.content)
        if suffix is None:
            continue
        try:
            filed.append(_with_file(attached.content, suffix, lambda path: file_document(world, ref, path).id))
        except Refused as refusal:
            log.warning("inbound.not_filed", case=case_id, code=refusal.code)
    return list(dict.fromkeys(filed))


def readied(attachments: Sequence[Attached]) -> list[Readied]:
    """Those that are documents, read and looked into; what is none stays in the mail's own bytes."""
    found = []
    for attached in attachments:
        suffix = suffix_of(attached.content)
        try:
            found += [_with_file(attached.content, suffix, ready)] if suffix is not None else []
        except Refused as refusal:
            log.warning("inbound.not_filed", code=refusal.code)
    return found


def attach_into(session: Session, case: Case, files: Sequence[Readied], act: Act) -> list[str]:
    """File them within a transaction that holds the case, each with a person to look at it; their ids."""
    filed = []
    for one in files:
        try:
            document, content = file_into(case, one, act)
        except Refused as refusal:
            log.warning("inbound.not_filed", case=case.id, code=refusal.code)
            continue
        if content is not None:
            session.flush()
            document_content.keep(session, document.id, content)
        if not case.open_items(WorkItemKind.CHECK_DOCUMENT, document.id):
            case.ask(WorkItemKind.CHECK_DOCUMENT, act, about=document.id)
        filed.append(document.id)
    return list(dict.fromkeys(filed))


def suffix_of(content: bytes) -> str | None:
    """The ending that fits the content; ``None`` for what is not taken in as a document."""
    return next((ending for mark, at, ending in MARKS if content[at : at + len(mark)] == mark), None)


def _with_file(content: bytes, suffix: str, do: Callable[[Path], T]) -> T:
    with tempfile.TemporaryDirectory(prefix="coordinator-inbound-") as folder:
        path = Path(folder) / f"attached{suffix}"
        path.write_bytes(content)
        return do(path)
