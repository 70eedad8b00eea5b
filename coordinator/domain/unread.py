"""Answers of patients and providers that nobody read yet, and what waits because of them.

An office's answer is a field of its request; these have no row of their own and lie in the memory of the case: the id
of a contact point, referral or appointment, and the names of the messages that the answer may be an answer to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coordinator.domain.case import Case
from coordinator.domain.effect import Effect
from coordinator.domain.routes import NoRoute, Route
from coordinator.domain.words import ToRole

UNREAD = "unread"
EVERYTHING = "*"
"""Somebody wrote "stop": nothing goes to that address until a person decided."""


def unread(case: Case) -> Mapping[str, Sequence[str]]:
    """What is unread, by the id of whose answer it is. No names: it may answer whatever asks."""
    kept = case.answers.get(UNREAD)
    return kept if isinstance(kept, dict) else {}


def widened(before: Sequence[str] | None, names: Sequence[str]) -> list[str]:
    """What two unread answers of one person hold together."""
    if before is None:
        return sorted(set(names))
    if EVERYTHING in before or EVERYTHING in names:
        return [EVERYTHING]
    return sorted({*before, *names}) if before and names else []


def held_by_reply(effect: Effect, case: Case, asks: bool, route: Route | NoRoute | None = None) -> bool:
    """True while this order waits for somebody to read an answer. ``asks``: its reader is to act.

    An answer holds what asks the same, "stop" all that would go to that address. Visits are not forgotten over a mail
    that may be about anything.
    """
    kept = unread(case)
    if not kept:
        return False
    if effect.to_role is ToRole.PROVIDER:
        return effect.subject in kept
    address = route.address if isinstance(route, Route) else ""
    return effect.kind == "message" and any(
        _holds(effect, case, address, point_id, names, asks=asks) for point_id, names in kept.items()
    )


def _holds(effect: Effect, case: Case, address: str, point_id: str, names: Sequence[str], *, asks: bool) -> bool:
    point = case.contact_point(point_id)
    if point is None:
        return False
    if EVERYTHING in names:
        return bool(address) and point.value.lower() == address.lower()
    if names:
        return effect.name in names
    return asks and not any(a.id == effect.subject for a in case.appointments)
