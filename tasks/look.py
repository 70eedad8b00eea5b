"""The things a worker looks at. A task is a door, not a room."""

from __future__ import annotations

from coordinator.services.advance import advance_woken
from coordinator.services.inbox.listening import listen_to_all
from coordinator.services.perform import perform_lane
from coordinator.services.uncertain import reconcile as reconcile_uncertain
from tasks.app import app, world


@app.task(name="advance")
def advance() -> None:
    """Advance the cases whose time has come, for ten seconds at most. Safe to run twice."""
    advance_woken(world())


@app.task(name="perform")
def perform(lane: str) -> None:
    """Release and carry out effects of this lane that are due, for ten seconds at most. Safe to run twice."""
    perform_lane(world(), lane)


@app.task(name="listen")
def listen() -> None:
    """Fetch mail that came in, keep it, and understand it. Safe to run twice."""
    listen_to_all(world())


@app.task(name="reconcile")
def reconcile() -> None:
    """Look up what became of uncertain sends. Safe to run twice."""
    reconcile_uncertain(world())
