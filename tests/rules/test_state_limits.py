"""State limits: who may decide on them, and to which offices they apply (``domain.md`` §3.3)."""

from __future__ import annotations

from datetime import date

import pytest
from stage import Stage

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.state_limit import LegalLimit, earliest
from coordinator.domain.words import Department
from coordinator.playbook.limit_file import shipped_limits
from coordinator.services.limits import verify

RECEIVED = date(2026, 11, 24)
NO_HOLIDAYS = BusinessCalendar(frozenset(), frozenset())


def _desk(state: str, kind: str = "hospital", department: Department = Department.RECORDS_OFFICE) -> Desk:
    return Desk("d", Organization("o", "Mercy", kind, "America/Chicago", address={"state": state}), department)


def _limit(**changes: object) -> LegalLimit:
    told = {"id": "x", "jurisdiction": "TX", "applies_to": "any", "days": 15, "day_type": "calendar", "citation": "c"}
    return LegalLimit(**{**told, "verified_on": RECEIVED, "verified_by": "a@b.example", "enabled": True, **changes})


@pytest.mark.rule("3.3-state-limit")
def test_no_shipped_limit_holds_before_a_person_verified_it() -> None:
    assert shipped_limits()
    assert not any(limit.holds for limit in shipped_limits())


@pytest.mark.rule("3.3-state-limit")
@pytest.mark.parametrize(
    ("limit", "desk", "due"),
    [
        (_limit(), _desk("TX"), date(2026, 12, 9)),
        (_limit(day_type="business"), _desk("TX"), date(2026, 12, 15)),
        (_limit(), _desk("MN"), None),
        (_limit(enabled=False), _desk("TX"), None),
        (_limit(verified_on=None), _desk("TX"), None),
        (_limit(applies_to="physician"), _desk("TX"), None),
        (_limit(applies_to="physician"), _desk("TX", "clinic", Department.PHYSICIAN_OFFICE), date(2026, 12, 9)),
        (_limit(applies_to="hospital"), _desk("TX", "clinic"), None),
        (_limit(applies_to="electronic"), _desk("TX"), None),
    ],
)
def test_a_limit_is_that_of_the_offices_state_and_kind(limit: LegalLimit, desk: Desk, due: date | None) -> None:
    found = earliest([limit], desk, RECEIVED, NO_HOLIDAYS)

    assert (found[0] if found else None) == due


def test_a_limit_needs_a_citation_a_known_name_and_somebody_entitled(stage: Stage) -> None:
    with pytest.raises(Refused, match=r"key\.missing"):
        verify(stage.world, "ca-copies", " ")
    with pytest.raises(NotFound):
        verify(stage.world, "atlantis", "a law")
    with pytest.raises(Refused):
        verify(stage.world, "ca-copies", "a law", days=0)
