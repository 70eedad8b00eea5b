"""Moving the cases whose time has come."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.words import AppointmentStatus, Stage, WorkItemKind
from coordinator.playbook.engine import advance
from coordinator.services.world import World
from coordinator.store import cases, directory, effects, held, journal, processes
from coordinator.store.database import notify

BATCH = 50
LONGEST_LOOK = 10.0
"""Seconds; a worker that looks longer keeps others from their turn."""

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10))
STUCK_AT = 3
"""Failures in a row; then a person looks (``design.md``, "Rules of the engine")."""

log = structlog.get_logger()


def advance_woken(world: World) -> int:
    """Advance every woken case, batch by batch, for ten seconds at most; how many were advanced. Safe to run twice."""
    began, done = time.monotonic(), 0
    with world.database.transaction() as session:
        processes.seen(session, "worker", world.now(session))
    while time.monotonic() - began < LONGEST_LOOK:
        batch = advance_batch(world)
        if not batch:
            return done
        done += batch
    return done


def advance_batch(world: World, size: int = BATCH) -> int:
    """Claim one batch and advance it; cases that raise are set aside alone and the others move."""
    with world.database.transaction(durable=False) as session:
        ids = cases.claim_woken(session, world.now(session), size, world.lease)
    if not ids:
        return 0
    try:
        failed = _work(world, ids)
    except SQLAlchemyError as error:
        log.warning("advance.batch_failed", count=len(ids), error_type=type(error).__name__)
        failed = [case_id for case_id in ids if _fails_alone(world, case_id)]
    for case_id in failed:
        _set_aside(world, case_id)
    return len(ids)


def _fails_alone(world: World, case_id: str) -> bool:
    try:
        return bool(_work(world, [case_id]))
    except SQLAlchemyError as error:
        log.exception("advance.failed", case=case_id, error_type=type(error).__name__)
        return True


def _work(world: World, ids: Sequence[str]) -> list[str]:
    """Advance these cases in one transaction; the ids of those that raised."""
    failed: list[str] = []
    with world.database.transaction() as session:
        now = world.now(session)
        book = world.book(session)
        loaded = cases.lock_all(session, ids)
        events = journal.events_after(session, {case.id: case.acted_seq for case in loaded})
        moved: list[Case] = []
        ordered: list[Effect] = []
        with session.no_autoflush:
            for case in loaded:
                try:
                    ordered += advance(case, events[case.id], book.of(case), now)
                except Exception as error:  # a fault of one case must not hold up the others: the outermost edge
                    log.exception("advance.failed", case=case.id, error_type=type(error).__name__)
                    _forget(session, case)
                    failed.append(case.id)
                else:
                    moved.append(case)
                    if any(e.name == "stage_entered" and e["stage"] == Stage.CLOSED for e in case.noted):
                        held.end_held(session, case.id, now)
        _free_slots(session, moved)
        journal.append(session, moved, world.secret, now)
        effects.order(session, ordered)
        cases.rested(session, [case.id for case in moved])
        for lane in {effect.lane for effect in ordered}:
            notify(session, lane)
    return failed


def _free_slots(session: Session, moved: Sequence[Case]) -> None:
    """A case that ended needs its openings no more; others may have them."""
    ended = [case for case in moved if any(event["stage"] == Stage.CLOSED for event in case.noted)]
    if ended:
        visits = [a.id for case in ended for a in case.appointments if a.status is AppointmentStatus.CANCELLED]
        directory.free_slots(session, [case.id for case in ended], visits)


def _forget(session: Session, case: Case) -> None:
    """Leave the case as the database has it: nothing that was changed in memory is written."""
    session.expunge(case)


def _set_aside(world: World, case_id: str) -> None:
    """Try again later; after three failures in a row the case is stuck, with a work item for a person."""
    with world.database.transaction() as session:
        now = world.now(session)
        case = cases.lock(session, case_id)
        stuck = case.advance_failures >= STUCK_AT
        if stuck:
            case.ask(WorkItemKind.STUCK, world.book(session).act(now))
            journal.append(session, [case], world.secret, now)
        wait = BACK_OFF[min(case.advance_failures, len(BACK_OFF)) - 1]
        cases.failed(session, case_id, now + wait, stuck=stuck)
        log.error("advance.set_aside", case=case_id, count=case.advance_failures, status="stuck" if stuck else "later")
