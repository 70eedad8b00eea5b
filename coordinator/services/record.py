"""Recording a fact: the one way in which people change a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.facts import Recorded
from coordinator.domain.facts import record as record_fact
from coordinator.domain.left import left
from coordinator.domain.words import Channel
from coordinator.playbook.post_room import HOLDS_OVER, asks_all_again
from coordinator.services import fax_tries, post, staff
from coordinator.services.correcting import unsend
from coordinator.services.known import StoredKnown
from coordinator.services.world import World, new_id
from coordinator.store import cases, communications, desk_answers, document_content, effects, journal
from coordinator.store.database import notify
from coordinator.store.fact_changes import StoredPast

log = structlog.get_logger()


def record(
    world: World, ref: str, fact: str, values: Mapping[str, object], *,
    by: str | staff.Person = staff.OPERATOR, first: Callable[[Session, Case, datetime], None] | None = None,
    last: Callable[[Session, Case, Recorded], None] | None = None,
) -> Recorded:  # fmt: skip
    """Record one fact about one case in one short transaction; the engine acts on it afterwards.

    ``first`` is done under the same locks: it may refuse, and keep what belongs to the fact. ``last`` sees what came
    of it, and may refuse still.
    Raises :class:`Refused` with its code, and then nothing has changed.
    """
    with world.database.transaction() as session:
        case_id = cases.id_of(session, ref)
        person = staff.person(session, by)
        cases.lock_person(session, case_id)
        case = cases.lock(session, case_id)
        now = world.now(session)
        if first is not None:
            first(session, case, now)
        act = Act(by=person.email, now=now, new_id=new_id, roles=person.roles)
        recorded = record_into(session, case, fact, values, act)
        if not recorded.recorded:
            session.rollback()
            return recorded
        if last is not None:
            last(session, case, recorded)
        journal.append(session, [case], world.secret, now)
        notify(session, "advance")
    log.info("fact.recorded", case=case_id, name=fact, seq=recorded.seq)
    return recorded


def record_into(session: Session, case: Case, fact: str, values: Mapping[str, object], act: Act) -> Recorded:
    """The same within a transaction whose caller holds the locks, and appends to the journal."""
    seen = len(case.noted)
    with session.no_autoflush:
        past = StoredPast(session, case.id)
        recorded = record_fact(case, fact, values, act, StoredKnown(session), past)
    if not recorded.recorded:
        return recorded
    for event in case.noted[seen:]:
        carry_over(session, case, event, act)
        post.follow(session, case, event, act)
        if event.name == "corrected":
            unsend(session, case, event, past, act)
    _ask_gate_again(session, case, fact, act.now)
    case.stuck = False
    return recorded


def carry_over(session: Session, case: Case, event: Event, act: Act) -> None:
    """What a fact means for orders that exist already."""
    effect_id = event["effect"]
    if event.name == "work_item_done":
        fax_tries.after_check(session, case, event)
    if event.name == "letter_approved" and effect_id:
        effects.approve(session, effect_id, act.now)
        notify(session, "pdf")
    elif event.name == "letter_withheld" and effect_id:
        effects.withhold(session, effect_id, act.now)
    elif event.name == "work_item_done" and effect_id:
        effect = effects.get(session, effect_id)
        if effect is not None and communications.handed_over(session, effect_id, act.now):
            left(case, effect, Channel.OFFICE_PORTAL, act)
    elif event.name == "quarantine_ended":
        document_content.empty(session, event.names("emptied"))
    elif event.name == "request_answered":
        request = case.request(event["request"])
        if request is not None and request.desk is not None:
            desk_answers.learn(session, request.desk.id, request.desk.time_zone)
    elif event.name == "fax_failed":
        fax_tries.after_failure(session, case, event, act)
    elif event.name == "request_received":
        fax_tries.after_receipt(session, case, event, act)
    elif event.name == "patient_died":
        communications.withdraw_unposted(session, case.patient.person_key)


def _ask_gate_again(session: Session, case: Case, fact: str, now: datetime) -> None:
    if asks_all_again(fact, case.noted):
        effects.ask_again(session, case.id, now, held=True)
    else:
        effects.ask_again(session, case.id, now, HOLDS_OVER)
    notify(session, "mail")
    notify(session, "pdf")
