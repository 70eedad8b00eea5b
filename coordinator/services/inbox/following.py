"""What follows in a case from a mail that came in. Each act changes nothing when it is done twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.correspondence.inbound import ArrivedMail
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import ENGINE, Act
from coordinator.domain.facts import record as record_fact
from coordinator.domain.words import WorkItemKind
from coordinator.domain.words.inbound_words import InboundKind
from coordinator.services.inbox import fax_notices
from coordinator.services.inbox.matching import Match, Target
from coordinator.services.known import StoredKnown
from coordinator.services.world import World, new_id
from coordinator.store import cases, communications, inbound, journal
from coordinator.store.database import notify


def follow(world: World, mail: ArrivedMail, match: Match, target: Target, at: datetime) -> None:
    """Let this mail mean in one case what it means. ``at`` is when it was kept."""
    with world.database.transaction() as session:
        cases.lock_person(session, target.case)
        case = cases.lock(session, target.case)
        act = Act(by=ENGINE, now=world.now(session), new_id=new_id)
        with session.no_autoflush:
            if mail.kind.fax_notice or (mail.kind.bounce and fax_notices.is_fax(match)):
                fax_notices.follow_fax(session, case, mail, match, target, at, act)
            elif mail.kind.bounce:
                _bounced(session, case, mail, match, target, at, act)
            elif mail.kind is InboundKind.COMPLAINT:
                _complained(session, case, target, act)
            elif mail.kind.waits_for_a_person:
                _replied(world, session, case, mail, match, target, act)
        if not case.noted:
            session.rollback()
            return
        journal.append(session, [case], world.secret, act.now)
        notify(session, "advance")


def check_documents(world: World, case_id: str, documents: Sequence[str]) -> None:
    """A person looks at what came attached."""
    with world.database.transaction() as session:
        case = cases.lock(session, case_id)
        act = Act(by=ENGINE, now=world.now(session), new_id=new_id)
        for document in documents:
            if not case.open_items(WorkItemKind.CHECK_DOCUMENT, document):
                case.ask(WorkItemKind.CHECK_DOCUMENT, act, about=document)
        journal.append(session, [case], world.secret, act.now)
        notify(session, "advance")


def _replied(
    world: World, session: Session, case: Case, mail: ArrivedMail, match: Match, target: Target, act: Act
) -> None:
    if target.request is not None and case.open:
        _record(session, case, "reply_arrived", {"request": target.request}, act)
    elif target.contact is not None and mail.stop:
        _record(session, case, "stop_asked", {"contact": target.contact}, act)
    elif target.contact is not None:
        messages = _may_answer(world, session, case, match, target.contact)
        _record(session, case, "patient_replied", {"contact": target.contact, "messages": messages}, act)
    elif target.about is not None and case.open:
        _record(session, case, "provider_replied", {"about": target.about}, act)
    else:
        case.ask(WorkItemKind.REPLY_UNREAD, act, about=target.request or target.about or "")


def _may_answer(world: World, session: Session, case: Case, match: Match, contact: str) -> list[str]:
    """The questions that this mail may answer: those it answers by its address or ids, else all we asked there."""
    rules = world.version(session, case.playbook_version).messages
    answered = match.communication
    if answered is not None and answered.case_id == case.id:
        own = sorted({answered.name, *answered.parts})
        asking = [name for name in own if name in rules and rules[name].asks]
        if asking:
            return asking
    point = case.contact_point(contact)
    asked = inbound.asked_of(session, case.id, point.value) if point else []
    return [name for name in asked if name in rules and rules[name].asks]


def _bounced(
    session: Session, case: Case, mail: ArrivedMail, match: Match, target: Target, at: datetime, act: Act
) -> None:
    hard = mail.kind is InboundKind.BOUNCE_HARD
    named = {key: value for key, value in target.as_json().items() if key != "case"}
    if not named:
        return
    values = {**named, "kind": "hard" if hard else "soft", "code": mail.status or None, "at": at.isoformat()}
    _record(session, case, "message_bounced", values, act)
    communication = match.communication
    if hard and communication is not None and communication.case_id == case.id and communication.status == "sent":
        communications.set_status(session, communication.id, "bounced")


def _complained(session: Session, case: Case, target: Target, act: Act) -> None:
    if target.contact is not None:
        _record(session, case, "complaint_received", {"contact": target.contact}, act)
    else:
        case.ask(WorkItemKind.REPLY_UNREAD, act, about=target.request or target.about or "", code="complaint")


def _record(session: Session, case: Case, name: str, values: Mapping[str, object], act: Act) -> None:
    given = {key: value for key, value in values.items() if value is not None}
    try:
        record_fact(case, name, given, act, StoredKnown(session))
    except Refused as refusal:
        # What the fact no longer allows is still something that somebody wrote to us.
        about = str(values.get("request") or values.get("contact") or values.get("about") or "")
        case.ask(WorkItemKind.REPLY_UNREAD, act, about=about, code=refusal.code)
