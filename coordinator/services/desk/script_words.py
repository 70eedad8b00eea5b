"""A call script as the desk shows it: what to say, and below it a button for each fact instead of its command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coordinator.domain.facts import FACTS
from coordinator.services.desk.fact_acts import ACTS
from coordinator.services.desk.field_words import sentence
from coordinator.services.desk.missing_words import FIELDS
from coordinator.services.ids import is_id

_THEN = re.compile(r"^THEN RECORD\b.*$", re.MULTILINE)
_COMMAND = re.compile(r"(?P<fact>[a-z_]+)(?P<keys>(?: [a-z_]+=(?:\"[^\"]*\"|\S*))*)(?: {2,}(?P<why>.*))?")
_KEY = re.compile(r" ([a-z_]+)=(?:\"([^\"]*)\"|(\S*))")
_MEANT = re.compile(r"[a-z][a-z0-9_.]*|[0-9a-f-]{36}|\d+|\w[\w ]* [\w ]*\w")
_CHOSEN = re.compile(r"\b[a-z_]+=([a-z0-9_.]+)")
"""``outcome=left_message`` within an explanation."""

LOGGED = "call_logged"
"""What came of the call is told in the call's own form."""

ELSEWHERE: Mapping[re.Pattern[str], str] = {
    re.compile(r"coordinator case timeline \S+"): "the case's Timeline, narrowed to calls.",
    re.compile(r"coordinator case form \S+ FILE\.pdf --request \S+"): "whoever runs the service files it.",
    re.compile(r"an id of shortlist\[\] in case show"): "one of the list under Scheduling",
}
"""What a script says of commands that the desk has no button for."""


@dataclass(frozen=True)
class Then:
    """One thing to record. ``told`` fills in the form of the fact; what nobody knows before the call is left out."""

    act: str
    why: str
    fact: str
    told: Mapping[str, str]


def at_desk(text: str) -> tuple[str, list[Then]]:
    """What is read out, and what may be recorded afterwards."""
    for command, words in ELSEWHERE.items():
        text = command.sub(words, text)
    found = _THEN.search(text)
    if found is None:
        return text, []
    commands = [_COMMAND.fullmatch(line.strip()) for line in text[found.end() :].splitlines()]
    then = [_then(one) for one in commands if one is not None and one["fact"] in FACTS and one["fact"] != LOGGED]
    return text[: found.start()].rstrip(), then


def _then(command: re.Match[str]) -> Then:
    given = {key: quoted or bare for key, quoted, bare in _KEY.findall(command["keys"])}
    told = {key: value for key, value in given.items() if _MEANT.fullmatch(value)}
    chosen = [
        FIELDS.get(value, value.replace("_", " "))
        for value in told.values()
        if not is_id(value) and not value.isdigit()
    ]
    why = _CHOSEN.sub(lambda one: one[1], command["why"] or "").replace("_", " ")
    act = ACTS[command["fact"]] + (f": {', '.join(chosen)}" if chosen else "")
    return Then(act, sentence(why) if why else "", command["fact"], told)
