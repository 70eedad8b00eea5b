"""The evidence packet: what was asked of which office, how we know that it has our letters, and what it did.

For complaints and disputes (``domain.md`` §3.6). It tells of requests for records only: no opinion, sealed or not, no
message to the patient and no note for colleagues is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.correspondence.evidence_sheet import evidence_sheet
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.document import LIVE
from coordinator.domain.errors import NotFound
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import RecordType
from coordinator.services.desk.case_words import (
    BASES,
    CHANNELS,
    ITEMS,
    RECEIPTS,
    REQUESTS,
    desk_words,
    type_words,
)
from coordinator.services.desk.event_words import details, sentence
from coordinator.services.desk.mail_words import title_of
from coordinator.services.views.explained_date import due_on_words, received_at_words
from coordinator.services.views.plain import Json, local_time, plain
from coordinator.services.views.record_request import request_shown
from coordinator.services.world import World
from coordinator.store import evidence_rows, journal

LEFT_OUT = (
    "rung_reached", "wait_started", "wait_ended", "wait_resumed", "letter_sent", "letter_not_sent",
    "work_item_opened", "work_item_ended", "request_ready", "items_missing",
)  # fmt: skip
"""Steps of our own that prove nothing."""


def evidence(world: World, session: Session, case: Case, now: datetime, request_id: str = "") -> Json:
    """The packet as JSON: for one request, or for all that left. Raises ``NotFound``. Three statements.

    ``chain`` says whether the journal of this case is unbroken up to its last entry.
    """
    requests = [r for r in case.requests if r.sent_at is not None and request_id in ("", r.id)]
    if request_id and not requests:
        raise NotFound("request.not_found", field="request")
    ids = [request.id for request in requests]
    letters = evidence_rows.letters(session, case.id, ids)
    events = [row for row in evidence_rows.events(session, case.id, ids) if row.name not in LEFT_OUT]
    broken = journal.broken_links(session, world.secret, case.id)
    return {
        "ref": case.ref,
        "patient": case.patient.full_name,
        "birth_date": case.patient.birth_date.isoformat(),
        "made_at": now.isoformat(),
        "time_zone": case.patient.time_zone,
        "chain": {"entries": case.seq, "unbroken": not broken, "head": case.head_mac},
        "requests": [_request(case, one, now, letters, events) for one in requests],
    }


def evidence_pdf(world: World, session: Session, case: Case, now: datetime, request_id: str = "") -> bytes:
    """The same on paper, every page with its number and the number of pages."""
    made = evidence(world, session, case, now, request_id)
    return evidence_sheet(made, world.letterhead.brand, local(now, case.patient.time_zone))


def _request(case: Case, request: RecordRequest, now: datetime, letters: Sequence[Any], events: Sequence[Any]) -> Json:
    zone = request.desk.time_zone if request.desk else case.patient.time_zone
    shown = request_shown(case, request, local(now, zone).date())
    receipts = {receipt.value: words for receipt, words in RECEIPTS.items()}
    return {
        "id": request.id,
        "office": desk_words(request),
        "time_zone": zone,
        "legal_basis": request.legal_basis.value if request.legal_basis else None,
        "ground": BASES[request.legal_basis] if request.legal_basis else "",
        "status": REQUESTS[request.status],
        "due_on": plain(request.due_on),
        "promised_on": plain(request.promised_on),
        "explained": [words(case, request).replace("_", " ") for words in (received_at_words, due_on_words)],
        "sendings": [
            {
                "sent_at": plain(one["sent_at"]),
                "sent_local": _local(one["sent_at"], zone),
                "channel": CHANNELS.get(one["channel"] or "", ""),
                "received_at": plain(one["received_at"]),
                "received_local": _local(one["received_at"], zone),
                "proof": receipts.get(str(plain(one["evidence"])), "") if one["evidence"] else "",
            }
            for one in shown["attempts"]
        ],
        "items": [
            {
                "record": type_words(item.record_type),
                "status": ITEMS[item.status],
                "received_at": plain(item.received_at),
                "received_local": _local(item.received_at, zone),
                "documents": [
                    {"sha256": d.sha256, "pages": d.pages, "filed_at": plain(d.filed_at)}
                    for d in case.documents
                    if d.item_id == item.id and d.status in LIVE and _may_be_shown(d)
                ],
            }
            for item in request.items
        ],
        "letters": [_letter(row, zone) for row in letters if row.request_id == request.id],
        "events": [_event(case, row, zone) for row in events if row.data.get("request") == request.id],
    }


def _may_be_shown(document: Any) -> bool:
    return not document.sealed and document.kind != RecordType.SECOND_OPINION


def _letter(row: Any, zone: str) -> Json:
    return {
        "id": row.id,
        "name": row.name,
        "title": title_of(row.name),
        "channel": CHANNELS.get(row.channel, row.channel),
        "to": row.address,
        "status": row.status.replace("_", " "),
        "sent_at": plain(row.sent_at or row.made_at),
        "sent_local": local_time(row.sent_at or row.made_at, zone),
        "message_id": row.message_id,
        "size": row.size,
        "sha256": row.sha256,
        "letter_sha256": row.letter_sha256,
        "proof": (row.proof or "").replace("_", " "),
        "proof_at": plain(row.proof_at),
        "proof_local": local_time(row.proof_at, zone),
    }


def _event(case: Case, row: Any, zone: str) -> Json:
    told = [(label, words) for label, words in details(case, row.name, row.data) if label != "Office"]
    return {
        "seq": row.seq,
        "name": row.name,
        "at": plain(row.at),
        "local": local_time(row.at, zone),
        "recorded_at": plain(row.recorded_at),
        "by": row.by,
        "says": sentence(row.name),
        "details": [{"label": label, "words": words} for label, words in told],
        "text": row.text or "",
    }


def _local(at: datetime | str | None, zone: str) -> str | None:
    return local_time(datetime.fromisoformat(at) if isinstance(at, str) else at, zone)
