"""Who of those who work here may check a comparison, and who may say how its opinions relate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coordinator.domain.viewer import ALLOWED, WHOLE_TEAM, May, Viewer
from coordinator.domain.words import StaffRole
from coordinator.store import staff_list

MOST_NAMED = 6


@dataclass(frozen=True)
class WhoChecks:
    """Names of colleagues of the reader's team, the reader left out."""

    checkers: list[str]
    reviewers: list[str]


def who_checks(session: Session, viewer: Viewer, navigator: str | None, not_by: Collection[str]) -> WhoChecks:
    """Of those who see the case of this ``navigator``; nobody in ``not_by`` checks what they filed. One statement."""
    checkers, reviewers = [], []
    for row in staff_list.listed(session):
        roles = frozenset(StaffRole(role) for role in row.roles)
        sees = row.email == navigator or (row.team == viewer.team and bool(roles & WHOLE_TEAM))
        if row.deactivated_at is not None or row.email == viewer.email or not sees:
            continue
        if row.email not in not_by and any(May.RECORD_FACTS in ALLOWED[role] for role in roles):
            checkers.append(row.name)
        if StaffRole.CLINICAL_REVIEWER in roles:
            reviewers.append(row.name)
    return WhoChecks(checkers[:MOST_NAMED], reviewers[:MOST_NAMED])
