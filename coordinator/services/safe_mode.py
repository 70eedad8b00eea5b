"""Rehearsals: nothing leaves but to who is listed (``COORDINATOR_SAFE_MODE``, ``COORDINATOR_SAFE_RECIPIENTS``)."""

from __future__ import annotations

from typing import Protocol

from coordinator.correspondence.mime import fax_address
from coordinator.domain.words import Channel
from coordinator.services.world import World


class Going(Protocol):
    """A route, or a communication that was made: where it goes, and how."""

    @property
    def channel(self) -> str:
        """By what it goes."""

    @property
    def address(self) -> str:
        """A mail address, a fax number or the gateway's address for it; empty for print and an office's portal."""


def is_safe(world: World, going: Going) -> bool:
    """True outside safe mode; in it only for listed mail addresses. What is printed or copied by hand has none."""
    if world.safe_recipients is None:
        return True
    address = going.address.lower()
    if going.channel == Channel.FAX and "@" not in address and address:
        address = fax_address(address, world.letterhead.fax_address)
    return address in world.safe_recipients
