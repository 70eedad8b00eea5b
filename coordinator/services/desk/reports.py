"""Reports: how long stages take, who holds cases up, how many come and go, what leaves, and how far opinions agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from coordinator.domain import small_cells
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import CloseReason, Holder, Stage
from coordinator.services.desk.case_head import STAGES
from coordinator.services.desk.caseload import names_of, owners_in_sight
from coordinator.services.desk.line_words import CLOSED, HOLDERS
from coordinator.services.desk.report_table import Cell, ReportTable
from coordinator.services.desk.report_words import CHANNELS, CLASSES, DEPARTMENTS, REASONS, STATUSES
from coordinator.store import reports as rows
from coordinator.store.caseload import NOBODY
from coordinator.store.reports import Span

USUAL = timedelta(weeks=13)
LONGEST = timedelta(weeks=158)
"""Three years; figures further back are for an export."""

OFFICES = 40
FEW = 5
"""Answers under which a median says nothing."""

MINE, ALL = "mine", "all"


@dataclass(frozen=True)
class Asked:
    """The days of a report, both included, and whose cases it is about: ``mine`` is the viewer's team."""

    since: date
    until: date
    team: str = MINE


def asked(told: Mapping[str, str], today: date) -> Asked:
    """What an address asks for; the last thirteen whole weeks where it says nothing that can be."""
    last = today - timedelta(days=today.weekday() + 1)
    until = _day(told.get("until", "")) or last
    until = min(until, today)
    since = _day(told.get("from", "")) or until - USUAL + timedelta(days=1)
    if since > until:
        since, until = until, since
    return Asked(max(since, until - LONGEST), until, ALL if told.get("team") == ALL else MINE)


def report(session: Session, viewer: Viewer, name: str, wanted: Asked, now: datetime) -> ReportTable:
    """One of ``REPORTS``. Three statements at most."""
    owners = None if wanted.team == ALL else owners_in_sight(viewer)
    since = datetime.combine(wanted.since, time(), UTC)
    span = Span(since, datetime.combine(wanted.until + timedelta(days=1), time(), UTC), owners)
    return REPORTS[name](session, viewer, span, now)


def time_in_stage(session: Session, _viewer: Viewer, span: Span, _now: datetime) -> ReportTable:
    """Of cases that left a stage in the span."""
    found = {row.stage: row for row in rows.time_in_stage(session, span)}
    return ReportTable(
        "stages", "Time in stage", "Calendar days, of cases that left the stage in this time.",
        ("Stage", "Median days", "A quarter took at most", "A quarter took at least", "Cases"),
        [
            (STAGES[stage], _round(row.median), _round(row.lower), _round(row.upper), int(row.count))
            for stage in Stage
            if (row := found.get(stage.value)) is not None
        ],
    )  # fmt: skip


def days_by_holder(session: Session, _viewer: Viewer, span: Span, _now: datetime) -> ReportTable:
    """Of cases that ended in the span."""
    count, found = rows.days_by_holder(session, span)
    by_days = sorted(found, key=lambda row: -row.days)
    return ReportTable(
        "holders", "Days by holder", f"Who had the ball, of the {count:,} cases that ended in this time.",
        ("Who had the ball", "Days a case", "Cases where they had it"),
        [(HOLDERS[Holder(row.holder)].capitalize(), _round(row.days / count), int(row.cases)) for row in by_days],
        notes=("Several can have a ball at the same time: the days do not add up to the length of a case.",),
    )  # fmt: skip


def flow(session: Session, _viewer: Viewer, span: Span, _now: datetime) -> ReportTable:
    """Week by week."""
    opened = rows.opened_by_week(session, span)
    completed: Counter[date] = Counter()
    otherwise: Counter[date] = Counter()
    for row in rows.closed_by_week(session, span):
        (completed if row.reason and row.reason.completed else otherwise)[row.week.date()] += row.count
    first = span.since.date() - timedelta(days=span.since.weekday())
    weeks = [first + timedelta(weeks=n) for n in range((span.until.date() - first).days // 7 + 1)]
    return ReportTable(
        "flow", "Cases opened and closed", "By week, from Monday on (UTC).",
        ("Week of", "Opened", "Closed, completed", "Closed otherwise"),
        [(f"{w:%Y-%m-%d}", opened.get(w, 0), completed[w], otherwise[w]) for w in weeks if w < span.until.date()],
    )  # fmt: skip


def closings(session: Session, _viewer: Viewer, span: Span, _now: datetime) -> ReportTable:
    """Why cases ended."""
    counts: Counter[CloseReason] = Counter()
    for row in rows.closed_by_week(session, span):
        if row.reason is not None:
            counts[row.reason] += row.count
    return ReportTable(
        "closings", "Why cases closed", "Of cases that closed in this time.", ("Reason", "Cases"),
        [(CLOSED[reason].capitalize(), count) for reason, count in counts.most_common()],
    )  # fmt: skip


def office_response(session: Session, _viewer: Viewer, span: Span, _now: datetime) -> ReportTable:
    """How long offices took."""
    return ReportTable(
        "offices", "How long records offices take",
        f"Calendar days from receipt, or from our letter, to the answer. The {OFFICES} with most answers in this time.",
        ("Office", "Median days", "A quarter took at least", "Answers"),
        [
            (
                f"{row.organization}, {DEPARTMENTS.get(row.department, row.department)}",
                _round(row.median) if row.count >= FEW else f"fewer than {FEW} answers",
                _round(row.upper) if row.count >= FEW else "",
                int(row.count),
            )
            for row in rows.office_response(session, span, OFFICES)
        ],
    )  # fmt: skip


def workload(session: Session, viewer: Viewer, _span: Span, now: datetime) -> ReportTable:
    """Who has how much now."""
    names = names_of(session, viewer)
    return ReportTable(
        "workload", "Workload now", "Open cases and open work of each person, at this moment.",
        ("Navigator", "Open cases", "Urgent", "Deadline at risk", "On hold", "Open work", "Work past its time"),
        [
            (
                names.get(row.owner, row.owner) if row.owner != NOBODY else "Nobody yet",
                row.open, row.urgent, row.at_risk, row.on_hold, row.work, row.late,
            )
            for row in rows.workload(session, owners_in_sight(viewer), now)
        ],
    )  # fmt: skip


def sends(session: Session, _viewer: Viewer, span: Span, _now: datetime) -> ReportTable:
    """What left."""
    return ReportTable(
        "sends", "What was sent", "Mails, faxes and letters that were made in this time, by how far they came.",
        ("Channel", "Count", "How far it came"),
        [
            (CHANNELS.get(row.channel, row.channel), int(row.count), STATUSES.get(row.status, row.status))
            for row in rows.sends(session, span)
        ],
    )  # fmt: skip


def not_sent(session: Session, _viewer: Viewer, span: Span, _now: datetime) -> ReportTable:
    """What did not, and why."""
    return ReportTable(
        "unsent", "What was not sent, and why", "Each part of a message that was due in this time counts by itself.",
        ("Reason", "Count"),
        [
            (REASONS.get(row.reason or "", (row.reason or "not said").replace("_", " ").capitalize()), int(row.count))
            for row in rows.not_sent(session, span)
        ],
    )  # fmt: skip


def concordance(session: Session, _viewer: Viewer, _span: Span, now: datetime) -> ReportTable:
    """Whole quarters of everybody: single teams and other spans would give small counts away by subtraction."""
    until = _quarter(now.date())
    since = _quarter(_quarter(_quarter(_quarter(until, 1), 1), 1), 1)
    counted: dict[date, list[Counter[str]]] = {}
    for row in rows.concordance(session, _start(since), _start(until)):
        tables = counted.setdefault(row.quarter.date(), [Counter(), Counter(), Counter()])
        found = (row.diagnosis_confirmed, row.treatment_confirmed, row.cause_confirmed)
        for table, confirmed in zip(tables, found, strict=True):
            table[confirmed or ""] += row.count
    lines: list[Sequence[Cell]] = []
    for quarter, tables in sorted(counted.items(), reverse=True):
        named = f"{quarter.year}, quarter {(quarter.month + 2) // 3}"
        for (what, words), table in zip(CLASSES, tables, strict=True):
            hidden, total = small_cells.shown({word: table[word] for word in words})
            lines += [(named, what, said, hidden[word]) for word, said in words.items() if table[word]]
            lines.append((named, what, "All", total))
    return ReportTable(
        "concordance", "How far opinions agree",
        "Comparisons shared with patients, by the class that a clinical reviewer confirmed. All teams, whole quarters.",
        ("Quarter", "Of what", "Class", "Comparisons"), lines, bar=3,
        notes=(
            "Counts of one to four are not shown, nor those from which they could be worked out.",
            "Neither opinion is known to be right: a change is no correction.",
        ),
    )  # fmt: skip


Made = Callable[[Session, Viewer, Span, datetime], ReportTable]
REPORTS: Mapping[str, Made] = {
    "stages": time_in_stage,
    "holders": days_by_holder,
    "flow": flow,
    "closings": closings,
    "offices": office_response,
    "workload": workload,
    "sends": sends,
    "unsent": not_sent,
    "concordance": concordance,
}
OF_ONES_TEAM_ONLY = frozenset({"closings", "workload"})
"""Of other teams these would say too much about few people."""


def titles() -> Mapping[str, str]:
    """How the reports are called in a list."""
    return {
        "stages": "Time in stage", "holders": "Days by holder", "flow": "Opened and closed",
        "closings": "Why cases closed", "offices": "Records offices", "workload": "Workload", "sends": "Sent",
        "unsent": "Not sent", "concordance": "Agreement",
    }  # fmt: skip


def _round(days: float | None) -> Cell:
    return round(float(days), 1) if days is not None else ""


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _quarter(day: date, back: int = 0) -> date:
    """The first day of the quarter of ``day``, or of one before it."""
    first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return _quarter(first - timedelta(days=1)) if back else first


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
