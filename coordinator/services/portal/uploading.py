"""A file that somebody sends online: it waits apart until its size, name and content agree, then a person checks it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coordinator.correspondence.patient_labels import record_type_name
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.words import MayBeTold
from coordinator.services.documents import file_document
from coordinator.services.file_format import LARGEST, read_file
from coordinator.services.portal import inspecting
from coordinator.services.portal.visiting import Visitor
from coordinator.services.world import World

SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".txt", ".dcm", ".xml")
MOST_MEGABYTES = LARGEST // 1024 // 1024
OPENED_APART = ("pdf", "dicom")
"""Kinds that are more than their bytes: to file them, something has to read them."""


def wanted(here: Visitor, language: str) -> list[tuple[str, str]]:
    """What the patient said they hold and has not sent yet: id and name of each item."""
    _may(here)
    return [
        (item.id, record_type_name(item.record_type, language))
        for request in here.case.requests
        if request.from_patient and request.open
        for item in request.outstanding()
    ]


@contextmanager
def quarantine(world: World, name: str) -> Iterator[Path]:
    """A place for one file: a name of our own, with the ending it came with, and gone again when it was dealt with.

    Raises ``Refused`` for an ending that is not taken in; nothing else of the name is used.
    """
    suffix = Path(name.replace("\\", "/")).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused("file.kind_unknown", field="file")
    folder = world.files / "quarantine"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(16)}{suffix}"
    path.touch(mode=0o600)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def file_upload(world: World, here: Visitor, path: Path, item: str) -> str:
    """File what lies in quarantine with the case; returns the document's id. A person checks it before it counts."""
    _may(here)
    if item and item not in {known for known, _ in wanted(here, here.language)}:
        raise NotFound("item.not_found", field="item")
    kind, _ = read_file(path)
    if kind in OPENED_APART and not inspecting.opens(path, kind):
        raise Refused("file.unreadable", field="file")
    return file_document(world, here.case.ref, path, item=item or None, came_by="upload", by=here.person).id


def _may(here: Visitor) -> None:
    if not here.may(MayBeTold.RECORDS):
        raise NotFound("upload.not_found", field="file")
