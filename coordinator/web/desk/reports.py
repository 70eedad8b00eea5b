"""Reports for supervisors: a chart with its table, and the same for a spreadsheet."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.errors import NotFound
from coordinator.domain.viewer import May
from coordinator.services.desk.report_table import ReportTable, as_csv
from coordinator.services.desk.reports import ALL, MINE, OF_ONES_TEAM_ONLY, REPORTS, Asked, asked, report, titles
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.guard import who_may
from coordinator.web.desk.looks import day_words, desk_page
from coordinator.web.forms import world_of

router = APIRouter()

SeesReports = Annotated[SignedIn, Depends(who_may(May.SEE_REPORTS))]

PLACE = "/reports"


@router.get(PLACE)
def first(request: Request, found: SeesReports) -> Response:
    """The first of them."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{PLACE}/{next(iter(REPORTS))}{query}", status_code=303)


@router.get(PLACE + "/{name}.csv")
def spreadsheet(request: Request, found: SeesReports, name: str) -> Response:
    """The table of a report."""
    wanted, table = _made(request, found, name)
    named = f"{name}-{wanted.since.isoformat()}-{wanted.until.isoformat()}.csv"
    return Response(
        "\ufeff" + as_csv(table), media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{named}"'},
    )  # fmt: skip


@router.get(PLACE + "/{name}")
def one_report(request: Request, found: SeesReports, name: str) -> Response:
    """A report of a time and a team, which stand in the address."""
    wanted, table = _made(request, found, name)
    query = urlencode({"from": wanted.since.isoformat(), "until": wanted.until.isoformat(), "team": wanted.team})
    return desk_page(
        request, found, "caseload/report.html", table=table, wanted=wanted, query=query, titles=titles(),
        said=f"{day_words(wanted.since)[4:]} to {day_words(wanted.until)[4:]}",
        teams=[(MINE, "My team"), *([] if name in OF_ONES_TEAM_ONLY else [(ALL, "All teams")])],
    )  # fmt: skip


def _made(request: Request, found: SignedIn, name: str) -> tuple[Asked, ReportTable]:
    if name not in REPORTS:
        raise NotFound("report.unknown")
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        wanted = asked(request.query_params, now.date())
        if name in OF_ONES_TEAM_ONLY:
            wanted = Asked(wanted.since, wanted.until)
        return wanted, report(session, found.viewer, name, wanted, now)
