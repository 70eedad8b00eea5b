"""What a person, or the volume watch, stopped from leaving: everything, or one kind only. Nothing is lost by it.

A pause is named by what it holds: ``""`` is everything, ``l02-reminder-1`` or ``l02`` a message or letter,
``channel:fax`` a channel, ``desk:ID``, ``organization:ID`` and ``person:KEY`` a reader. ``store/pauses.py`` asks the
same of rows before the final dot.
"""

from __future__ import annotations

from collections.abc import Collection

from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.routes import NoRoute, Route

EVERYTHING = ""


def held_by_pause(effect: Effect, case: Case, route: Route | NoRoute, pauses: Collection[str]) -> bool:
    """True while a pause holds this order, on the way it would take now."""
    return bool(pauses) and not pauses_of(effect, case, route).isdisjoint(pauses)


def pauses_of(effect: Effect, case: Case, route: Route | NoRoute) -> frozenset[str]:
    """The names of all pauses that would hold this order."""
    names = {EVERYTHING, effect.name, short(effect.name)}
    if effect.kind == "message":
        names.add(f"person:{case.patient.person_key}")
    if isinstance(route, Route):
        names.add(f"channel:{route.channel.value}")
        if route.desk is not None:
            names |= {f"desk:{route.desk.id}", f"organization:{route.desk.organization.id}"}
    return frozenset(names)


def short(name: str) -> str:
    """What stands before the first dash: ``l02`` for ``l02-reminder-1``."""
    return name.split("-", 1)[0]
