"""What a letter to an office says about its clocks: earlier sendings, the limit that ends, a fee under question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from coordinator.correspondence.letter_values import Attempt, FeeBlock
from coordinator.domain.calendar import local
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import ReceiptEvidence
from coordinator.services.rendering.request_messages import money

FEDERAL = "The 30 days for an answer (45 CFR 164.524(b)(2))"
EXTENDED = "The time for an answer, extended once by your notice (45 CFR 164.524(b)(2)),"

_BY: Mapping[str, str] = {
    "fax": "fax",
    "print": "post",
    "secure_email": "encrypted mail",
    "office_portal": "your portal",
}
_DOUBTS: Mapping[str, str] = {
    "search_or_retrieval": "the charge for searching or retrieving",
    "per_page_for_electronic_copy": "a price by the page: we ask for electronic copies",
    "above_threshold": "the sum, which is far above the flat $6.50 that an office may choose for an electronic copy",
}


def earlier_attempts(request: RecordRequest, zone: str, receipts: Mapping[ReceiptEvidence, str]) -> tuple[Attempt, ...]:
    """Every earlier sending with its proof; an assumed receipt is no proof (``domain.md`` §1.4, §3.7)."""
    found = []
    for told in request.attempts:
        evidence = ReceiptEvidence(told["evidence"]) if told.get("evidence") else None
        shown = evidence is not None and evidence in receipts
        received = local(datetime.fromisoformat(told["received_at"]), zone).date() if shown else None
        found.append(
            Attempt(
                sent_on=local(datetime.fromisoformat(told["sent_at"]), zone).date(),
                by=_BY.get(told["channel"], ""),
                received_on=received,
                receipt=receipts[evidence] if shown and evidence is not None else "",
            )
        )
    return tuple(found)


def limit_words(request: RecordRequest) -> str:
    """Which limit ends: the office's own extension, a verified state limit, else the 30 days."""
    if request.extended:
        return EXTENDED
    limit = request.details.get("limit")
    if not limit:
        return FEDERAL
    days = {"business": "business days", "calendar": "days"}[limit["day_type"]]
    return f"The {limit['days']} {days} for an answer ({limit['citation']})"


def fee_block(request: RecordRequest) -> FeeBlock:
    """The fee as quoted and what about it is questioned (``domain.md`` §3.4)."""
    doubts = tuple(_DOUBTS[doubt] for doubt in request.details.get("fee_doubts") or () if doubt in _DOUBTS)
    return FeeBlock(money(request.fee_quoted_minor or 0), doubts)
