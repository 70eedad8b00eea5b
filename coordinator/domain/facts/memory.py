"""What a case remembers of facts that have no place of their own. JSON columns are replaced, never changed in place."""

from __future__ import annotations

from hashlib import sha256

from coordinator.domain.case import Case
from coordinator.domain.event import Event


def remember(case: Case, name: str, value: object) -> None:
    """Keep an id, code, date or count under ``name``; never free text."""
    case.answers = {**case.answers, name: value}


def forget(case: Case, name: str) -> None:
    """Keep nothing under ``name`` any more."""
    case.answers = {key: value for key, value in case.answers.items() if key != name}


def mark(text: str) -> str:
    """A short mark of a text, so that the same text said twice is known without keeping it here."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def marked(case: Case, name: str, text: str) -> bool:
    """True when this very text was said under ``name`` before."""
    return mark(text) in (case.answers.get(name) or [])


def add_mark(case: Case, name: str, text: str) -> None:
    """Remember that this text was said under ``name``."""
    remember(case, name, [*(case.answers.get(name) or []), mark(text)])


def leave_to_engine(case: Case, name: str, value: str, event: Event) -> None:
    """Remember what the engine is about to act on: until then the case itself does not show it."""
    remember(case, name, {"value": value, "seq": event.seq})


def with_engine(case: Case, name: str) -> str:
    """What was left to the engine under ``name`` and has not been acted on yet; empty when nothing was."""
    kept = case.answers.get(name)
    if isinstance(kept, dict) and int(kept["seq"]) > case.acted_seq:
        return str(kept["value"])
    return ""
