"""Releasing effects and carrying them out: claim, release, carry out, settle (``design.md``, "The way of a fact")."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from coordinator.domain.effect import MAIL, PDF
from coordinator.services import settling, volume
from coordinator.services.carrying import carry_out, carry_out_all
from coordinator.services.gathering import release_summary
from coordinator.services.releasing import Outcome, release_all, released_before
from coordinator.services.world import World, new_id
from coordinator.store import claims, processes
from coordinator.store.claims import Claim

LONGEST_LOOK = 10.0
MOST_DEATHS = 3
"""An effect whose process died this often is put before a person."""

AT_ONCE = {MAIL: 32, PDF: 8}
"""How many of a lane are claimed together (ADR 0015): while they are released their cases are locked."""

log = structlog.get_logger()


def perform_lane(world: World, lane: str) -> int:
    """Release and carry out effects of this lane that are due, for ten seconds at most. Safe to run twice."""
    began, done = time.monotonic(), 0
    with world.database.transaction() as session:
        processes.seen(session, "worker", world.now(session))
    while time.monotonic() - began < LONGEST_LOOK:
        performed = perform_some(world, lane, until=began + LONGEST_LOOK)
        if not performed:
            return done
        volume.watch(world)
        done += performed
    return done


def perform_some(world: World, lane: str, *, until: float | None = None) -> int:
    """Claim what is due next and bring it as far as it gets now; how many were claimed."""
    leased_at = time.monotonic()
    with world.database.transaction(durable=False) as session:
        claimed = claims.claim_some(session, lane, world.now(session), world.lease, new_id(), AT_ONCE[lane])
    perform_all(world, claimed, leased_at=leased_at, until=until)
    return len(claimed)


def perform_one(world: World, claim: Claim) -> None:
    """Bring one claimed effect as far as it gets now."""
    perform_all(world, [claim])


def perform_all(
    world: World, claimed: Sequence[Claim], *, leased_at: float | None = None, until: float | None = None
) -> None:
    """Bring claimed effects as far as they get now; a fault of one leaves the others alone."""
    fresh = [claim for claim in claimed if not _ended_before(world, claim)]
    outcome = _release(world, fresh) if fresh else Outcome()
    for claim, error in outcome.raised:
        _failed(world, claim, error)
    if outcome.released:
        carry_out_all(world, outcome.released, leased_at=leased_at, until=until)
    for gathering in outcome.gathering:
        _alone(world, gathering.claim, lambda claim: _gather(world, claim))


def _ended_before(world: World, claim: Claim) -> bool:
    """Its process did not live to say what became of it, or died too often."""
    if claim.answered:
        _alone(world, claim, lambda claim: settling.done(world, released_before(world, claim), "sent"))
    elif claim.dot_sent:
        evidence = "the process ended between the final dot and the answer"
        _alone(world, claim, lambda claim: settling.uncertain(world, claim, evidence))
    elif claim.deaths >= MOST_DEATHS:
        _alone(world, claim, lambda claim: settling.give_up(world, claim, "process_died"))
    else:
        return False
    return True


def _release(world: World, claimed: Sequence[Claim]) -> Outcome:
    """All together; one by one where the database refuses what one of them wants to write."""
    try:
        return release_all(world, claimed)
    except (OperationalError, InterfaceError):
        raise  # the database is gone or busy: the lease brings them back
    except DBAPIError as error:
        log.warning("release.batch_failed", count=len(claimed), error_type=type(error).__name__)
    outcome = Outcome()
    for claim in claimed:
        try:
            one = release_all(world, [claim])
        except (OperationalError, InterfaceError):
            raise
        except DBAPIError as error:
            outcome.raised.append((claim, error))
        else:
            outcome.take(one)
    return outcome


def _gather(world: World, claim: Claim) -> None:
    with world.database.transaction(durable=False) as session:
        if not claims.keep(session, [claim], world.lease):
            return
    released = release_summary(world, claim)
    if released is not None:
        carry_out(world, released)


def _alone(world: World, claim: Claim, act: Callable[[Claim], None]) -> None:
    try:
        act(claim)
    except SQLAlchemyError:
        raise  # the database is gone or busy: the lease brings the effect back
    except Exception as error:  # a fault of one effect must not hold up the others: the outermost edge
        _failed(world, claim, error)


def _failed(world: World, claim: Claim, error: Exception) -> None:
    log.error("effect.raised", effect=claim.effect.id, name=claim.effect.name, exc_info=error)
    settling.raised(world, claim, type(error).__name__)
