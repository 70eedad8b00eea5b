"""Coming to rest after a change, so that the next look is already right (interface.md)."""

from __future__ import annotations

from coordinator.cli.joined import Joined, own_servers


def come_to_rest(place: Joined, *, wait: bool = False) -> None:
    """Wait until nothing is due: on a virtual clock always, on the real one when asked. Without workers do not wait.

    Raises ``stack.not_at_rest`` when the workers do not get there.
    """
    from coordinator.services import clock
    from coordinator.store.clock import VIRTUAL

    if somebody_works(place) and (wait or clock.show(place.world).kind == VIRTUAL):
        clock.rest(place.world)


def somebody_works(place: Joined) -> bool:
    """Will anybody act on what is recorded? On servers of our own a worker must have been seen in the last 30 s."""
    if not own_servers():
        return place.running
    from coordinator.store import processes

    with place.world.database.reading() as session:
        return processes.alive(session, "worker") > 0


def need_workers(place: Joined) -> None:
    """Refuse what cannot end without workers (``stack.not_running``)."""
    from coordinator.domain.errors import Refused

    if not somebody_works(place):
        raise Refused("stack.not_running", "nobody would do what falls due; start the stack with `coordinator up`")
