"""Search: what somebody typed, what was understood of it, and the cases it fits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from coordinator.domain.viewer import Viewer
from coordinator.services.desk.caseload import CaseLine, line, names_of, owners_in_sight
from coordinator.services.desk.typed_days import days_in
from coordinator.store import case_search as rows

MOST = 100
"""Cases that one search shows."""

LONGEST = 200
"""Signs that are read of what was typed."""

_REF = re.compile(r"\b(?:SO[-\s]?)([2-9A-HJKMNP-TV-Z]{4})[-\s]?([2-9A-HJKMNP-TV-Z]{2})\b", re.I)
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/]{4,}\d")
_BETWEEN = re.compile(r"[\s.,;–-]+")


@dataclass(frozen=True)
class Understood:
    """What a search is for. Nothing at all where not one part of it was understood."""

    ref: str = ""
    names: tuple[str, ...] = ()
    digits: str = ""
    born: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ref or self.names or self.digits or self.born)


@dataclass(frozen=True)
class Found:
    """The cases, open ones first; ``more`` when there are others that fit."""

    lines: list[CaseLine]
    more: bool


def understood(words: str, today: date) -> Understood:
    """Read a reference, then a day, then a number; what is left is a name, and each word of it must begin one."""
    rest = words[:LONGEST]
    ref = ""
    if match := _REF.search(rest):
        ref, rest = f"SO-{match[1]}-{match[2]}".upper(), rest[: match.start()] + " " + rest[match.end() :]
    born, rest = days_in(rest, today)
    digits = ""
    for match in _NUMBER.finditer(rest):
        plain = re.sub(r"\D", "", match.group()).lstrip("0")
        if len(plain) >= rows.LAST_DIGITS:
            digits, rest = plain, rest[: match.start()] + " " + rest[match.end() :]
            break
    names = tuple(word for word in _BETWEEN.split(re.sub(r"['`´’ʼ\"%_*]", "", rest)) if word)
    return Understood(ref, names, digits, tuple(born))


def search(session: Session, viewer: Viewer, wanted: Understood, now: datetime) -> Found:
    """The cases in sight that fit, closed ones among them. Two statements."""
    owners = owners_in_sight(viewer)
    found = rows.found(
        session, owners, MOST + 1, ref=wanted.ref, names=wanted.names, digits=wanted.digits, born=wanted.born
    )
    names = names_of(session, viewer)
    return Found([line(row, names, now) for row in found[:MOST]], len(found) > MOST)
