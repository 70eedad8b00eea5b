"""Our request to one desk on one legal basis, and the things it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from coordinator.domain.directory import Desk
from coordinator.domain.words import Department, ItemStatus, LegalBasis, ReceiptEvidence, RecordType, RequestStatus

SETTLED = (ItemStatus.VERIFIED, ItemStatus.WAIVED, ItemStatus.SUPERSEDED)
"""Nothing more is wanted of such an item."""

ANSWERED = (*SETTLED, ItemStatus.RECEIVED, ItemStatus.NOT_AVAILABLE, ItemStatus.REFUSED)
"""The office has done its part for such an item."""

ENDED = (RequestStatus.DONE, RequestStatus.CANCELLED, RequestStatus.REFUSED)
"""A request that asks nothing more of the office."""


@dataclass(eq=False)
class RecordItem:
    """One thing asked for."""

    id: str
    record_type: RecordType
    essential: bool = False
    status: ItemStatus = ItemStatus.NEEDED
    received_at: datetime | None = None
    settled_at: datetime | None = None
    waived_reason: str | None = None
    waived_by: str | None = None
    asked_again: str | None = None
    dated_on: date | None = None


@dataclass(eq=False)
class RecordRequest:
    """One letter's worth of asking: facility, department and legal basis (``domain.md`` §0.4, §3.1)."""

    id: str
    organization_name: str
    department: Department
    legal_basis: LegalBasis | None
    desk: Desk | None = None
    authorization_id: str | None = None
    status: RequestStatus = RequestStatus.WAITING
    items: list[RecordItem] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    laboratory_desk_id: str | None = None
    channel: str | None = None
    asked_channel: str | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    receipt_evidence: ReceiptEvidence | None = None
    due_on: date | None = None
    extended: bool = False
    promised_on: date | None = None
    reply_unread: bool = False
    returned_cause: str | None = None
    fee_status: str | None = None
    fee_quoted_minor: int | None = None
    last_letter_on: date | None = None
    last_letter_name: str | None = None
    answered_at: datetime | None = None

    @property
    def from_patient(self) -> bool:
        """True where the patient holds the items: no letter, no basis, no paper."""
        return self.department is Department.PATIENT

    @property
    def receipt_evidenced(self) -> bool:
        """True when we can show that the office has our letter; only then is there a legal date."""
        return self.received_at is not None and self.receipt_evidence is not ReceiptEvidence.ASSUMED

    @property
    def open(self) -> bool:
        """True while something may still come of it."""
        return self.status not in ENDED

    @property
    def ball_with_us(self) -> bool:
        """True while the office waits for us (``domain.md`` §3.7): a fee to approve, or our request came back.

        A letter that goes out once more, and has not left, is ours to bring on its way too.
        """
        not_out_again = self.status in (RequestStatus.WAITING, RequestStatus.READY) and self.sent_at is not None
        return self.fee_status == "quoted" or self.status is RequestStatus.RETURNED or not_out_again

    @property
    def attempts(self) -> list[dict[str, str]]:
        """Earlier sendings of this request, oldest first: ``sent_at``, ``channel``, and receipt where it was shown."""
        return list(self.details.get("attempts") or [])

    @property
    def jurisdiction(self) -> str | None:
        """The state whose law may set a shorter limit: that of the records office (``domain.md`` §3.7)."""
        address = self.desk.organization.address if self.desk else {}
        return str(address.get("state") or "") or None

    def keep(self, **details: object) -> None:
        """Remember ids, codes and dates of this request; ``None`` forgets one. JSON is replaced, never changed."""
        told = {**self.details, **details}
        self.details = {key: value for key, value in told.items() if value is not None}

    def begin_again(self, channel: str) -> None:
        """Let the letter go out once more: what was sent stays as evidence, and every clock starts anew (§1.4)."""
        attempt = {"sent_at": self.sent_at.isoformat() if self.sent_at else "", "channel": self.channel or ""}
        if self.received_at is not None and self.receipt_evidence is not None:
            attempt |= {"received_at": self.received_at.isoformat(), "evidence": self.receipt_evidence.value}
        known = [a for a in self.attempts if a["sent_at"] != attempt["sent_at"]]
        self.keep(attempts=self.attempts if len(known) < len(self.attempts) else [*known, attempt])
        self.keep(limit=None, late_extension=None)
        self.asked_channel = channel
        self.received_at = self.receipt_evidence = self.due_on = self.promised_on = None
        self.returned_cause, self.extended = None, False

    @property
    def owes(self) -> bool:
        """True while the office still owes an item."""
        for item in self.items:  # noqa: SIM110 - every look at a paper asks this; ``any`` takes three times as long
            if item.status not in ANSWERED:
                return True
        return False

    def outstanding(self) -> list[RecordItem]:
        """Items the office still owes."""
        return [item for item in self.items if item.status not in ANSWERED]

    def to_review(self) -> list[RecordItem]:
        """Items that came and wait for a person's look."""
        return [item for item in self.items if item.status is ItemStatus.RECEIVED]

    def item(self, name: str) -> RecordItem | None:
        """The item with this id or record type."""
        return next((item for item in self.items if name in (item.id, item.record_type)), None)

    def refresh_status(self) -> None:
        """Let the status follow the items. Ended, waiting and returned requests keep theirs."""
        not_asked_yet = self.status in (RequestStatus.WAITING, RequestStatus.READY) and not self.from_patient
        answered = all(item.status in ANSWERED for item in self.items)
        if self.status is RequestStatus.CANCELLED or (not_asked_yet and not answered):
            return
        if not self.outstanding() and not self.to_review():
            self.status = RequestStatus.DONE
        elif any(item.status in (ItemStatus.RECEIVED, ItemStatus.VERIFIED) for item in self.items):
            self.status = RequestStatus.PARTIAL
