"""The records of a case, by office: what it owes, which clocks run, what was said, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.document import Document, locked
from coordinator.domain.fee import expected_minor
from coordinator.domain.guards import aged
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.record_types import months_of
from coordinator.domain.words import ItemStatus, RequestStatus
from coordinator.playbook.book import Book
from coordinator.services.desk.case_words import (
    BASES,
    CHANNELS,
    ITEMS,
    RECEIPTS,
    REQUESTS,
    desk_words,
    type_words,
)
from coordinator.services.desk.loans import Loan, Paper, loans, papers
from coordinator.services.desk.readiness_list import Wanted, readiness_list
from coordinator.services.desk.waiting_words import Ahead, ahead, reached_words
from coordinator.services.views.explained_date import due_on_words, received_at_words
from coordinator.services.views.record_request import request_shown
from coordinator.store import office_log

LETTERS, CALLS = 200, 100
"""The latest of a case that the page shows; the timeline has all."""

LOOKS = {
    ItemStatus.VERIFIED: "good",
    ItemStatus.RECEIVED: "warn",
    ItemStatus.NOT_AVAILABLE: "warn",
    ItemStatus.REFUSED: "warn",
}


@dataclass(frozen=True)
class ItemLine:
    """One thing asked for. ``owed`` while the office has it; ``to_check`` while it waits for a person's look."""

    id: str
    words: str
    essential: bool
    status: str
    look: str
    owed: bool
    to_check: bool
    open: bool
    about: list[str]
    documents: list[Document]


@dataclass(frozen=True)
class Attempt:
    """One sending of the first letter, with the proof of its receipt where there is one."""

    sent_at: datetime
    channel: str
    received_at: datetime | None
    evidence: str


@dataclass(frozen=True)
class Fee:
    """What the office asks to be paid. Amounts in cents."""

    status: str
    quoted_minor: int | None
    expected_minor: int | None
    doubts: list[str]


@dataclass(frozen=True)
class DeskFile:
    """One request, with everything about it. ``zone`` is the office's."""

    id: str
    name: str
    status: str
    look: str
    basis: str
    zone: str
    open: bool
    sent: bool
    held_by: list[str]
    items: list[ItemLine]
    attempts: list[Attempt]
    due_on: date | None
    days_left: int
    extended: bool
    promised_on: date | None
    explained: list[str]
    evidenced: bool
    fee: Fee | None
    denial: Mapping[str, Any] | None
    returned_cause: str
    ahead: list[Ahead]
    last_rung: str
    last_rung_at: datetime | None
    letters: Sequence[Any]
    calls: Sequence[Any]
    channels: list[tuple[str, str]]
    reply_unread: bool
    from_patient: bool

    @property
    def owed(self) -> list[ItemLine]:
        """What the office still owes."""
        return [item for item in self.items if item.owed]


@dataclass(frozen=True)
class Records:
    """The page. ``loose`` are documents that answer no item, ``other_calls`` calls that were about no office."""

    desks: list[DeskFile]
    wanted: list[Wanted]
    loans: list[Loan]
    papers: list[Paper]
    documents: list[Document]
    barred: frozenset[str] = field(default_factory=frozenset)


def records(session: Session, case: Case, book: Book, now: datetime) -> Records:
    """All offices that were asked, those with something open first. Two statements."""
    letters = office_log.letters(session, case.id, LETTERS)
    calls = office_log.calls(session, case.id, CALLS)
    today = local(now, case.patient.time_zone).date()
    desks = [_desk_file(case, request, book, now, today, letters, calls) for request in case.requests]
    return Records(
        desks=sorted(desks, key=lambda one: not one.open),
        wanted=readiness_list(case, today),
        loans=loans(case, today),
        papers=papers(case, today),
        documents=sorted(case.documents, key=lambda d: (d.filed_at, d.id), reverse=True),
        barred=frozenset(d.id for d in case.documents if locked(d, case.documents)),
    )


def _desk_file(
    case: Case, request: RecordRequest, book: Book, now: datetime, today: date, letters: Sequence[Any],
    calls: Sequence[Any],
) -> DeskFile:  # fmt: skip
    shown = request_shown(case, request, today)
    zone = request.desk.time_zone if request.desk else case.patient.time_zone
    wait = next((w for w in case.waits if w.subject == request.id and w.ladder == "record-request"), None)
    return DeskFile(
        id=request.id,
        name="From the patient" if request.from_patient else desk_words(request),
        status=REQUESTS[request.status],
        look=_look(request),
        basis=BASES[request.legal_basis] if request.legal_basis else "",
        zone=zone,
        open=request.open and case.open,
        sent=request.sent_at is not None,
        held_by=[reason["code"] for reason in shown["held_by"]],
        items=[_item(case, item) for item in request.items],
        attempts=[_attempt(told) for told in shown["attempts"]],
        due_on=request.due_on,
        days_left=(request.due_on - local(now, zone).date()).days if request.due_on else 0,
        extended=request.extended,
        promised_on=request.promised_on,
        explained=[] if request.from_patient else [received_at_words(case, request), due_on_words(case, request)],
        evidenced=request.receipt_evidenced,
        fee=_fee(request),
        denial=shown["denial"],
        returned_cause=(request.returned_cause or "").replace("_", " "),
        ahead=ahead(case, book, now, request.id) if case.open else [],
        last_rung=reached_words(book, wait) if wait else "",
        last_rung_at=wait.last_rung_at if wait else None,
        letters=[row for row in letters if row.request_id == request.id],
        calls=[row for row in calls if row.data.get("request") == request.id],
        channels=_channels(request),
        reply_unread=request.reply_unread,
        from_patient=request.from_patient,
    )


def _look(request: RecordRequest) -> str:
    if request.status is RequestStatus.DONE:
        return "good"
    return "warn" if request.status in (RequestStatus.RETURNED, RequestStatus.REFUSED) or request.ball_with_us else ""


def _item(case: Case, item: RecordItem) -> ItemLine:
    old = aged(case, item)
    about = []
    if old:
        months = months_of(item.record_type, case.specialty)
        about.append(f"it is older than {months} months" if months else "it is too old")
    if item.waived_by:
        about.append(f"{item.waived_reason}; agreed by the {item.waived_by}")
    if item.asked_again:
        about.append(f"asked for again: {item.asked_again.replace('_', ' ')}")
    return ItemLine(
        id=item.id,
        words=type_words(item.record_type),
        essential=item.essential,
        status="checked, but too old" if old else ITEMS[item.status],
        look="warn" if old else LOOKS.get(item.status, ""),
        owed=item.status in (ItemStatus.NEEDED, ItemStatus.REQUESTED, ItemStatus.ACKNOWLEDGED),
        to_check=item.status is ItemStatus.RECEIVED,
        open=old or item.status not in (ItemStatus.VERIFIED, ItemStatus.WAIVED, ItemStatus.SUPERSEDED),
        about=about,
        documents=[d for d in case.documents if d.item_id == item.id and d.status not in ("split", "merged")],
    )


def _attempt(told: Mapping[str, Any]) -> Attempt:
    evidence = told["evidence"]
    words = {receipt.value: words for receipt, words in RECEIPTS.items()}
    return Attempt(
        sent_at=_moment(told["sent_at"]),
        channel=CHANNELS.get(told["channel"] or "", ""),
        received_at=_moment(told["received_at"]) if told["received_at"] else None,
        evidence=words.get(str(evidence), "") if evidence else "",
    )


def _moment(told: datetime | str) -> datetime:
    return datetime.fromisoformat(told) if isinstance(told, str) else told


def _fee(request: RecordRequest) -> Fee | None:
    if request.fee_status is None:
        return None
    doubts = [str(doubt).replace("_", " ") for doubt in request.details.get("fee_doubts") or []]
    return Fee(request.fee_status, request.fee_quoted_minor, expected_minor(request), doubts)


def _channels(request: RecordRequest) -> list[tuple[str, str]]:
    """By which ways it may go out again, another one than the last first."""
    usable = request.desk.channels() if request.desk else []
    return sorted(((str(way), CHANNELS[str(way)]) for way in usable), key=lambda way: way[0] == request.channel)
