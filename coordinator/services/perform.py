"""Releasing effects and carrying them out: claim, release, carry out, settle (``design.md``, "The way of a fact")."""

from __future__ import annotations

import time
from collections.abc import Iterable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from coordinator.correspondence.errors import RelayDown, Uncertain, Withheld
from coordinator.domain.errors import DeliveryFailed
from coordinator.domain.words import Channel
from coordinator.services import settling
from coordinator.services.gathering import release_summary
from coordinator.services.releasing import ForSummary, Released, release
from coordinator.services.world import World, new_id
from coordinator.store import breakers, claims, communications, processes, summaries
from coordinator.store.claims import Claim

LONGEST_LOOK = 10.0
MOST_DEATHS = 3
"""An effect whose process died this often is put before a person."""

log = structlog.get_logger()


def perform_lane(world: World, lane: str) -> int:
    """Release and carry out effects of this lane that are due, for ten seconds at most. Safe to run twice."""
    began, done = time.monotonic(), 0
    with world.database.transaction() as session:
        processes.seen(session, "worker", world.now(session))
    while time.monotonic() - began < LONGEST_LOOK:
        with world.database.transaction() as session:
            claim = claims.claim(session, lane, world.now(session), world.lease, new_id())
        if claim is None:
            return done
        try:
            perform_one(world, claim)
        except SQLAlchemyError:
            raise  # the database is gone or busy: the lease brings the effect back
        except Exception as error:  # a fault of one effect must not hold up the others: the outermost edge
            log.exception("effect.raised", effect=claim.effect.id, name=claim.effect.name)
            settling.raised(world, claim, type(error).__name__)
        done += 1
    return done


def perform_one(world: World, claim: Claim) -> None:
    """Bring one claimed effect as far as it gets now."""
    if claim.dot_sent:
        settling.uncertain(world, claim, "the process ended between the final dot and the answer")
        return
    if claim.deaths >= MOST_DEATHS:
        settling.give_up(world, claim, "process_died")
        return
    released = release(world, claim)
    if isinstance(released, ForSummary):
        released = release_summary(world, released.claim)
    if released is not None:
        carry_out(world, released)


def carry_out(world: World, released: Released) -> None:
    """Hand the fixed bytes to the outside, with no transaction open, and settle."""
    claim = released.claim
    with world.database.reading() as session:
        files = [*communications.files(session, released.communication_id)]
        files += summaries.files(session, released.communication_id)
        open_until = breakers.open_until(session, "relay")
    _write_files(world, released, files)
    if released.channel in (Channel.PRINT, Channel.OFFICE_PORTAL):
        settling.done(world, released, "queued" if released.channel is Channel.PRINT else "handed_over")
        return
    if open_until is not None:
        with world.database.transaction() as session:
            claims.wait_for_relay(session, claim, open_until, "breaker")
        return
    try:
        world.relay.deliver(
            released.envelope_from, released.address, released.content, lambda: _last_word(world, claim)
        )
    except Withheld:
        settling.withheld(world, released)
    except Uncertain as trouble:
        settling.uncertain(world, claim, str(trouble))
    except RelayDown as trouble:
        log.warning("relay.down", code=trouble.code)
        with world.database.transaction() as session:
            until = breakers.failed(session, "relay", trouble.code)
            claims.wait_for_relay(session, claim, until, trouble.code)
    except DeliveryFailed as failure:
        settling.failed(world, released, failure)
    else:
        settling.done(world, released, "sent")


def _last_word(world: World, claim: Claim) -> bool:
    with world.database.transaction() as session:
        return claims.commit_dot(session, claim)


def _write_files(world: World, released: Released, files: Iterable[tuple[str, bytes]]) -> None:
    """The exact bytes as files beside the database's copy; writing them again changes nothing."""
    for path, content in files:
        target = world.files / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{claim_suffix(released.claim)}")
        draft.write_bytes(content)
        draft.replace(target)


def claim_suffix(claim: Claim) -> str:
    """A name of its own for a draft file."""
    return claim.token[-12:]
