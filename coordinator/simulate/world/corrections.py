"""What staff wrote down wrongly and put right the next day (``domain.md`` §12, "Correction")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from coordinator.domain.record_request import RecordRequest
from coordinator.simulate.world.cast import RECORDS
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.scene import Scene

MISHEARD = timedelta(days=10)
"""How much later than the office said a promised day is written down, where a direction wants a correction."""

LONG_ENOUGH = 9.0
"""Calendar days such an office takes at least: it names a day, and there is time to put it right."""


def misheard(scene: Scene, request: RecordRequest, on: date) -> date:
    """The promised day as it is written down: wrong for the first office of a case whose direction says so."""
    return on + MISHEARD if scene.direction.correction and request.id == _first(scene) else on


def correction_deeds(scene: Scene) -> Iterator[Deed]:
    """Somebody reads the note again and corrects the day."""
    if not scene.direction.correction or scene.happened("corrected"):
        return
    for event in scene.journal.named("office_promised", request=_first(scene))[:1]:
        right = date.fromisoformat(event["on"]) - MISHEARD
        yield scene.deed("corrected", "corrected", event.at, 0.9, by=RECORDS, seq=event.seq, on=right.isoformat())


def _first(scene: Scene) -> str:
    return next((r.id for r in scene.case.requests if not r.from_patient), "")
