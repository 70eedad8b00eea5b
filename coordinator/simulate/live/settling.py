"""After a worker was killed between the final dot and the answer: a person looks whether the relay has the message."""

from __future__ import annotations

from email.parser import BytesHeaderParser

from coordinator.domain.errors import Refused
from coordinator.services import clock, operate
from coordinator.services.views.effects import effects_list
from coordinator.services.world import World
from coordinator.simulate.world.cast import SUPERVISOR
from coordinator.store import communications


def settle_uncertain(world: World) -> int:
    """Settle what is uncertain by looking into the mail catcher's folder; how many were settled."""
    with world.database.reading() as session:
        listed = effects_list(session, status="uncertain")
        kept = {e["id"]: communications.get(session, e["communication"]) for e in listed if e["communication"]}
    settled = 0
    for effect_id, communication in kept.items():
        found = _caught(world, communication.bytes)
        evidence = "the relay has this Message-ID" if found else "the relay has no such Message-ID"
        try:
            operate.settle(world, effect_id, found, evidence, by=SUPERVISOR)
        except Refused:
            continue  # settled together with another part of the same message
        settled += 1
    if settled:
        clock.rest(world)
    return settled


def _caught(world: World, content: bytes) -> bool:
    """True when a caught mail carries the Message-ID of these bytes."""
    wanted = BytesHeaderParser().parsebytes(content)["Message-ID"]
    return any(
        BytesHeaderParser().parsebytes(file.read_bytes())["Message-ID"] == wanted
        for file in (world.files / "mail").glob("*.eml")
    )
