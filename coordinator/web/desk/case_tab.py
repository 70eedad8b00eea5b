"""What every page of a case shares: it is found in sight, and stands under the case's own header and tabs."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import Request, Response
from sqlalchemy.orm import Session

from coordinator.domain.case import Case
from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import May
from coordinator.services.desk.case_head import case_head
from coordinator.services.desk.closed_case import closed_shown
from coordinator.services.desk.line_words import CLOSED
from coordinator.services.sign_in.here import SignedIn
from coordinator.store import case_looks
from coordinator.store.whole_case import whole_case
from coordinator.web.desk.following import by_itself
from coordinator.web.desk.looks import ago_words, day_words, desk_page, moment_words
from coordinator.web.forms import world_of

TABS = (
    ("overview", "Overview", ""),
    ("records", "Records", "/records"),
    ("scheduling", "Scheduling", "/scheduling"),
    ("consultation", "Consultation", "/consultation"),
    ("comparison", "Comparison", "/comparison"),
    ("messages", "Messages", "/messages"),
    ("timeline", "Timeline", "/timeline"),
    ("access", "Access", "/access"),
)
"""Word, name and path below ``/cases/{ref}``; a tab is shown once there is such a page."""


def open_case(session: Session, found: SignedIn, ref: str) -> Case:
    """The whole case, for reading; ``NotFound`` alike for one that is not there or not theirs. One statement."""
    case = whole_case(session, ref)
    if not found.viewer.sees(case.navigator):
        raise NotFound("case.unknown")
    return case


def case_tab(
    request: Request,
    found: SignedIn,
    session: Session,
    case: Case,
    tab: str,
    template: str,
    *,
    status: int = 200,
    now: datetime | None = None,
    **values: object,
) -> Response:
    """Render ``template``, which extends ``desk/case/frame.html`` and fills its block ``tab``. Two statements, one of
    which keeps that this person looked; a page that follows by itself is no look.

    ``tab`` is a word of ``TABS``, or empty for a page that belongs to none. The template is given ``case``, ``now``,
    the patient's ``zone``, ``may_record``, what a closed case says (``closed``), and the two functions ``day`` and
    ``at`` that write a date and a moment.
    """
    world = world_of(request)
    now = now or world.now(session)
    zone = case.patient.time_zone
    head = case_head(case, now)
    if request.method == "GET" and not by_itself(request):
        with world.database.transaction() as writing:
            case_looks.note(writing, case.id, found.viewer.email, now, tab or "case")

    def at(moment: datetime, elsewhere: str = "") -> str:
        return moment_words(moment, elsewhere or zone)

    def ago(moment: datetime) -> str:
        return ago_words(moment, now)

    given = {
        "case": case,
        "head": head,
        "tabs": [
            (name, f"/cases/{case.ref}{path}", word == tab)
            for word, name, path in TABS
            if f"/cases/{{ref}}{path}" in request.app.state.desk_pages
        ],
        "now": now,
        "closed_words": CLOSED[case.close_reason] if case.close_reason else "",
        "closed": closed_shown(case, found.viewer.roles, now),
        "zone": zone,
        "day": _day,
        "at": at,
        "ago": ago,
        "may_record": found.viewer.may(May.RECORD_FACTS),
    }
    return desk_page(request, found, template, status=status, **(given | values))


def _day(day: date | str | None) -> str:
    return day_words(date.fromisoformat(day) if isinstance(day, str) else day) if day else ""
