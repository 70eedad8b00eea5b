"""Carrying out what was released together, one by one, with no transaction open, and settling it in one.

Only the dots are committed one by one. The word before each also keeps that the relay took the mail before, and whose
turn is next; so a process that dies leaves at most one mail of which nobody knows whether it left.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from coordinator.correspondence.errors import RelayDown, Uncertain, Withheld
from coordinator.domain.errors import DeliveryFailed
from coordinator.domain.words import Channel
from coordinator.services import settling
from coordinator.services.copies import lay_out
from coordinator.services.releasing import Released
from coordinator.services.world import World
from coordinator.store import breakers, claims, communications, last_word, summaries
from coordinator.store.claims import Claim
from coordinator.store.last_word import LastWords

LAID_DOWN = {Channel.PRINT: "queued", Channel.OFFICE_PORTAL: "handed_over"}
"""What becomes of a letter that does not end at the relay."""

THROTTLE = "throttle"
"""Why a mail waits whose domain had its share."""

KEEP_AFTER = 0.15
"""The part of a lease after which it is lengthened: what is left is longer than a delivery may take (``bootstrap``)."""

SETTLE_AFTER = 1.0
"""Seconds after which what left is settled even though more is to come: a slow relay keeps no case waiting."""

log = structlog.get_logger()


def carry_out(world: World, released: Released) -> None:
    """Hand the fixed bytes to the outside, with no transaction open, and settle."""
    carry_out_all(world, [released])


def carry_out_all(
    world: World, released: Sequence[Released], *, leased_at: float | None = None, until: float | None = None
) -> None:
    """The same for what was released together, in this order: what goes another way than the relay stands first.

    ``leased_at`` and ``until`` are moments of ``time.monotonic``: of the claim, and after which no other is begun.
    """
    with LastWords(world.database, world.lease) as words:
        turn = _Turn(world, words, time.monotonic() if leased_at is None else leased_at, until)
        try:
            turn.take(released)
        except BaseException:
            with suppress(Exception):  # what is gone may be the database; then the lease brings them back
                turn.settle()
            raise
        turn.settle()


@dataclass
class _Turn:
    """One after the other. ``unknown`` is what the relay took last, which the database does not know yet."""

    world: World
    words: LastWords
    leased_at: float
    until: float | None
    left: list[settling.Left] = field(default_factory=list)
    unknown: Claim | None = None
    in_hand: str = ""
    settled_at: float = field(default_factory=time.monotonic)

    def take(self, released: Sequence[Released]) -> None:
        """Carry them out; a fault of one leaves the others alone."""
        for one in released:
            if not one.by_mail:
                with self._alone(one):
                    self._lay_down(one)
        self._mail_all(deque(one for one in released if one.by_mail))

    def settle(self) -> None:
        """What left so far is done, in one transaction; one that cannot be settled leaves the others alone."""
        left, self.left, self.unknown = self.left, [], None
        try:
            settling.done_all(self.world, left)
        except Exception as error:
            log.warning("effect.not_settled", count=len(left), error_type=type(error).__name__)
            for one in left:
                with self._alone(one[0]):
                    settling.done_all(self.world, [one])
        self.settled_at = time.monotonic()

    def _lay_down(self, one: Released) -> None:
        _lay_out(self.world, one)
        self.left.append((one, LAID_DOWN[one.channel]))

    def _mail_all(self, todo: deque[Released]) -> None:
        open_until = self._relay_is_left_alone_until() if todo else None
        if open_until is not None:
            self._wait_for_relay(todo, open_until, "breaker")
            return
        self.in_hand = todo[0].claim.effect.id if todo else ""
        while todo:
            if self.until is not None and time.monotonic() > self.until:
                self._put_back(todo)
                return
            one = todo.popleft()
            if not self._is_ours(one, todo) or self._must_wait(one):
                continue
            try:
                with self._alone(one):
                    self._mail(one, todo[0] if todo else None)
            except RelayDown as trouble:
                log.warning("relay.down", code=trouble.code)
                with self.world.database.transaction() as session:
                    until = breakers.failed(session, "relay", trouble.code)
                self._wait_for_relay([one], until + breakers.BEHIND, trouble.code)
                self._wait_for_relay(todo, until, trouble.code)
                return
            if self.left and time.monotonic() - self.settled_at > SETTLE_AFTER:
                self.settle()

    def _mail(self, one: Released, following: Released | None) -> None:
        """One mail; raises ``RelayDown`` where nobody's mail would be taken."""
        _lay_out(self.world, one)
        try:
            self.world.relay.deliver(
                one.envelope_from, one.address, one.content, lambda: self._last_word(one, following)
            )
        except Withheld:
            settling.withheld(self.world, one)
        except Uncertain as trouble:
            settling.uncertain(self.world, one.claim, str(trouble))
        except DeliveryFailed as failure:
            settling.failed(self.world, one, failure)
        else:
            self._has_left(one)

    def _last_word(self, one: Released, following: Released | None) -> bool:
        if not one.gathered:
            said = self.words.say(one.claim, self.unknown, following.claim if following else None)
            self.unknown, self.in_hand = None, following.claim.effect.id if following else ""
            if said:
                return True
        with self.world.database.transaction() as session:
            return last_word.commit_dot(session, one.claim)

    def _has_left(self, one: Released) -> None:
        if one.gathered:
            settling.done(self.world, one, "sent")
            return
        self.unknown = one.claim
        self.left.append((one, "sent"))

    def _is_ours(self, one: Released, todo: deque[Released]) -> bool:
        """Whether the lease is ours for as long as a delivery may take; in time it is lengthened for all that wait."""
        now = time.monotonic()
        if now - self.leased_at > self.world.lease.total_seconds() * KEEP_AFTER:
            with self.world.database.transaction(durable=False) as session:
                kept = claims.keep(session, [each.claim for each in (one, *todo)], self.world.lease)
            self.leased_at = now
            lost = [each for each in todo if each.claim.effect.id not in kept]
            for each in lost:
                todo.remove(each)
            if one.claim.effect.id not in kept:
                log.warning("effect.lease_lost", effect=one.claim.effect.id)
                return False
        if one.claim.effect.id != self.in_hand:
            with self.world.database.transaction(durable=False) as session:
                claims.take_in_hand(session, one.claim)
            self.in_hand = one.claim.effect.id
        return True

    def _must_wait(self, one: Released) -> bool:
        """Its domain had its share of this minute. Whoever waited for their turn has had it."""
        domain = one.address.rpartition("@")[2].lower()
        per_minute = self.world.per_minute.get(domain) or self.world.per_minute.get("*")
        if per_minute is None or one.claim.effect.reason == THROTTLE:
            return False
        with self.world.database.transaction(durable=False) as session:
            turn = breakers.turn(session, domain, per_minute)
            if turn is not None:
                claims.wait_for_relay(session, one.claim, turn, THROTTLE, THROTTLE)
        return turn is not None

    def _relay_is_left_alone_until(self) -> datetime | None:
        # Not "reading": after its rollback the driver forgets every statement that the server has ready.
        with self.world.database.transaction(durable=False) as session:
            return breakers.open_until(session, "relay")

    def _wait_for_relay(self, todo: Iterable[Released], until: datetime, code: str) -> None:
        with self.world.database.transaction() as session:
            for one in todo:
                claims.wait_for_relay(session, one.claim, until, code)

    def _put_back(self, todo: Iterable[Released]) -> None:
        with self.world.database.transaction(durable=False) as session:
            claims.put_back(session, [one.claim for one in todo])

    @contextmanager
    def _alone(self, one: Released) -> Iterator[None]:
        """A fault of one effect must not hold up the others: the outermost edge. A lost database is no fault of one."""
        try:
            yield
        except (RelayDown, OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("effect.raised", effect=one.claim.effect.id, name=one.claim.effect.name)
            settling.raised(self.world, one.claim, type(error).__name__)


def _lay_out(world: World, released: Released) -> None:
    """What people take from the folder: letters, and the whole of a summary."""
    files = _kept_files(world, released) if released.files is None else released.files
    lay_out(world.files, files, released.claim.token)


def _kept_files(world: World, released: Released) -> list[tuple[str, bytes]]:
    with world.database.reading() as session:
        found = [*communications.files(session, released.communication_id)]
        return found + list(summaries.files(session, released.communication_id))
