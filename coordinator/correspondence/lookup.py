"""Was this Message-ID accepted? The question that an uncertain send leaves, and who can answer it.

An answer is given only where it can be shown. "Not accepted" lets the same bytes go again, so it needs proof that the
relay would have kept a trace: in doubt the answer is "unknown", and a person looks.
"""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http.client import HTTPException
from typing import Protocol

ASK_SECONDS = 5.0


class Verdict(StrEnum):
    """What became of a mail whose answer never came."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """An answer and what it rests on: queue ids, times, words of a log; never an address."""

    verdict: Verdict
    evidence: str


class Lookup(Protocol):
    """A place where accepted mails can be looked up."""

    def look_up(self, message_id: str, dot_at: datetime, now: datetime) -> Found:
        """What became of the mail whose final dot was promised at ``dot_at``. Both moments are real time, aware."""
        ...


class CaughtMail:
    """The mail catcher of an embedded stack. It answers 250 only for what ``/messages.json`` shows from then on.

    ``patience``: how long after the dot it may still be writing to its disk.
    """

    def __init__(self, url: str, patience: timedelta) -> None:
        self._url = url
        self._patience = patience

    def look_up(self, message_id: str, dot_at: datetime, now: datetime) -> Found:
        """As in ``Lookup``."""
        try:
            with urllib.request.urlopen(f"{self._url}/messages.json", timeout=ASK_SECONDS) as answer:  # noqa: S310 - ours
                caught = {mail["message_id"]: mail for mail in json.load(answer)}
        except (OSError, HTTPException, ValueError) as trouble:
            return Found(Verdict.UNKNOWN, f"the mail catcher does not answer ({type(trouble).__name__})")
        mail = caught.get(message_id)
        if mail is not None:
            return Found(Verdict.ACCEPTED, f"the mail catcher accepted it at {mail['received_at']}")
        if now - dot_at < self._patience:
            return Found(Verdict.UNKNOWN, "not in the mail catcher yet")
        return Found(Verdict.NOT_ACCEPTED, "the mail catcher never accepted it")
