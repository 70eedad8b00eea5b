"""What follows when a fax did not arrive: three tries over two hours, then the next channel (``domain.md`` §4.6).

Each try is an order and a communication of its own, so that the proofs of all of them are kept. The number that failed
rests, and a person is asked to check it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from coordinator.domain import channel_health
from coordinator.domain.case import Case
from coordinator.domain.effect import PDF, Effect
from coordinator.domain.errors import DeliveryFailed
from coordinator.domain.event import ENGINE, Act, Event
from coordinator.domain.facts.fax_facts import WRONG_NUMBER
from coordinator.domain.words import Channel, EffectStatus, ReceiptEvidence, ToRole, WorkItemKind
from coordinator.services.releasing import Released
from coordinator.services.world import World, new_id
from coordinator.store import cases, claims, communications, effects, fax_proofs, journal
from coordinator.store.database import notify

TRIES, BETWEEN = 3, timedelta(hours=1)
CONFIRMED, FAILED = "fax_confirmed", "fax_failed"
FAX_NUMBER = "fax_number"
"""The code of the work item that asks for the number."""

log = structlog.get_logger()


def after_failure(session: Session, case: Case, event: Event, act: Act) -> None:
    """The fact ``fax_failed`` was recorded: keep the proof, and order the next try."""
    found = fax_proofs.latest_fax(
        session, case.id, effect=event["effect"], request=event["request"], about=event["about"]
    )
    if found is None or found.status not in fax_proofs.LEFT or found.proof == CONFIRMED:
        return
    order = effects.get(session, found.effect_ids[0])
    fax_proofs.prove(session, found.id, FAILED, act.at, "failed")
    if order is not None and found.summary_id is None:
        _try_again(session, case, order, found.desk_id, act, at_once=event["reason"] == WRONG_NUMBER)


def refused(world: World, released: Released, failure: DeliveryFailed) -> bool:
    """The gateway did not take a fax; false for what is no fax, or one about several patients: those go as mails."""
    claim = released.claim
    if released.channel is not Channel.FAX:
        return False
    with world.database.transaction() as session:
        cases.lock_person(session, claim.effect.case_id)
        case = cases.lock(session, claim.effect.case_id)
        kept = communications.get(session, released.communication_id)
        if kept.summary_id is not None:
            return False
        now = world.now(session)
        if not claims.end(session, claim, EffectStatus.NEVER, FAILED, now, f"{failure.code} {failure.detail}".strip()):
            return True
        fax_proofs.prove(session, kept.id, FAILED, now, "failed")
        act = Act(by=ENGINE, now=now, new_id=new_id)
        about = {"request": kept.request_id} if kept.request_id else {"about": claim.effect.subject}
        case.note("fax_refused", act, effect=claim.effect.id, name=claim.effect.name, reason=failure.code, **about)
        _try_again(session, case, claim.effect, kept.desk_id, act, at_once=False)
        journal.append(session, [case], world.secret, now)
        notify(session, "advance")
    log.warning("fax.refused", effect=claim.effect.id, code=failure.code, attempt=claim.attempts)
    return True


def confirmed(session: Session, communication: object, at: datetime) -> None:
    """The gateway says that this very fax arrived."""
    fax_proofs.prove(session, communication.id, CONFIRMED, at)  # type: ignore[attr-defined]
    desk_id = communication.desk_id  # type: ignore[attr-defined]
    if desk_id is not None:
        fax_proofs.change_health(session, desk_id, lambda health: channel_health.proved(health, Channel.FAX, at))


def after_receipt(session: Session, case: Case, event: Event, act: Act) -> None:
    """``request_received`` was recorded: its evidence may show that a channel works."""
    request = case.request(event["request"])
    channel = channel_health.PROVES.get(ReceiptEvidence(event["evidence"]))
    if request is not None and request.desk is not None and channel is not None and request.channel == channel:
        fax_proofs.change_health(
            session, request.desk.id, lambda health: channel_health.proved(health, channel, act.at)
        )


def after_check(session: Session, case: Case, event: Event) -> None:
    """A person is done with the work item that asked for a desk's number: it is used again."""
    item = next((w for w in case.work_items if w.id == event["work_item"]), None)
    request = case.request(item.about) if item is not None and item.code == FAX_NUMBER else None
    if request is not None and request.desk is not None:
        fax_proofs.change_health(session, request.desk.id, lambda health: channel_health.checked(health, Channel.FAX))


def _try_again(session: Session, case: Case, order: Effect, desk_id: str | None, act: Act, *, at_once: bool) -> None:
    tries = int(order.details.get("fax_tries", 1))
    last = at_once or tries >= TRIES
    if desk_id is not None:
        fax_proofs.change_health(
            session, desk_id, lambda health: channel_health.failed(health, Channel.FAX, act.at, for_good=last)
        )
    if last:
        kind = WorkItemKind.CALL_PROVIDER if order.to_role is ToRole.PROVIDER else WorkItemKind.FIND_OFFICE_ADDRESS
        case.ask(kind, act, about=order.subject, code=FAX_NUMBER)
    details = {**order.details, "fax_tries": tries + 1, **({"not_by": Channel.FAX.value} if last else {})}
    again = replace(
        order,
        id=act.new_id(),
        key=f"{order.key.partition('#')[0]}#{tries + 1}",
        status=EffectStatus.PENDING,
        reason=FAILED,
        due_at=act.now if last else act.now + BETWEEN,
        created_at=act.now,
        lane=PDF,
        details=details,
    )
    effects.order(session, [again])
    notify(session, PDF)
