"""Ports of loopback that stay ours while nobody listens there: before a server is up, and while a dead one comes back.

A port that is merely found free may be somebody else's a moment later: each outgoing connection and each server that
asks for any port gets one. So ours lie below those that systems hand out, and we stay bound to them.
"""

from __future__ import annotations

import secrets
import socket
import sys
import time
from contextlib import suppress

from coordinator.embedded.errors import StartFailed

BELOW_WHAT_IS_HANDED_OUT = range(20_000, 32_000)
"""Linux hands out 32768 and above, others 49152 and above."""

TRIES = 100
PATIENCE, LOOK_AGAIN = 10.0, 0.1
"""Seconds."""


class KeptPort:
    """A port of 127.0.0.1, until ``close``. ``preferred`` is had if nobody listens there."""

    def __init__(self, preferred: int | None = None) -> None:
        self._socket = (_bound(preferred, shared=True) if preferred else None) or _any_free()
        self.number = int(self._socket.getsockname()[1])
        # Linux lets a server bind beside a socket that does not listen if both say so; others would refuse it.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform != "linux":
            self._socket.close()

    @classmethod
    def exactly(cls, number: int) -> KeptPort:
        """The port that a person asked for, or ``StartFailed``. A killed stack's web site leaves it after a moment."""
        deadline = time.monotonic() + PATIENCE
        while (kept := cls(number)).number != number:
            kept.close()
            if time.monotonic() > deadline:
                raise StartFailed(f"port {number} cannot be had: another program listens there, or we may not")
            time.sleep(LOOK_AGAIN)
        return kept

    def close(self) -> None:
        """Leave it to others."""
        self._socket.close()


def _any_free() -> socket.socket:
    """One on which nothing has been going on."""
    for _ in range(TRIES):
        if (found := _bound(secrets.choice(BELOW_WHAT_IS_HANDED_OUT))) is not None:
            return found
    if (found := _bound(0)) is not None:
        return found
    raise StartFailed("no free port was found on the loopback interface")


def _bound(number: int, *, shared: bool = False) -> socket.socket | None:
    """``shared``: also where connections of an earlier server are still fading."""
    found = socket.socket()
    with suppress(OSError):
        if shared:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(("127.0.0.1", number))
        return found
    found.close()
    return None
