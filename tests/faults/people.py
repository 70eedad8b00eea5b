"""Somebody new for each test of a shared world, so that nobody's budget or name stands in another's way."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import delete, update
from stage import Stage

from coordinator.correspondence.smtp import Relay
from coordinator.store.effects import OPEN
from coordinator.store.effects import table as effect_table
from coordinator.store.engine_tables import breaker as breaker_table

_numbers = itertools.count(1)


def somebody(stage: Stage, given: str = "") -> str:
    """Open a case of somebody with one address; returns its reference. The welcome mail leaves, or tries to."""
    number = next(_numbers)
    patient = {
        "legal_name": {"given": given or f"Ana{number}", "family": "Okafor"},
        "birth_date": "1968-04-17",
        "address": {
            "line": ["412 Birch Ave"], "city": "Rochester", "state": "MN", "postal_code": "55901", "country": "US",
        },
        "email": f"ana{number}@patients.example",
        "language": "en",
        "time_zone": "America/Chicago",
    }  # fmt: skip
    return stage.intake("0001", external_id=f"FAULT-{number}", patient=patient, contacts=[])


def ordered(stage: Stage, ref: str) -> Any:
    """The order under which the first mail of this case travels."""
    leads = [effect for effect in stage.effects(ref) if effect.kind == "message" and effect.lane == "mail"]
    return next((effect for effect in leads if effect.communication_id is not None), leads[0])


def open_items(stage: Stage, ref: str) -> list[str]:
    """What waits for a person because of that mail."""
    effect = ordered(stage, ref)
    return [item.kind for item in stage.case(ref).work_items if item.open and item.effect_id == effect.id]


@contextmanager
def delivering_to(stage: Stage, relay: Relay) -> Iterator[None]:
    """Deliver to this relay for a while. What still waits at the end is taken back, and the breaker forgotten."""
    stage.world.relay.close()
    usual, stage.world._relay = stage.world.relay, relay
    try:
        yield
    finally:
        relay.close()
        stage.world._relay = usual
        with stage.world.database.transaction() as session:
            session.execute(delete(breaker_table))
            session.execute(
                update(effect_table).where(effect_table.c.status.in_(OPEN)).values(status="never", token=None)
            )
