"""What a fax gateway tells of one of our faxes: proof of receipt, or a failure and its next try."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.correspondence.inbound import ArrivedMail
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts import record as record_fact
from coordinator.domain.facts.fax_facts import REASONS
from coordinator.domain.left import FIRST_LETTER
from coordinator.domain.words import Channel, ReceiptEvidence
from coordinator.domain.words.inbound_words import InboundKind
from coordinator.services import fax_tries
from coordinator.services.inbox.matching import Match, Target
from coordinator.services.known import StoredKnown

FAILURES = (InboundKind.FAX_FAILED, InboundKind.BOUNCE_HARD)


def is_fax(match: Match) -> bool:
    """True when the mail is about a fax of ours."""
    return match.communication is not None and match.communication.channel == Channel.FAX


def follow_fax(
    session: Session, case: Case, mail: ArrivedMail, match: Match, target: Target, at: datetime, act: Act
) -> None:
    """Let the notice mean what it means. A gateway that still tries tells nothing yet.

    Only the confirmation of the first letter is a receipt: that one says what is asked for (``domain.md`` §3.7).
    """
    fax = match.communication
    if not is_fax(match) or fax.case_id != case.id:
        return
    if mail.kind is InboundKind.FAX_DELIVERED:
        if fax.proof is None:
            fax_tries.confirmed(session, fax, at)
            case.note("fax_confirmed", act, request=target.request, effect=fax.effect_ids[0], name=fax.name)
        if fax.name == FIRST_LETTER and target.request is not None and case.open:
            _record(session, case, "request_received", act, at=at.isoformat(), request=target.request,
                    evidence=ReceiptEvidence.FAX_CONFIRMED.value)  # fmt: skip
    elif mail.kind in FAILURES:
        about = {"request": target.request} if target.request else {"about": target.about or fax.effect_ids[0]}
        reason = mail.status if mail.status in REASONS else None
        _record(session, case, "fax_failed", act, letter=fax.name, effect=fax.effect_ids[0], reason=reason, **about)


def _record(session: Session, case: Case, fact: str, act: Act, **values: str | None) -> None:
    seen = len(case.noted)
    try:
        record_fact(case, fact, {k: v for k, v in values.items() if v is not None}, act, StoredKnown(session))
    except Refused:
        return  # the case does not want to hear of it any more; the proof stays with the fax
    for event in case.noted[seen:]:
        if event.name == "fax_failed":
            fax_tries.after_failure(session, case, event, act)
