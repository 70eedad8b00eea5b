"""What can be read online: what is still to do, messages in full, and the shared comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.parser import BytesHeaderParser
from email.policy import default
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from coordinator.correspondence.dates import reader_date
from coordinator.correspondence.mail_text import frame_values, has_template, render_blocks
from coordinator.correspondence.opinion_blocks import ComparisonBlock
from coordinator.correspondence.templates import language_of
from coordinator.domain.calendar import local
from coordinator.domain.effect import Effect
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.portal_reader import allows
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.routes import Route
from coordinator.domain.visit import Appointment
from coordinator.domain.words import AuthorizationStatus, Channel, MayBeTold, ToRole
from coordinator.playbook.post_room import ALONE
from coordinator.services.portal.visiting import Visitor, about, note_read
from coordinator.services.rendering.message_values import message_part
from coordinator.services.rendering.reader import reader_of
from coordinator.services.rendering.side_by_side import comparison_block
from coordinator.services.rendering.signing import IDENTITY_FOR_SIGNING
from coordinator.services.rendering.subject_matter import SubjectMatter
from coordinator.services.rendering.visit_words import visit_words
from coordinator.services.world import World
from coordinator.store import communications, effects

MOST_MESSAGES = 12
LEFT = ("sent", "queued", "mailed", "uncertain")
_STYLE = re.compile(r' style="[^"]*"')


@dataclass(frozen=True)
class Listed:
    """One message as the list shows it: what its subject line said, and when it left."""

    id: str
    subject: str
    on: str


@dataclass(frozen=True)
class Visit:
    """The booked visit in a reader's words."""

    id: str
    date: str
    time: str
    mode: str
    place: str
    provider: str
    confirmed: bool


@dataclass(frozen=True)
class Home:
    """What somebody finds when they come in. Papers and fees as pairs of id and name."""

    papers: Sequence[tuple[str, str]]
    signed: Sequence[tuple[str, str]]
    fees: Sequence[tuple[str, str]]
    visit: Visit | None
    comparison: bool
    may_upload: bool
    messages: Sequence[Listed]


@dataclass(frozen=True)
class Message:
    """A message in full. ``blocks`` are heading and HTML of each part, made by our own escaped templates."""

    id: str
    subject: str
    on: str
    names: tuple[str, ...]
    blocks: Sequence[tuple[str, Markup]]


def home(world: World, here: Visitor, language: str) -> Home:
    """What is still to do, and the latest messages."""
    case, records = here.case, here.may(MayBeTold.RECORDS)
    comparison = case.comparison()
    with world.database.reading() as session:
        matter = about(world, session, case, world.now(session), language)
        return Home(
            papers=[(a.id, a.organization_name) for a in case.authorizations if _to_sign(a.status) and records],
            signed=[
                (a.id, a.organization_name) for a in case.authorizations if _here(a.signature_evidence) and records
            ],
            fees=[(r.id, r.organization_name) for r in case.requests if _open_fee(r) and records],
            visit=visit_of(here, matter),
            comparison=here.may(MayBeTold.ALL) and comparison is not None and comparison.shared_at is not None,
            may_upload=records,
            messages=_messages(session, here, world, language),
        )


def visit_of(here: Visitor, matter: SubjectMatter) -> Visit | None:
    """The visit that lies ahead. Whose visit it is only those read who may hear of the records (§4.1, §4.5)."""
    appointment: Appointment | None = here.case.appointment()
    if appointment is None or appointment.starts_at <= matter.now:
        return None
    words = visit_words(appointment, here.case.patient, matter.language)
    return Visit(
        id=appointment.id,
        date=words.date,
        time=words.time,
        mode=appointment.mode.value,
        place=words.place if appointment.mode.value == "in_person" else "",
        provider=appointment.provider.name if here.may(MayBeTold.RECORDS) else "",
        confirmed=appointment.confirmed_at is not None,
    )


def message(world: World, here: Visitor, communication_id: str, language: str) -> Message:
    """One message in full, with the details that its mail left out. :class:`NotFound` for anybody else's."""
    with world.database.transaction() as session:
        row = next((r for r in _rows(session, here, world) if r.id == communication_id), None)
        if row is None:
            raise NotFound("message.not_found", field="message")
        matter = about(world, session, here.case, world.now(session), language)
        parts = [found for id_ in row.effect_ids if (found := effects.get(session, id_)) is not None]
        blocks = _blocks(parts, here, matter)
        note_read(world, session, here, "message", row.id)
        subject = _subject(session, row.id)
    return Message(
        row.id, subject, reader_date(matter.on(row.sent_at or row.made_at), language),
        tuple(p.name for p in parts), blocks,
    )  # fmt: skip


def open_comparison(world: World, here: Visitor, language: str) -> ComparisonBlock:
    """The verified and shared comparison. Raises ``Refused`` while nobody verified or shared it."""
    if not here.may(MayBeTold.ALL):
        raise NotFound("comparison.not_found", field="comparison")
    comparison = here.case.comparison()
    if comparison is None or comparison.verified_at is None or comparison.shared_at is None:
        raise Refused("comparison.not_shared", "it is not ready yet")
    with world.database.transaction() as session:
        note_read(world, session, here, "comparison", comparison.id)
        return comparison_block(about(world, session, here.case, world.now(session), language))


def _blocks(parts: Sequence[Effect], here: Visitor, matter: SubjectMatter) -> list[tuple[str, Markup]]:
    case, detail = here.case, here.may(MayBeTold.RECORDS)
    role = ToRole.REPRESENTATIVE if here.contact else ToRole.PATIENT
    route = Route(Channel.EMAIL, "", role, "", case.patient.time_zone, contact=here.contact)
    own = reader_of(case, route)
    made, answered_below = [], _answered_below(here)
    for effect in parts:
        chosen = matter.language if has_template(effect.name, matter.language) else language_of(own.language)
        frame = frame_values(
            replace(own, language=chosen), matter.brand, case.ref, by_letter=False,
            online=effect.name in answered_below, on_page=True,
        )  # fmt: skip
        try:
            part = message_part(effect, replace(matter, reader_language=chosen), detail=detail)
            if part.values.get("count") == 0:
                continue  # what it asked for is done
            made += render_blocks([part], chosen, frame, detail_allowed=detail)
        except Refused:
            continue  # what it was about is no longer there: the page says what is open now
    return [(block.heading, Markup(_STYLE.sub("", block.html))) for block in made]  # noqa: S704 - our escaped templates


def _answered_below(here: Visitor) -> set[str]:
    """Messages whose question this reader can answer where it is read: its button stands below it now."""
    case, records, comparison = here.case, here.may(MayBeTold.RECORDS), here.case.comparison()
    known = case.identity_level >= IDENTITY_FOR_SIGNING  # before, a paper's page asks to call as well
    offered = {
        "m06-sign-authorization": records and known and any(_to_sign(a.status) for a in case.authorizations),
        "m10-fee-approval": records and any(_open_fee(r) for r in case.requests),
        "m26-comparison-ready": here.may(MayBeTold.ALL) and comparison is not None and comparison.shared_at is not None,
    }
    return {name for name, is_so in offered.items() if is_so}


def _messages(session: Session, here: Visitor, world: World, language: str) -> list[Listed]:
    rows = list(reversed(_rows(session, here, world)))[:MOST_MESSAGES]
    return [Listed(r.id, _subject(session, r.id), reader_date(_day(here, r), language)) for r in rows]


def _rows(session: Session, here: Visitor, world: World) -> list[Any]:
    """Mails to this reader that they may still read, oldest first."""
    to_id = here.link.contact_id or here.case.patient.id
    rules = world.version(session, here.case.playbook_version).messages
    return [
        row
        for row in communications.of_case(session, here.case.id)
        if row.kind == "message" and row.channel == Channel.EMAIL and row.to_id == to_id and row.status in LEFT
        and row.name not in ALONE
        and all(name in rules and allows(here.scope, rules[name].tells) for name in {row.name, *row.parts})
    ]  # fmt: skip


def _subject(session: Session, communication_id: str) -> str:
    """The subject line as it left."""
    content = bytes(communications.get(session, communication_id).bytes)
    return str(BytesHeaderParser(policy=default).parsebytes(content.split(b"\r\n\r\n", 1)[0])["Subject"] or "")


def _day(here: Visitor, row: Any) -> date:
    return local(row.sent_at or row.made_at, here.case.patient.time_zone).date()


def _to_sign(status: AuthorizationStatus) -> bool:
    return status is AuthorizationStatus.WAITING


def _here(evidence: str | None) -> bool:
    return (evidence or "").startswith("portal ")


def _open_fee(request: RecordRequest) -> bool:
    return request.fee_status == "quoted"
