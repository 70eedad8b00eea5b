"""Dates of a case that rungs may count from (``of:`` in the playbook)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from coordinator.domain.case import Case
from coordinator.domain.estimate import awaited


def _legal_due_date(case: Case, subject: str) -> date | None:
    request = case.request(subject)
    return request.due_on if request else None


def _estimate_date(case: Case, subject: str) -> date | None:
    estimate = awaited(case)
    return estimate.by if estimate else None


def _appeal_date(case: Case, subject: str) -> date | None:
    found = next((p for p in case.prior_authorizations if p.id == subject), None)
    return found.appeal_by if found else None


def _last_day_of_paper(case: Case, subject: str) -> date | None:
    paper = case.authorization(subject)
    return paper.expires_on if paper else None


LAST_DAY_OF_PAPER = "last day of the paper"

DATES: Mapping[str, Callable[[Case, str], date | None]] = {
    "legal due date": _legal_due_date,
    "estimate date": _estimate_date,
    "appeal date": _appeal_date,
    LAST_DAY_OF_PAPER: _last_day_of_paper,
}
"""Each by the name the playbook gives it; ``None`` while there is none."""
