"""One call: everybody it is about, what we ask, what left for them and how we know, and what can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.correspondence.labels import LABELS
from coordinator.domain.errors import NotFound
from coordinator.domain.record_request import ANSWERED
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import ReceiptEvidence
from coordinator.services.desk.calls import DESK, OFFICE, PATIENT, PROVIDER, Callee, Whom, callees_of, whom_of
from coordinator.services.desk.work_reasons import reason_of
from coordinator.services.desk.work_words import ASKED
from coordinator.store import call_claims
from coordinator.store import desk_calls as rows
from coordinator.store.call_claims import Claim
from coordinator.store.today import owners

MOST_LINES = 12
"""So many people in one form; more come when these are answered."""

BY = {"fax": "by fax", "print": "by post", "office_portal": "through their portal", "secure_email": "by secure e-mail"}
PROOFS = {"fax_confirmed": "confirmed", "fax_failed": "failed"}
RECEIPTS = {
    ReceiptEvidence.FAX_CONFIRMED: "the fax was confirmed",
    ReceiptEvidence.CALL: "they said so on the telephone",
    ReceiptEvidence.PORTAL: "their portal says so",
    ReceiptEvidence.EMAIL_ACK: "they answered by e-mail",
    ReceiptEvidence.DELIVERY_SCAN: "the carrier's scan says so",
    ReceiptEvidence.ANSWER: "they have answered",
    ReceiptEvidence.ASSUMED: "we take it that it arrived",
}


@dataclass(frozen=True)
class Sent:
    """A letter that left: how, when, and what is known of its arrival."""

    how: str
    at: datetime
    proof: str


@dataclass(frozen=True)
class Line:
    """One matter of one patient. ``id`` is the record request's, else the work item's; ``items`` are work items."""

    id: str
    ref: str
    patient: str
    birth_date: date
    record_number: str
    zone: str
    priority: str
    reasons: list[str]
    wanted: list[str]
    sent: list[Sent]
    received: str
    due_on: date | None
    promised_on: date | None
    items: list[str] = field(default_factory=list)

    @property
    def called(self) -> bool:
        """Whether a call about it is due; the others wait there too and can be asked about on the way."""
        return bool(self.items)


@dataclass(frozen=True)
class Call:
    """A call's page."""

    whom: Whom
    callee: Callee
    claim: Claim | None
    lines: list[Line]


def one_call(session: Session, viewer: Viewer, whom: Whom, now: datetime) -> Call:
    """Raises ``NotFound`` where nobody in sight waits there and no call is due. At most seven statements."""
    wanted = owners(viewer.navigators)
    due = [row for row in rows.due_calls(session, wanted, now, _NARROWED[whom.sort](whom.key))
           if whom.sort == PATIENT or whom_of(row, {}) == whom]  # fmt: skip
    lines = _desk_lines(session, wanted, whom, due, now) if whom.sort == DESK else [_item_line(row) for row in due]
    if not lines:
        raise NotFound("call.unknown")
    calling = due or [None]
    callee = callees_of(session, calling[:1], [whom], now)[whom]
    claim = call_claims.running(session, [whom.word]).get(whom.word)
    return Call(whom, callee, claim, lines[:MOST_LINES])


_NARROWED = {
    DESK: rows.of_desk, PROVIDER: rows.of_provider, PATIENT: rows.of_person_of, OFFICE: rows.of_request_or_item,
}  # fmt: skip


def _desk_lines(session: Session, wanted: list[str], whom: Whom, due: list[Any], now: datetime) -> list[Line]:
    found = rows.requests(session, wanted, now, whom.key, MOST_LINES)
    ids = [row.id for row in found]
    owed, letters = rows.owed(session, ids), rows.letters(session, ids)
    calling: dict[str, list[Any]] = {}
    for row in due:
        calling.setdefault(row.request_id, []).append(row)
    return [_request_line(row, calling.get(row.id, []), owed[row.id], letters[row.id]) for row in found]


def _request_line(row: Any, calling: list[Any], owed: list[Any], letters: list[Any]) -> Line:
    return Line(
        id=row.id,
        ref=row.ref,
        patient=f"{row.given} {row.family}",
        birth_date=row.birth_date,
        record_number=row.record_number or "",
        zone=row.time_zone,
        priority=row.priority,
        reasons=_reasons(calling),
        wanted=[LABELS[item.record_type].name for item in owed if item.status not in ANSWERED],
        sent=[Sent(BY.get(one.channel, one.channel), one.sent_at, PROOFS.get(one.proof or "", "")) for one in letters],
        received=RECEIPTS[row.receipt_evidence] if row.received_at and row.receipt_evidence else "",
        due_on=row.due_on,
        promised_on=row.promised_on,
        items=[one.id for one in calling],
    )


def _item_line(row: Any) -> Line:
    return Line(
        row.id, row.ref, f"{row.given} {row.family}", row.birth_date, "", row.time_zone, row.priority, _reasons([row]),
        [], [], "", None, None, [row.id],
    )  # fmt: skip


def _reasons(calling: list[Any]) -> list[str]:
    return list(dict.fromkeys(reason_of(row.kind, row.code, ASKED[row.kind].why) for row in calling))


def lines_by_id(call: Call) -> Mapping[str, Line]:
    """The lines of a call, as a form names them."""
    return {line.id: line for line in call.lines}
