"""Directions: where a played case does not follow chance but a script (docs/demo.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

OFFICE_OUTCOMES = ("ok", "never_received", "returned", "no_record", "denied", "never")


@dataclass(frozen=True)
class Direction:
    """What is settled beforehand about one case; ``None`` leaves it to chance. Days count from the opening.

    ``office`` and ``partial`` are about the first letter of every request, ``provider`` about the first referral.
    ``correction`` has a promised day written down wrongly and put right; who ``stays`` does not leave by chance.
    """

    provider: str | None = None
    no_show: int | None = None
    partial: bool | None = None
    office: str | None = None
    fee: bool | None = None
    promise: str | None = None
    opinion: str | None = None
    third_opinion: bool | None = None
    clarification: bool | None = None
    dies_on_day: int | None = None
    withdraws_on_day: int | None = None
    treated_on_day: int | None = None
    dies_when: str | None = None
    stays: bool | None = None
    correction: bool | None = None


CHOICES: Mapping[str, tuple[str, ...]] = {
    "provider": ("accepts", "declines_first", "silent_first"),
    "office": OFFICE_OUTCOMES,
    "promise": ("kept", "broken", "none"),
    "opinion": ("written", "none"),
    "dies_when": ("slides_out",),
}
FLAGS = ("partial", "fee", "third_opinion", "clarification", "stays", "correction")
NONE = Direction()


class DirectionProblems(Exception):
    """The file does not make sense; ``problems`` name the case and the key."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def read_directions(document: Mapping[str, Any]) -> dict[str, Direction]:
    """The directions of a decoded JSON document, by external id; :class:`DirectionProblems` with every problem."""
    problems: list[str] = []
    found = {}
    for name, told in document.items():
        wrong = _problems(name, told)
        problems += wrong
        if not wrong:
            found[name] = Direction(**told)
    if problems:
        raise DirectionProblems(problems)
    return found


def _problems(name: str, told: object) -> list[str]:
    if not isinstance(told, Mapping):
        return [f"{name}: directions are an object with keys"]
    known = [f.name for f in fields(Direction)]
    problems = []
    for key, value in told.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            problems.append(f"{name}: {key!r} is not known; " + (f"did you mean {near[0]!r}?" if near else "see docs"))
        elif key in CHOICES and value not in CHOICES[key]:
            problems.append(f"{name}: {key} is one of {', '.join(CHOICES[key])}")
        elif key in FLAGS and not isinstance(value, bool):
            problems.append(f"{name}: {key} is true or false")
        elif key not in CHOICES and key not in FLAGS and (isinstance(value, bool) or not isinstance(value, int)):
            problems.append(f"{name}: {key} is a whole number")
    return problems
