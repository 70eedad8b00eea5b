"""What the pure engine is given: the policy, the calendars, the directory, and where new ids come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from coordinator.domain.business_days import BusinessCalendar, calendar_of
from coordinator.domain.candidate import Candidate
from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.event import ENGINE, Act
from coordinator.domain.provider import Provider
from coordinator.domain.state_limit import LegalLimit
from coordinator.domain.words import Department
from coordinator.playbook.schema import Playbook


class Directory(Protocol):
    """Who answers record requests and who gives opinions."""

    def desk(self, organization: str, department: Department) -> Desk | None:
        """The desk of an organization named as in the intake."""

    def desk_by_id(self, desk_id: str) -> Desk | None:
        """The desk with this id."""

    def candidates(self) -> Sequence[Candidate]:
        """Every provider, as matching reads them."""

    def provider(self, provider_id: str) -> Provider | None:
        """The provider with this id."""

    def place(self, postal_code: str) -> tuple[float, float] | None:
        """Latitude and longitude (degrees) of a US postal code; ``None`` where unknown."""


@dataclass(frozen=True)
class Book:
    """Playbook version, calendars, directory and id source: everything but the case and the time.

    ``versions``: the playbooks that cases keep; without it there is but one.
    """

    playbook: Playbook
    holidays: frozenset[date]
    directory: Directory
    new_id: Callable[[], str]
    templates: frozenset[tuple[str, str]] = frozenset()
    relay_is_secured: bool = True
    outages: tuple[tuple[datetime, datetime], ...] = field(default=())
    limits: tuple[LegalLimit, ...] = ()
    pauses: frozenset[str] = frozenset()
    versions: Callable[[int], Playbook] | None = None

    def of(self, case: Case) -> Book:
        """The same under the playbook that this case keeps (ADR 0022)."""
        if self.versions is None or case.playbook_version == self.playbook.version:
            return self
        return replace(self, playbook=self.versions(case.playbook_version))

    def calendar(self, desk: Desk | None = None) -> BusinessCalendar:
        """Business days of a desk: federal holidays and its own closing days (``domain.md`` §12 R1)."""
        if desk is None or not desk.closed_on:
            return self._federal
        return calendar_of(self.holidays, tuple(desk.closed_on))

    @cached_property
    def _federal(self) -> BusinessCalendar:
        return calendar_of(self.holidays)

    def act(self, now: datetime) -> Act:
        """The engine acting at ``now``."""
        return Act(ENGINE, now, self.new_id)

    def has_template(self, name: str, language: str) -> bool:
        """Whether this message is written in this language (``es-MX`` reads ``es``)."""
        return (name, language.split("-")[0]) in self.templates

    def lay_in_outage(self, at: datetime) -> bool:
        """True when the program was down, or its clock was jumped over, at this moment."""
        return any(start < at <= end for start, end in self.outages)
