"""Coming to rest after a change, so that the next look is already right (interface.md)."""

from __future__ import annotations

from coordinator.cli.joined import Joined


def come_to_rest(place: Joined, *, wait: bool = False) -> None:
    """Wait until nothing is due: on a virtual clock always, on the real one when asked. Without a stack nobody works.

    Raises ``stack.not_at_rest`` when the workers do not get there.
    """
    if not place.running:
        return
    from coordinator.services import clock
    from coordinator.store import clock as stored

    with place.world.database.reading() as session:
        virtual = stored.kind(session) == stored.VIRTUAL
    if virtual or wait:
        clock.rest(place.world)
