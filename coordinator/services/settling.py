"""What became of a released effect: done, failed, withheld, uncertain, given up. Only the lease's owner settles."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from coordinator.correspondence.refusals import REFUSED
from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.errors import DeliveryFailed
from coordinator.domain.event import ENGINE, Act
from coordinator.domain.words import ContactKind, EffectStatus, ToRole, WorkItemKind
from coordinator.playbook.post_room import carried_out, in_order
from coordinator.services import fax_tries
from coordinator.services.releasing import Released
from coordinator.services.world import World, new_id
from coordinator.store import breakers, cases, claims, communications, effects, journal
from coordinator.store.case_heads import keep_heads, lock_heads
from coordinator.store.claims import Claim
from coordinator.store.database import notify

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=40),
)
"""``design.md``: after the last of these the effect is dead and a person looks."""

log = structlog.get_logger()


Left = tuple[Released, str]
"""What left, and as what: sent, queued, handed_over."""


def done_all(world: World, left: Sequence[Left]) -> None:
    """They left: every part is done, the cases are told, and wake. In as many statements as for one.

    None of them is a summary. The commit need not reach the disk: dot and answer of each did, and say the same.
    """
    if not left:
        return
    with world.database.transaction(durable=False) as session, session.no_autoflush:
        ids = sorted({released.claim.effect.case_id for released, _ in left})
        whole = not all(_only_noted(released.claim.effect) for released, _ in left)
        locked = cases.lock_all(session, ids) if whole else lock_heads(session, ids)
        found = {case.id: case for case in locked}
        now = world.now(session)
        aboard = claims.end_all(session, [released.claim for released, _ in left], now)
        act = Act(by=ENGINE, now=now, new_id=new_id)
        settled = [(released, status) for released, status in left if released.communication_id in aboard]
        for released, _ in settled:
            for part in in_order(aboard[released.communication_id]):
                case = found[part.case_id]
                carried_out(case, part, released.channel, world.version(session, case.playbook_version), act)
        for status in {status for _, status in settled}:
            of_status = [released.communication_id for released, as_what in settled if as_what == status]
            communications.set_status_all(session, of_status, status, now)
        journal.append(session, list(found.values()), world.secret, now)
        if not whole:
            keep_heads(session, found.values())
        if any(released.by_mail for released, _ in settled):
            breakers.worked(session, "relay")
        notify(session, "advance")
    for released, _ in left:
        claim, parts = released.claim, aboard.get(released.communication_id)
        if parts is None:
            log.warning("effect.lease_lost", effect=claim.effect.id)
        else:
            log.info("effect.done", effect=claim.effect.id, name=claim.effect.name, count=len(parts))


def done(world: World, released: Released, status: str) -> None:
    """It left: every part is done, the case is told, and wakes; each of them for a summary."""
    claim = released.claim
    with world.database.transaction() as session:
        only_noted = _only_noted(claim.effect)
        parts, found = _aboard(session, claim, heads=only_noted)
        now = world.now(session)
        if not claims.end(session, claim, EffectStatus.DONE, None, now):
            log.warning("effect.lease_lost", effect=claim.effect.id)
            return
        communications.set_status(session, released.communication_id, status, now)
        act = Act(by=ENGINE, now=now, new_id=new_id)
        for part in in_order(parts):
            case = found[part.case_id]
            carried_out(case, part, released.channel, world.version(session, case.playbook_version), act)
        journal.append(session, list(found.values()), world.secret, now)
        if only_noted:
            keep_heads(session, found.values())
        if released.by_mail:
            breakers.worked(session, "relay")
        notify(session, "advance")
    log.info("effect.done", effect=claim.effect.id, name=claim.effect.name, count=len(parts))


def _aboard(session: Session, claim: Claim, *, heads: bool = False) -> tuple[list[Effect], dict[str, Case]]:
    """What left or would have left with this effect, and their cases, all locked: persons first, each in one order.

    Read before the locks: what is on board changes only by the hand that holds the claim. Only a letter to a desk can
    be about several cases.
    """
    parts = effects.travelling(session, claim.effect.id, claim.communication_id)
    ids = sorted({claim.effect.case_id, *(part.case_id for part in parts)})
    cases.lock_people(session, ids)
    if heads:
        return parts, {case.id: case for case in lock_heads(session, ids)}
    return parts, {case.id: case for case in cases.lock_all(session, ids)}


def _only_noted(effect: Effect) -> bool:
    """Whether that it left changes nothing of its case but the journal."""
    return effect.kind == "message" and effect.to_role is not ToRole.DESK


def _of_each_case(claim: Claim, parts: Iterable[Effect]) -> list[Effect]:
    """The claimed effect for its own case, and the one of each other case in the same fax."""
    return [claim.effect, *(part for part in parts if part.case_id != claim.effect.case_id)]


def withheld(world: World, released: Released) -> None:
    """A stop or a pause came between release and dot: the gate is asked once more and says why."""
    with world.database.transaction() as session:
        if claims.still_mine(session, released.claim):
            communications.set_status(session, released.communication_id, "withheld")
            claims.back_to_gate(session, released.claim, world.now(session))
            notify(session, released.claim.effect.lane)
    log.info("effect.withheld", effect=released.claim.effect.id)


def failed(world: World, released: Released, failure: DeliveryFailed) -> None:
    """The relay did not take this message: later with the same bytes, or a person looks."""
    claim = released.claim
    if fax_tries.refused(world, released, failure):
        return
    if failure.lasting or claim.attempts > len(RETRY_AFTER):
        give_up(
            world,
            claim,
            ("refused" if failure.code == REFUSED else "bounced") if failure.lasting else "tries_exhausted",
            error=f"{failure.code} {failure.detail}".strip(),
            address=released.address,
        )
        return
    _later(world, claim, f"{failure.code} {failure.detail}".strip())
    log.warning("effect.failed", effect=claim.effect.id, code=failure.code, attempt=claim.attempts)


def raised(world: World, claim: Claim, what: str) -> None:
    """Our own program failed at this effect: it counts as a try; in the end a person looks.

    Where the dot may have been written it is no try: the relay may have the mail.
    """
    with world.database.transaction() as session:
        dotted = claims.dot_stands(session, claim)
    if dotted:
        uncertain(world, claim, what)
    elif claim.attempts > len(RETRY_AFTER):
        give_up(world, claim, "tries_exhausted", error=what)
    else:
        _later(world, claim, what)


def _later(world: World, claim: Claim, error: str) -> None:
    pause = RETRY_AFTER[claim.attempts - 1]
    with world.database.transaction() as session:
        again = world.now(session) + pause * random.uniform(1.0, 1.1)  # noqa: S311 - jitter, not a secret
        claims.fail(session, claim, again, error)


def give_up(world: World, claim: Claim, reason: str, *, error: str | None = None, address: str = "") -> None:
    """Nothing automatic helps any more: the effect is dead and stands in front of a person."""
    with world.database.transaction() as session:
        parts, found = _aboard(session, claim)
        case = found[claim.effect.case_id]
        now = world.now(session)
        if not claims.end(session, claim, EffectStatus.DEAD, reason, now, error):
            return
        if claim.communication_id is not None:
            communications.set_status(session, claim.communication_id, "failed")
        act = world.book(session).act(now)
        about = claim.effect.subject
        if reason == "bounced":
            for point in case.patient.contact_points:
                if point.kind is ContactKind.EMAIL and point.value == address:
                    point.bounced_at, about = now, point.id
        kind = WorkItemKind.ADDRESS_BOUNCED if reason == "bounced" else WorkItemKind.SUPERVISOR_REVIEW
        for part in _of_each_case(claim, parts):
            case = found[part.case_id]
            case.note("effect_dead", act, effect=part.id, name=part.name, reason=reason)
            concerned = about if part.id == claim.effect.id else part.subject
            case.ask(kind, act, about=concerned, code=part.name, effect_id=part.id)
        journal.append(session, list(found.values()), world.secret, now)
        notify(session, "advance")
    log.error("effect.dead", effect=claim.effect.id, name=claim.effect.name, code=reason)


def uncertain(world: World, claim: Claim, evidence: str) -> None:
    """The dot was written and no answer came: never sent again by itself; a person settles it with evidence."""
    with world.database.transaction() as session:
        parts, found = _aboard(session, claim)
        now = world.now(session)
        if not claims.end(session, claim, EffectStatus.UNCERTAIN, "uncertain", now, evidence):
            return
        if claim.communication_id is not None:
            communications.set_status(session, claim.communication_id, "uncertain")
        act = world.book(session).act(now)
        for part in _of_each_case(claim, parts):
            case = found[part.case_id]
            case.note("effect_uncertain", act, effect=part.id, name=part.name)
            case.ask(WorkItemKind.UNCERTAIN_SEND, act, about=part.subject, code=part.name, effect_id=part.id)
        journal.append(session, list(found.values()), world.secret, now)
        notify(session, "advance")
    log.error("effect.uncertain", effect=claim.effect.id, name=claim.effect.name)
