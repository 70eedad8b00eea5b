"""What the mail catcher of an embedded stack took in: the outbox of a demo, for looking at."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException

PATIENCE = 5.0
"""Seconds for the catcher, which runs on the same machine, to answer."""

MOST = 100
"""Mails of a list, the newest first."""


@dataclass(frozen=True)
class Caught:
    """One mail the catcher took. ``number`` counts from 1."""

    number: int
    to: str
    subject: str
    received_at: str


def caught(url: str) -> Sequence[Caught] | None:
    """The newest mails, the last first; ``None`` where the catcher does not answer."""
    content = _ask(f"{url}/messages.json")
    if content is None:
        return None
    listed = list(enumerate(json.loads(content), start=1))[::-1][:MOST]
    return [Caught(n, ", ".join(one["envelope_to"]), one["subject"], one["received_at"]) for n, one in listed]


def content_of(url: str, number: int) -> bytes | None:
    """The bytes of one mail; ``None`` where there is none."""
    return _ask(f"{url}/messages/{number}.eml")


def _ask(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - our own catcher
            content: bytes = answer.read()
            return content
    except (OSError, HTTPException):
        return None
