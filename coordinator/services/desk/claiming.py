"""Taking a case that nobody has. Who comes second is told so, instead of taking it from the first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.facts import Recorded
from coordinator.services.record import record
from coordinator.services.world import World


def claim_case(world: World, ref: str, email: str) -> Recorded:
    """The case is this person's from now on. Raises ``Refused`` (``case.taken``) where somebody else has it."""

    def nobodys(session: Session, case: Case, now: datetime) -> None:
        if case.navigator not in (None, email):
            raise Refused("case.taken", f"{case.navigator} has it")

    return record(world, ref, "navigator_changed", {"to": email}, by=email, first=nobodys)
