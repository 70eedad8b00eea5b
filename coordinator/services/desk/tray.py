"""The inbox tray: mails, paper and documents that wait to be understood, in one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.correspondence.labels import LABELS
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import RecordType
from coordinator.domain.words.inbound_words import InboundKind, InboundStatus
from coordinator.services.desk import cursor
from coordinator.services.desk.worklist import ON_A_PAGE, Listed
from coordinator.services.inbox.paper import PAPER
from coordinator.services.inbox.passing import passed_lately
from coordinator.store import proposals, tray

KINDS: Mapping[InboundKind, str] = {
    InboundKind.REPLY: "Mail",
    InboundKind.UNKNOWN: "Mail that no program understands",
    InboundKind.BOUNCE_HARD: "Mail of ours that came back",
    InboundKind.BOUNCE_SOFT: "Mail of ours that is delayed",
    InboundKind.COMPLAINT: "Complaint about a mail of ours",
    InboundKind.AUTO_REPLY: "Answer of a machine",
    InboundKind.FAX_DELIVERED: "Confirmation of a fax",
    InboundKind.FAX_FAILED: "Fax that did not arrive",
}
CODES: Mapping[str, str] = {
    "active_content": "The file may run something when it is opened.",
    "unreadable": "Its pages cannot be counted.",
    "not_dicom": "A picture came where images of a study were asked for.",
    "header_differs": "Its header names somebody else in part.",
    "wrong_patient_header": "Its header names somebody else; it is locked away.",
    "wrong_patient": "It is somebody else's; its sender waits for word.",
}
WAYS: Mapping[str, str] = {
    "fax": "fax", "post": "post", "disc": "disc", "portal": "office's portal", "secure_email": "secure mail",
    "upload": "upload by the patient", "in_person": "brought in person",
}  # fmt: skip


@dataclass(frozen=True)
class Came:
    """One thing in the tray. ``proposed``: whose it is or may be, in words, with ``sure`` where that is certain."""

    id: str
    what: str
    sender: str
    says: str
    at: datetime
    rank: int
    proposed: list[str]
    sure: bool
    navigator: str | None
    document: bool
    note: str = ""


def waiting(session: Session, viewer: Viewer, now: datetime, after: str = "") -> Listed:
    """What waits, urgent first and then what waits longest. Four statements, however much there is."""
    told = cursor.read(after, int, str, str)
    place = (told[0], datetime.fromisoformat(told[1]), told[2]) if told else None
    most = ON_A_PAGE + 1
    lately = passed_lately(viewer, now)
    mails = tray.mails(session, viewer.navigators, lately, most, place)
    papers = tray.documents(session, viewer.navigators, most, place)
    asked = {entry["case"] for row in mails for entry in row.may_answer or [] if row.ref is None}
    asked |= {row.passed_case for row in mails if row.passed_case}
    maybe = {c.id: f"{c.given} {c.family}, {c.ref}" for c in _cases(session, viewer, asked)}
    both = sorted([*(_mail(row, maybe) for row in mails), *map(_document, papers)], key=lambda c: (c.rank, c.at, c.id))
    shown = both[:ON_A_PAGE]
    onward = cursor.written(shown[-1].rank, shown[-1].at.isoformat(), shown[-1].id) if len(both) > ON_A_PAGE else ""
    return Listed(shown, tray.count(session, viewer.navigators, lately), onward)


def kind_words(row: Any) -> str:
    """What a mail is."""
    if row.came_by == PAPER:
        return str(row.subject or "Paper")
    if row.status is InboundStatus.RECEIVED or row.kind is None:
        return "Mail that just came in"
    return KINDS[row.kind]


def type_words(kind: str) -> str:
    """What a document is."""
    return LABELS[RecordType(kind)].name if kind in list(RecordType) and kind != RecordType.GENERIC else "Document"


def _cases(session: Session, viewer: Viewer, ids: set[str]) -> Sequence[Any]:
    return proposals.cases_in_sight(session, viewer.navigators, ids=sorted(ids)) if ids else []


def _mail(row: Any, maybe: Mapping[str, str]) -> Came:
    words = " ".join((row.text or "").split())
    own = [f"{row.given} {row.family}, {row.ref}"] if row.ref else []
    named = [row.passed_case] if row.passed_case else []
    asked = dict.fromkeys([*named, *(entry["case"] for entry in row.may_answer or [])])
    notes = [f"{len(row.documents)} attached"] if row.documents else []
    notes += [f"{row.passed_by} passes it on as of {row.passed_ref}"] if row.passed_by and not row.ref else []
    return Came(
        id=row.id,
        what=kind_words(row),
        sender=row.sender or row.concerned or "",
        says=words[:180] + ("…" if len(words) > 180 else ""),
        at=row.at,
        rank=row.rank,
        proposed=own or [maybe[case] for case in asked if case in maybe],
        sure=bool(row.ref),
        navigator=row.navigator,
        document=False,
        note="; ".join(notes),
    )


def _document(row: Any) -> Came:
    pages = f", {row.page_count} page{'s' if row.page_count != 1 else ''}" if row.page_count else ""
    by = WAYS.get(row.came_by or "", "")
    return Came(
        id=row.id,
        what=f"{type_words(row.kind)} to look at",
        sender=row.organization_name or "",
        says=f"{(row.format or 'file').upper()}{pages}{f', by {by}' if by else ''}.",
        at=row.at,
        rank=row.rank,
        proposed=[f"{row.given} {row.family}, {row.ref}"],
        sure=True,
        navigator=row.navigator,
        document=True,
        note=CODES.get(row.code, ""),
    )
