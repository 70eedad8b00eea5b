"""Who works at the desk in these tests."""

from __future__ import annotations

from coordinator.services.staff import add_user
from coordinator.services.world import World

PASSWORD = "twelve quiet herons"
NAVIGATOR, SUPERVISOR = "nora@beacon.example", "sam@beacon.example"


def add_people(world: World) -> None:
    """A navigator and her supervisor."""
    add_user(world, NAVIGATOR, "Nora Navigator", ["navigator"], "north", PASSWORD)
    add_user(world, SUPERVISOR, "Sam Supervisor", ["supervisor"], "north", PASSWORD)
