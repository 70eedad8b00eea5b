"""What every text is written from: the case, the directory, the calendar and the moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from coordinator.correspondence.parts import Brand
from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.visit import Appointment
from coordinator.playbook.book import Directory

OFFICE_LANGUAGE = "en"
"""What offices and providers read, whatever the patient reads (ADR 0014)."""


@dataclass(frozen=True)
class SubjectMatter:
    """One case as it stands at ``now`` (aware). ``texts`` is the free text beside its journal, by event and key.

    A ``draft`` is shown to staff before anything was signed, and never leaves. ``reader_language`` is that of whoever
    reads what is written from this; the patient's where nobody is named. ``form`` is the office's own one, with whether
    it is signed. ``secret`` makes the codes of the portal.
    """

    case: Case
    brand: Brand
    directory: Directory
    texts: Mapping[int, Mapping[str, str]]
    holidays: frozenset[date]
    now: datetime
    draft: bool = False
    reader_language: str = ""
    form: tuple[bytes, bool] | None = None
    secret: bytes = field(default=b"", repr=False)

    @property
    def today(self) -> date:
        """The patient's local date."""
        return self.on(self.now)

    @property
    def language(self) -> str:
        """The language templates are named for: ``es`` for a reader of ``es-MX``."""
        return (self.reader_language or self.case.patient.language).split("-")[0].lower()

    def on(self, at: datetime) -> date:
        """The date of a moment where the patient lives."""
        return local(at, self.case.patient.time_zone).date()

    def calendar(self, desk: Desk | None = None) -> BusinessCalendar:
        """Business days, those of a desk without its own closing days (``domain.md`` §12 R1)."""
        return BusinessCalendar(self.holidays, frozenset(desk.closed_on) if desk else frozenset())

    def appointment(self, appointment_id: str) -> Appointment | None:
        """The appointment with this id, whatever became of it."""
        return next((a for a in self.case.appointments if a.id == appointment_id), None)

    def written(self, key: str) -> list[str]:
        """Every text kept under ``key``, oldest first."""
        return [self.texts[seq][key] for seq in sorted(self.texts) if self.texts[seq].get(key)]
