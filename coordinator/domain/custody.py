"""Who holds borrowed slides, blocks or discs, and when they go back (``domain.md`` §2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from coordinator.domain.directory import Desk
from coordinator.domain.words import RecordType

REQUESTED, RELEASED, IN_TRANSIT, IN_ERROR = "requested", "released", "in_transit", "entered_in_error"
WITH_REVIEWER, RETURNING, RETURNED, LOST = "received_by_reviewer", "returning", "returned", "lost"

STATUSES = (REQUESTED, RELEASED, IN_TRANSIT, WITH_REVIEWER, RETURNING, RETURNED, LOST)

BEGINNINGS = (REQUESTED, RELEASED, IN_TRANSIT, WITH_REVIEWER)
"""What a loan may begin with: people record late, so the first steps may be skipped."""

MOVES: Mapping[str, tuple[str, ...]] = {
    REQUESTED: (RELEASED, IN_TRANSIT, WITH_REVIEWER),
    RELEASED: (IN_TRANSIT, WITH_REVIEWER, RETURNING, RETURNED, LOST),
    IN_TRANSIT: (WITH_REVIEWER, RETURNING, RETURNED, LOST),
    WITH_REVIEWER: (RETURNING, RETURNED, LOST),
    RETURNING: (RETURNED, WITH_REVIEWER, LOST),
    RETURNED: (),
    LOST: (IN_TRANSIT, WITH_REVIEWER, RETURNING, RETURNED),
}
"""Forward, steps skipped or not; back only where a parcel was refused; what was lost may be found. A loan that is
back is over: the same item lent again is a new loan."""

LOAN_DAYS = 60
"""Calendar days after the reviewer got it, when the lender named no day: the last chase of ``domain.md`` §5, L11."""

KINDS: Mapping[RecordType, str] = {
    RecordType.PATH_SLIDES: "slides",
    RecordType.PATH_BLOCK: "blocks",
    RecordType.IMG_DICOM: "discs",
}


@dataclass(eq=False)
class Custody:
    """One loan of slides, blocks or discs. ``desk`` is the reviewing laboratory that holds it or will."""

    id: str
    item_id: str
    status: str
    moved_at: datetime
    tracking: str | None = None
    return_by: date | None = None
    kind: str | None = None
    count: int | None = None
    returned_count: int | None = None
    accessions: list[str] = field(default_factory=list)
    stains: str | None = None
    recuts: bool | None = None
    courier: str | None = None
    desk: Desk | None = None
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def out(self) -> bool:
        """True while the lender waits for it."""
        return self.status not in (REQUESTED, RETURNED, LOST, IN_ERROR)

    @property
    def on_the_road(self) -> bool:
        """True while a courier has it."""
        return self.status in (IN_TRANSIT, RETURNING)

    @property
    def to_be_returned(self) -> bool:
        """True while the reviewer is the one to ask: it went to them and is not on its way back."""
        return self.status in (RELEASED, IN_TRANSIT, WITH_REVIEWER)
