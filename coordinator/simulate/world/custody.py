"""Borrowed slides and blocks: to the reviewing laboratory and back (``domain.md`` §2.4)."""

from __future__ import annotations

from collections.abc import Iterator

from coordinator.simulate.world.case_seen import moment
from coordinator.simulate.world.cast import RECORDS
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.offices import request_key
from coordinator.simulate.world.scene import Scene


def custody_deeds(scene: Scene) -> Iterator[Deed]:
    """Slides go to the reviewing laboratory and back, whatever becomes of the case (``domain.md`` §2.4)."""
    lent = {c["item"]: c["status"] for c in scene.case.show.get("custody") or ()}
    for request in scene.case.requests:
        for item in request["items"]:
            if item["record_type"] not in ("PATH_SLIDES", "PATH_BLOCK"):
                continue
            key = f"{request_key(scene, request)}/custody/{item['record_type']}"
            came = scene.case.since("records_received", request=request["id"])
            if item["id"] not in lent and came is not None and scene.case.stage != "closed":
                yield scene.deed(
                    f"{key}/lent",
                    "custody_moved",
                    came,
                    0.0,
                    by=RECORDS,
                    item=item["id"],
                    status="received_by_reviewer",
                )
            opinion = scene.case.since("opinion_filed", ordinal=2)
            over = moment(scene.case.show["closed_at"]) if scene.case.show.get("closed_at") else opinion
            if lent.get(item["id"]) == "received_by_reviewer" and over is not None:
                yield scene.deed(
                    f"{key}/back", "custody_moved", over, 6.0, by=RECORDS, item=item["id"], status="returned"
                )
