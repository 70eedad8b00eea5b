"""Today's work: what needs a person now, one row an obligation, with one sentence and the act that ends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.viewer import Viewer
from coordinator.domain.words import Stage, WorkItemKind
from coordinator.services.desk import cursor
from coordinator.services.desk.outlook_words import OFFICES
from coordinator.services.desk.work_acts import Act, acts_of
from coordinator.services.desk.work_reasons import reason_of
from coordinator.services.desk.work_words import ASKED
from coordinator.store import today as rows
from coordinator.store.today import Whose
from coordinator.store.unread_mail import Concerned, mails_of

ON_A_PAGE = 50


@dataclass(frozen=True)
class Work:
    """One obligation of a person. ``time_zone`` is the patient's; ``what`` and ``why`` are for people to read.

    ``together``: the patients of one call, where several wait at the same desk for the same reason, or those whom one
    mail may be about.
    """

    id: str
    ref: str
    stage: Stage
    patient: str
    navigator: str | None
    kind: WorkItemKind
    what: str
    why: str
    priority: str
    due_at: datetime
    time_zone: str
    act: Act
    others: list[Act]
    back_at: datetime | None = None
    put_off_why: str = ""
    together: list[str] | None = None


@dataclass(frozen=True)
class Listed:
    """A page of a list, how many there are in all, and what the next page begins after; empty on the last."""

    entries: list[Any]
    total: int
    onward: str
    put_off: int = 0


def worklist(
    session: Session, viewer: Viewer, now: datetime, after: str = "", *, whose: Whose = "all", put_off: bool = False
) -> Listed:
    """Work that is due, or what was put off, of the cases this person sees: urgent first.

    Two statements, and one where answers wait to be read.
    """
    place = cursor.read(after, int, str, str)
    behind = (place[0], datetime.fromisoformat(place[1]), place[2]) if place else None
    owners = rows.owners(viewer.navigators, whose, viewer.email)
    found = list(rows.work(session, owners, now, ON_A_PAGE + 1, behind, later=put_off))
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    onward = cursor.written(shown[-1].rank, shown[-1].due_at.isoformat(), shown[-1].id) if more else ""
    due, later = rows.counts(session, owners, now)
    mails = mails_of(session, {row.case_id for row in shown if row.kind is WorkItemKind.REPLY_UNREAD})
    return Listed(_together(shown, mails), later if put_off else due, onward, later)


def _together(shown: Sequence[Any], mails: Mapping[Concerned, str]) -> list[Work]:
    """One row a call, and one a mail: those to one desk for one reason stand where the first of them does."""
    found: dict[tuple[str, ...], list[Any]] = {}
    for row in shown:
        mail = mails.get((row.case_id, row.about or "")) if row.kind is WorkItemKind.REPLY_UNREAD else None
        one_call = row.kind is WorkItemKind.CALL_DESK and row.desk_id is not None
        alike = (row.desk_id, row.code) if one_call else (mail, row.code) if mail else (row.id,)
        found.setdefault(alike, []).append(row)
    return [_one_row(rows_, mails) for rows_ in found.values()]


def _one_row(rows_: Sequence[Any], mails: Mapping[Concerned, str]) -> Work:
    first = rows_[0]
    work = work_of(first)
    if mail := mails.get((first.case_id, first.about or "")) if first.kind is WorkItemKind.REPLY_UNREAD else None:
        work = replace(work, act=replace(work.act, to=f"/inbox/{mail}"))
    if len(rows_) == 1:
        return work
    if len({what_of(row) for row in rows_}) > 1:  # a mail that may be about several offices names none
        work = replace(work, what=ASKED[first.kind].title)
    return replace(work, together=list(dict.fromkeys(f"{row.given} {row.family}" for row in rows_)))


def work_of(row: Any) -> Work:
    """A row of ``store/today.work`` as people read it."""
    act, others = acts_of(row)
    return Work(
        id=row.id,
        ref=row.ref,
        stage=row.stage,
        patient=f"{row.given} {row.family}",
        navigator=row.navigator,
        kind=row.kind,
        what=what_of(row),
        why=row.step or reason_of(row.kind, row.code, ASKED[row.kind].why),
        priority=row.priority,
        due_at=row.due_at,
        time_zone=row.time_zone,
        act=act,
        others=others,
        back_at=row.snoozed_until,
        put_off_why=row.put_off_why or "",
    )


def what_of(row: Any) -> str:
    """What to do, with whom: ``Call Lakeview General Hospital, image library``."""
    office = f"{row.organization_name}, {OFFICES[row.department]}" if row.organization_name else ""
    if row.kind is WorkItemKind.CALL_DESK:
        return f"Call {office or 'the records office'}"
    if row.kind is WorkItemKind.CALL_PATIENT:
        return f"Call {row.given} {row.family}"
    title = ASKED[row.kind].title
    return f"{title}: {office}" if office else title
