"""The timeline of a case as a page shows it: a sentence an entry, by whom and when, with what was written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import ENGINE
from coordinator.domain.facts import FACTS
from coordinator.services.desk import cursor
from coordinator.services.desk.event_words import details, message_sentence, sentence
from coordinator.store import case_timeline

ON_A_PAGE = 50
KINDS = {
    "all": "Everything",
    "facts": "Facts that people recorded",
    "messages": "Messages and letters",
    "calls": "Calls",
    "documents": "Documents and records",
    "corrections": "Corrections",
    "every": "Every step of the program, too",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``corrected_by`` is the number of the correction; ``can_correct`` a person may."""

    seq: int | None
    at: datetime
    recorded_at: datetime
    who: str
    says: str
    details: list[tuple[str, str]]
    texts: list[str]
    message: str
    can_correct: bool
    corrected_by: int | None

    @property
    def later(self) -> bool:
        """True where it was recorded long after it happened."""
        return self.recorded_at - self.at > timedelta(hours=1)


@dataclass(frozen=True)
class TimelinePage:
    """``onward`` begins the next page."""

    entries: list[Entry]
    onward: str


def timeline_page(
    session: Session, case: Case, kind: str, first: str, last: str, after: str = "", limit: int = ON_A_PAGE
) -> TimelinePage:
    """Entries of one kind between two days of the patient's zone, both counted. Three statements."""
    zone = ZoneInfo(case.patient.time_zone)
    place = cursor.read(after, str, str)
    behind = (datetime.fromisoformat(place[0]), place[1]) if place else None
    since, until = _day(first, zone, "from"), _day(last, zone, "to")
    until = until + timedelta(days=1) if until else None
    wanted = kind if kind in KINDS else "all"
    rows = list(case_timeline.entries(session, case.id, wanted, since, until, behind, limit + 1))
    shown, more = rows[:limit], rows[limit:]
    seqs = [row.seq for row in shown if row.seq is not None]
    texts = case_timeline.texts(session, case.id, seqs)
    changes = case_timeline.changes(session, case.id, seqs)
    found = []
    for row in shown:
        change = next((c for c in changes if row.seq and c.first_seq <= row.seq <= c.last_seq), None)
        found.append(
            Entry(
                seq=row.seq,
                at=row.at,
                recorded_at=row.recorded_at,
                who="The program" if row.by == ENGINE else row.who or row.by,
                says=message_sentence(case, row.name, row.data) if row.message else sentence(row.name),
                details=[] if row.message else details(case, row.name, row.data),
                texts=texts.get(row.seq or 0, []),
                message=row.message or "",
                can_correct=bool(change and not change.corrected_by and row.name in FACTS and row.name != "corrected"),
                corrected_by=change.corrected_by if change else None,
            )
        )
    onward = cursor.written(shown[-1].at.isoformat(), shown[-1].place) if more else ""
    return TimelinePage(found, onward)


def _day(told: str, zone: ZoneInfo, field: str) -> datetime | None:
    if not told:
        return None
    try:
        return datetime.combine(date.fromisoformat(told), time(), zone)
    except ValueError as problem:
        raise Refused("date.wrong", "a day such as 2026-11-24", field=field) from problem
