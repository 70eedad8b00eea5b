"""Who looks at the desk, which cases they may see, and what their roles let them do. The one policy for pages.

Everything that is not named here is refused (``reliability.md``, "Access"). What a single fact asks of a role beyond
this, such as the clinical reviewer for a classification, the fact itself refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coordinator.domain.words import StaffRole


class May(StrEnum):
    """Kinds of things the desk lets somebody do."""

    SEE_CASES = "see_cases"
    RECORD_FACTS = "record_facts"
    ASSIGN_CASES = "assign_cases"
    SEE_DIRECTORY = "see_directory"
    CHANGE_DIRECTORY = "change_directory"
    PRINT = "print"
    SEE_REPORTS = "see_reports"
    OPERATE = "operate"
    MANAGE_STAFF = "manage_staff"


_DESK_WORK = {May.SEE_CASES, May.RECORD_FACTS, May.SEE_DIRECTORY, May.CHANGE_DIRECTORY, May.PRINT}

ALLOWED: Mapping[StaffRole, frozenset[May]] = {
    StaffRole.NAVIGATOR: frozenset(_DESK_WORK),
    StaffRole.RECORDS_COORDINATOR: frozenset(_DESK_WORK),
    StaffRole.SUPERVISOR: frozenset(_DESK_WORK | {May.ASSIGN_CASES, May.SEE_REPORTS, May.OPERATE}),
    StaffRole.CLINICAL_REVIEWER: frozenset({May.SEE_CASES, May.RECORD_FACTS, May.SEE_DIRECTORY}),
    StaffRole.ADMIN: frozenset({May.SEE_DIRECTORY, May.CHANGE_DIRECTORY, May.OPERATE, May.MANAGE_STAFF}),
}
"""An admin runs the service and reads no case: nobody is shown more than their work needs."""

WHOLE_TEAM = frozenset({StaffRole.RECORDS_COORDINATOR, StaffRole.SUPERVISOR, StaffRole.CLINICAL_REVIEWER})
"""Who works across the cases of a team; a navigator sees their own, those they cover, and those nobody has yet."""

SECOND_STEP_ASKED_OF = frozenset({StaffRole.SUPERVISOR, StaffRole.ADMIN})
"""Who signs in with a code of their device as well; anybody else may choose to."""


@dataclass(frozen=True)
class Viewer:
    """A signed-in staff user. ``navigators``: whose cases they see, their own address among them.

    ``covers``: the names of those who are away today and whose work they do.
    """

    email: str
    name: str
    roles: frozenset[StaffRole]
    team: str | None = None
    navigators: frozenset[str] = frozenset()
    covers: tuple[str, ...] = ()

    def may(self, wanted: May) -> bool:
        """Whether one of their roles allows it."""
        return any(wanted in ALLOWED[role] for role in self.roles)

    def sees(self, navigator: str | None) -> bool:
        """Whether a case of this navigator is theirs to see; a case without one is everybody's who sees cases."""
        return self.may(May.SEE_CASES) and (navigator is None or navigator in self.navigators)

    @property
    def sees_whole_team(self) -> bool:
        """Whether the cases of all of their team are before them."""
        return bool(self.roles & WHOLE_TEAM)


def second_step_needed(roles: frozenset[StaffRole]) -> bool:
    """Whether somebody with these roles must give a code of their device."""
    return bool(roles & SECOND_STEP_ASKED_OF)
