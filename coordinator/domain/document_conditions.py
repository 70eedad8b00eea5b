"""Conditions of a playbook about what is asked for again and about borrowed material."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.office_routes import custody_of


def chased_already(case: Case, subject: str) -> bool:
    """The ladder of the request itself is still running: what is wanted again is in its letters too."""
    return bool(case.waits_of("record-request", subject))


def material_with_reviewer(case: Case, subject: str) -> bool:
    """The reviewer is the one to ask: it went to them and is not on its way back."""
    loan = custody_of(case, subject)
    return loan is not None and loan.to_be_returned


def quarantine_over(case: Case, subject: str) -> bool:
    """This document is no longer locked away: it went back, was destroyed, or is ours."""
    return not quarantine_open(case, subject)


def quarantine_open(case: Case, subject: str) -> bool:
    """This document is still locked away as somebody else's."""
    return any(d.id == subject and d.quarantined for d in case.documents)
