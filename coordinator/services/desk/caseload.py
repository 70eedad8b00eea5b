"""The cases somebody sees, as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from coordinator.domain.viewer import Viewer
from coordinator.domain.words import DeadlineRisk, Priority, Stage
from coordinator.services.desk import cursor
from coordinator.services.desk.worklist import ON_A_PAGE, Listed
from coordinator.store import worklist as rows


@dataclass(frozen=True)
class CaseLine:
    """One case in a list. ``holders`` are those who have a ball, the one for longest first."""

    ref: str
    patient: str
    stage: Stage
    stage_entered_at: datetime
    priority: Priority
    deadline_on: date | None
    deadline_risk: DeadlineRisk
    navigator: str | None
    on_hold: bool
    stuck: bool
    holders: list[str]


def caseload(
    session: Session, viewer: Viewer, *, stage: Stage | None = None, words: str = "", after: str = ""
) -> Listed:
    """Open cases in sight, or those found by ``words``, closed ones among them. One statement."""
    place = cursor.read(after, str, str)
    behind = (datetime.fromisoformat(place[0]), place[1]) if place else None
    found = list(rows.open_cases(session, viewer.navigators, ON_A_PAGE + 1, stage=stage, words=words, after=behind))
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    entries = [
        CaseLine(
            ref=row.ref,
            patient=f"{row.given} {row.family}",
            stage=row.stage,
            stage_entered_at=row.stage_entered_at,
            priority=row.priority,
            deadline_on=row.deadline_on,
            deadline_risk=row.deadline_risk,
            navigator=row.navigator,
            on_hold=row.hold_reason is not None,
            stuck=row.stuck,
            holders=_holders(row.holding),
        )
        for row in shown
    ]
    onward = cursor.written(shown[-1].stage_entered_at.isoformat(), shown[-1].ref) if more else ""
    return Listed(entries, len(entries), onward)


def _holders(holding: dict[str, dict[str, list[str]]] | None) -> list[str]:
    held = sorted((since, holder) for holder, since in ((holding or {}).get("open") or {}).values())
    return list(dict.fromkeys(holder for _, holder in held))
