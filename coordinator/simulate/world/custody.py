"""Borrowed slides and blocks: to the reviewing laboratory and back (``domain.md`` §2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from coordinator.domain.words import RecordType
from coordinator.simulate.world.cast import RECORDS
from coordinator.simulate.world.concerns import REMINDER
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.offices import request_key
from coordinator.simulate.world.scene import Scene

PHYSICAL = frozenset(kind for kind in RecordType if kind.physical)
WITH_THE_REVIEWER = "received_by_reviewer"


def custody_deeds(scene: Scene) -> Iterator[Deed]:
    """Slides go to the reviewing laboratory and back, whatever becomes of the case (``domain.md`` §2.4)."""
    case = scene.case
    lent = {c.item_id: c.status for c in case.custody}
    for request in case.requests:
        for item in request.items:
            if item.record_type not in PHYSICAL:
                continue
            key = f"{request_key(scene, request)}/custody/{item.record_type}"
            came = scene.since("records_received", request=request.id)
            if item.id not in lent and came is not None and case.open:
                yield scene.deed(
                    f"{key}/lent", "custody_moved", came, 0.0, by=RECORDS, item=item.id, status=WITH_THE_REVIEWER
                )
            over = _over(scene) if lent.get(item.id) == WITH_THE_REVIEWER else None
            if over is not None:
                yield scene.deed(f"{key}/back", "custody_moved", over, 6.0, by=RECORDS, item=item.id, status="returned")


def _over(scene: Scene) -> datetime | None:
    """When the laboratory has no more use for it. Of a patient who died it hears nothing: the letter reminds it."""
    if scene.direction.dies_when is not None and scene.case.closed_at is not None:
        reminders = [e.at for e in scene.journal.named("letter_sent") if e["name"].startswith(REMINDER)]
        return reminders[0] if reminders else None
    return scene.case.closed_at or scene.since("opinion_filed", ordinal=2)
