"""The messages and letters of one case in words: what left and how it went, and what did not leave and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import phonenumbers
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.words import Channel, EffectStatus
from coordinator.services.desk import cursor
from coordinator.services.desk.mail_words import (
    PROOFS,
    STATES,
    channel_words,
    purpose_of,
    reader_words,
    reason_words,
    title_of,
    titles_of,
    way_on,
)
from coordinator.store import case_mail as rows

ON_A_PAGE = 25

WAITING = (EffectStatus.PENDING, EffectStatus.HELD, EffectStatus.RELEASED)
CANCELLABLE = (EffectStatus.PENDING, EffectStatus.HELD, EffectStatus.DEAD)
RETRYABLE = (EffectStatus.DEAD, EffectStatus.NEVER)


@dataclass(frozen=True)
class Sent:
    """One communication. ``at`` is when it left, else when it was made; ``zone`` its reader's."""

    id: str
    title: str
    name: str
    at: datetime
    zone: str
    to: str
    how: str
    status: str
    went: str
    proof: str
    about: str


@dataclass(frozen=True)
class Unsent:
    """One order that has not left. ``stands`` is waits, held, doubtful, dead or ended."""

    id: str
    name: str
    subject: str
    title: str
    purpose: str
    to: str
    stands: str
    why: str
    way_on: str
    at: datetime
    due_at: datetime
    may_cancel: bool
    may_send: bool
    may_retry: bool
    work_item: str
    about: str


@dataclass(frozen=True)
class Listed:
    """One page of a list, and the word for the next; empty at its end."""

    entries: list[Any]
    onward: str


def sent_of(session: Session, case: Case, after: str = "") -> Listed:
    """What left, newest first. One statement."""
    found = list(rows.sent(session, case.id, ON_A_PAGE + 1, _place(after)))
    page, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    return Listed(
        [sent_words(case, row) for row in page], cursor.written(*_end(page[-1].made_at, page[-1].id)) if more else ""
    )


def unsent_of(session: Session, case: Case, after: str = "") -> Listed:
    """What has not left, newest first. One statement."""
    found = list(rows.unsent(session, case.id, ON_A_PAGE + 1, _place(after)))
    page, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    onward = cursor.written(*_end(page[-1].created_at, page[-1].id)) if more else ""
    return Listed([_unsent(case, row) for row in page], onward)


def sent_words(case: Case, row: Any) -> Sent:
    """One row of communications in words."""
    by_hand = row.channel in (Channel.PRINT, Channel.OFFICE_PORTAL)
    return Sent(
        id=row.id,
        title=titles_of(row.parts or [row.name]),
        name=row.name,
        at=row.sent_at or row.made_at,
        zone=row.time_zone,
        to=reader_words(row.to_role),
        how=channel_words(row.channel) + ("" if by_hand or not row.address else f" to {_address(row)}"),
        status=row.status,
        went=_went(row),
        proof=PROOFS.get(row.proof or "", ""),
        about=about_words(case, row.request_id or ""),
    )


def about_words(case: Case, subject: str) -> str:
    """Which desk or visit it is about; empty where it is about the case. No diagnosis, no file."""
    request = case.request(subject)
    if request is not None:
        return f"{request.organization_name}, {request.department.replace('_', ' ')}"
    providers = {visit.id: visit.provider.name for visit in case.appointments}
    providers |= {referral.id: referral.provider.name for referral in case.referrals}
    if subject in providers:
        return providers[subject]
    paper = case.authorization(subject)
    return paper.organization_name if paper is not None else ""


def _address(row: Any) -> str:
    """A fax number as people dial it, whatever the gateway calls it."""
    digits = re.match(r"\+?(\d{7,15})(@|$)", row.address) if row.channel == Channel.FAX else None
    if digits is None:
        return str(row.address)
    try:
        number = phonenumbers.parse(f"+{digits[1]}")
    except phonenumbers.NumberParseException:
        return str(digits[1])
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _went(row: Any) -> str:
    """What is known of it; a fax that the gateway said nothing of yet has left, and no more."""
    said = STATES.get(row.status) or str(row.status).replace("_", " ")
    if row.status != "sent":
        return said
    if row.channel == Channel.FAX:
        return said if row.proof else f"{said}; no confirmation yet"
    return f"{said}; the mail relay took it" if row.channel in (Channel.EMAIL, Channel.SECURE_EMAIL) else said


def _unsent(case: Case, row: Any) -> Unsent:
    item = next((w for w in case.work_items if w.open and w.effect_id == row.id), None)
    return Unsent(
        id=row.id,
        name=row.name,
        subject="" if row.subject == "case" else row.subject,
        title=title_of(row.name),
        purpose=purpose_of(row.name),
        to=reader_words(row.to_role),
        stands=_stands(row.status),
        why=reason_words(row.reason) if row.reason else _usual(row.status),
        way_on=way_on(row.reason),
        at=row.done_at or row.created_at,
        due_at=row.due_at,
        may_cancel=row.status in CANCELLABLE,
        may_send=row.status == EffectStatus.PENDING,
        may_retry=row.status in RETRYABLE,
        work_item=item.id if item is not None and row.status == EffectStatus.HELD else "",
        about=about_words(case, row.subject),
    )


def _stands(status: EffectStatus) -> str:
    return {
        EffectStatus.PENDING: "waits",
        EffectStatus.RELEASED: "leaves",
        EffectStatus.HELD: "held",
        EffectStatus.UNCERTAIN: "doubtful",
        EffectStatus.DEAD: "stopped",
    }.get(status, "ended")


def _usual(status: EffectStatus) -> str:
    return {
        EffectStatus.PENDING: "its time has not come",
        EffectStatus.RELEASED: "it is on its way out",
        EffectStatus.HELD: "a person must let it go",
    }.get(status, "nothing was written down")


def _place(after: str) -> rows.Place | None:
    told = cursor.read(after, str, str)
    return (datetime.fromisoformat(told[0]), told[1]) if told else None


def _end(at: datetime, row_id: str) -> tuple[str, str]:
    return at.isoformat(), row_id
