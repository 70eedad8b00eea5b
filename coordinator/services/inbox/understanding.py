"""Understanding kept mails: what each is, to which case it belongs, and what follows. Safe to run twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog

from coordinator.correspondence.inbound import ArrivedMail, read
from coordinator.correspondence.inbound.cover_sheet import references_on
from coordinator.domain.words.inbound_words import InboundKind, InboundStatus
from coordinator.services.inbox.attaching import attach
from coordinator.services.inbox.following import check_documents, follow
from coordinator.services.inbox.matching import Match, Target, everywhere, find
from coordinator.services.world import World
from coordinator.store import inbound

MOST_FAILURES = 3
"""A mail that our own program cannot digest so often waits for a person."""

log = structlog.get_logger()


def understand_kept(world: World) -> int:
    """Understand every mail that was kept and not looked at; returns how many. One mail's fault holds up no other."""
    with world.database.reading() as session:
        waiting = list(inbound.not_understood(session))
    for inbound_id in waiting:
        try:
            understand(world, inbound_id)
        except Exception:
            log.exception("inbound.failed")
            _count_failure(world, inbound_id)
    return len(waiting)


def understand(world: World, inbound_id: str) -> None:
    """What follows in the cases is committed first; the row says so last. Dying between repeats what changes nothing.

    An auto-reply is kept and changes nothing (lessons, 11).
    """
    with world.database.reading() as session:
        row = inbound.get(session, inbound_id)
    if row is None or row.status is not InboundStatus.RECEIVED:
        return
    mail = read(row.bytes)
    match = _match(world, mail)
    documents: list[str] = []
    if mail.kind is not InboundKind.AUTO_REPLY:
        if match.case_id is not None and mail.attachments:
            documents = attach(world, match.case_id, mail.attachments)
            check_documents(world, match.case_id, documents)
        for target in _followed(mail, match):
            follow(world, mail, match, target, row.received_at)
    _say(world, row, mail, match, documents)


def _match(world: World, mail: ArrivedMail) -> Match:
    with world.database.reading() as session:
        now = world.now(session)
        match = find(session, mail, now)
        if not match.certain and mail.kind.waits_for_a_person and mail.attachments:
            sheets = [ref for attached in mail.attachments for ref in references_on(attached.content)]
            match = find(session, mail, now, sheets) if sheets else match
        if mail.stop or mail.kind in (InboundKind.BOUNCE_HARD, InboundKind.COMPLAINT):
            match = everywhere(session, match)
    return match


def _followed(mail: ArrivedMail, match: Match) -> tuple[Target, ...]:
    """A bounce or complaint acts only where it is certain; an answer holds everything it may be an answer to."""
    return match.targets if match.certain or mail.kind.waits_for_a_person else ()


def _status(mail: ArrivedMail, match: Match) -> InboundStatus:
    if mail.kind is InboundKind.AUTO_REPLY:
        return InboundStatus.SETTLED
    if not match.certain:
        return InboundStatus.UNMATCHED
    return InboundStatus.MATCHED if mail.kind.waits_for_a_person else InboundStatus.SETTLED


def _say(world: World, row: Any, mail: ArrivedMail, match: Match, documents: list[str]) -> None:
    status = _status(mail, match)
    with world.database.transaction() as session:
        kept = inbound.lock(session, row.id)
        if kept.status is not InboundStatus.RECEIVED:
            return
        now = world.now(session)
        inbound.change(
            session,
            row.id,
            status=status,
            kind=mail.kind,
            sender=mail.sender,
            subject=mail.subject,
            text=mail.text,
            concerned=mail.concerned,
            code=mail.status,
            matched_by=match.by,
            case_id=match.case_id,
            communication_id=match.communication.id if match.communication is not None else None,
            may_answer=[target.as_json() for target in match.targets],
            documents=documents,
            understood_at=now,
            ended_at=None if status.waits else now,
        )
    log.info("inbound.understood", name=mail.kind.value, status=status.value, case=match.case_id)


def _count_failure(world: World, inbound_id: str) -> None:
    with world.database.transaction() as session:
        row = inbound.lock(session, inbound_id)
        failures = row.failures + 1
        inbound.change(session, inbound_id, failures=failures)
        if failures >= MOST_FAILURES and row.status is InboundStatus.RECEIVED:
            mail = replace(read(row.bytes), kind=InboundKind.UNKNOWN)
            inbound.change(
                session, inbound_id, status=InboundStatus.UNMATCHED, kind=mail.kind, sender=mail.sender,
                subject=mail.subject, text=mail.text, may_answer=[], documents=[], understood_at=world.now(session),
            )  # fmt: skip
