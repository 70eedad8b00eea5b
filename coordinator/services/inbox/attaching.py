"""What came attached becomes documents of the case. The content says what it is; the name it came with is not read."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import structlog

from coordinator.correspondence.inbound import Attached
from coordinator.domain.errors import Refused
from coordinator.services.documents import file_document
from coordinator.services.world import World
from coordinator.store import cases

MARKS = (
    (b"%PDF-", 0, ".pdf"),
    (b"\xff\xd8\xff", 0, ".jpg"),
    (b"\x89PNG", 0, ".png"),
    (b"II*\x00", 0, ".tif"),
    (b"MM\x00*", 0, ".tif"),
    (b"DICM", 128, ".dcm"),
)

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
            filed.append(_file(world, ref, attached.content, suffix))
        except Refused as refusal:
            log.warning("inbound.not_filed", case=case_id, code=refusal.code)
    return list(dict.fromkeys(filed))


def suffix_of(content: bytes) -> str | None:
    """The ending that fits the content; ``None`` for what is not taken in as a document."""
    return next((ending for mark, at, ending in MARKS if content[at : at + len(mark)] == mark), None)


def _file(world: World, ref: str, content: bytes, suffix: str) -> str:
    with tempfile.TemporaryDirectory(prefix="coordinator-inbound-") as folder:
        path = Path(folder) / f"attached{suffix}"
        path.write_bytes(content)
        return file_document(world, ref, path).id
