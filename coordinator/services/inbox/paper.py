"""What came on paper: a scan or photograph of it goes the way of a mail, so that nothing waits in a second place."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from coordinator.domain.errors import NotFound, Refused
from coordinator.services import staff
from coordinator.services.documents import file_document
from coordinator.services.file_format import read_file
from coordinator.services.inbox.attaching import suffix_of
from coordinator.services.inbox.keeping import keep
from coordinator.services.inbox.understanding import understand
from coordinator.services.intake.addresses import clean_text
from coordinator.services.portal import inspecting
from coordinator.services.portal.uploading import OPENED_APART
from coordinator.services.record import record
from coordinator.services.world import World

PAPER = "paper"
"""By what such a mail came to us."""

CAME_BY = {
    "post": "by post", "fax": "by fax", "in_person": "in person", "disc": "on a disc", "secure_email": "by secure mail",
}  # fmt: skip
"""The ways that a person logs, in words."""

_MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "tiff": "image/tiff"}
LONGEST = 300


def file_paper(world: World, ref: str, path: Path, came_by: str, seems_from: str = "", *, by: str) -> str:
    """Put it into a case that is known; returns the document's id. A person checks it there.

    From whom it seems to be is kept as a note, since a document says that only of what it answers.
    """
    _opened(path)
    sender = clean_text(seems_from)[:LONGEST]
    filed = file_document(world, ref, path, came_by=_way(came_by), by=by).id
    if sender:
        record(world, ref, "note_added", {"text": f"What came {CAME_BY[came_by]} seems to be from {sender}."}, by=by)
    return filed


def keep_paper(world: World, path: Path, came_by: str, seems_from: str, by: str) -> str:
    """Keep it where mails wait; returns its id there. A code of ours on its pages finds its case by itself.

    The same file twice is one entry.
    """
    kind, content = _opened(path)
    if kind not in _MEDIA or suffix_of(content) is None:
        raise Refused("file.needs_a_case", "only PDF files and pictures can wait without a case", field="ref")
    with world.database.reading() as session:
        person = staff.person(session, by)
    way, sender = CAME_BY[_way(came_by)], clean_text(seems_from)[:LONGEST]
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = f"Came {way}"
    said = f"It seems to be from {sender}." if sender else "Nobody could say from whom."
    mail.set_content(f"Came {way}, and was logged by {person.email}. {said}\n")
    major, _, minor = _MEDIA[kind].partition("/")
    mail.add_attachment(content, maintype=major, subtype=minor, filename=f"paper{suffix_of(content)}")
    mail.set_boundary(hashlib.sha256(content).hexdigest()[:40])
    kept = keep(world, mail.as_bytes(), PAPER)
    understand(world, kept)
    return kept


def _opened(path: Path) -> tuple[str, bytes]:
    kind, content = read_file(path)
    if kind in OPENED_APART and not inspecting.opens(path, kind):
        raise Refused("file.unreadable", "this file cannot be opened", field="file")
    return kind, content


def _way(came_by: str) -> str:
    if came_by not in CAME_BY:
        raise NotFound("way.unknown", field="came_by")
    return came_by
