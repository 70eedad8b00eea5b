"""What a colleague recorded, in words for the page of somebody who was about to do the same."""

from __future__ import annotations

from collections.abc import Mapping

from coordinator.domain.case import Case
from coordinator.domain.facts import FACTS, Kind
from coordinator.services.desk.correction_words import things_of
from coordinator.services.desk.day_in_words import in_days
from coordinator.services.desk.field_words import label_of
from coordinator.services.desk.looking_back import Later
from coordinator.web.desk.looks import moment_words

READABLE = (Kind.TEXT, Kind.WHOLE, Kind.DATE, Kind.CHOICE, Kind.FLAG, Kind.LIST)
"""Keys whose values say something as they are; the others hold ids."""


def change_words(one: Later, case: Case) -> dict[str, object]:
    """``{fact, by, at, about, told: [(key, words)], seq}`` of a recorded fact; the case must have its requests."""
    things = things_of(case, one.fact, one.values)
    return {
        "fact": fact_words(one.fact),
        "by": one.by,
        "at": moment_words(one.at, case.patient.time_zone),
        "about": ", ".join(words for _, words in things),
        "told": [*things, *told_words(one.fact, one.values)],
        "seq": one.seq,
    }


def fact_words(name: str) -> str:
    """``Records received`` for ``records_received``."""
    return name.replace("_", " ").capitalize()


def told_words(name: str, values: Mapping[str, object]) -> list[tuple[str, str]]:
    """What was told of a fact, as far as it can be read as it is."""
    fact = FACTS.get(name)
    keys = [key for key in fact.keys if key.kind in READABLE and values.get(key.name)] if fact else []
    return [(label_of(key, listed=False), _plain(values[key.name])) for key in keys]


def _plain(value: object) -> str:
    text = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return in_days(text.replace("_", " "))
