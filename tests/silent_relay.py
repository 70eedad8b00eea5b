"""Our side of a conversation with a relay that never answers the dot: patient up to it, and not after it."""

from __future__ import annotations

from collections.abc import Callable

from coordinator.correspondence.smtp import Relay

PATIENT = 60.0
"""Seconds: whoever answers is in time on any machine."""

HURRIED = 0.5
"""Seconds: nobody will answer."""


class HurriedAfterTheDot(Relay):
    """On a slow machine the way up to the dot may take a while; then a silence is not waited out for as long."""

    def __init__(self, url: str, *, ca_file: str = "") -> None:
        super().__init__(url, PATIENT, ca_file=ca_file)

    def deliver(self, envelope_from: str, envelope_to: str, mail: bytes, before_dot: Callable[[], bool]) -> str:
        def last_word() -> bool:
            self._half = HURRIED
            return before_dot()

        try:
            return super().deliver(envelope_from, envelope_to, mail, last_word)
        finally:
            self._half = PATIENT / 2
