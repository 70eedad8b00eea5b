"""The caseload as a board or a table, narrowed by its address; and search, whose words are in no address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from coordinator.domain.viewer import May
from coordinator.domain.words import DeadlineRisk, Holder, Priority, Specialty, Stage
from coordinator.services.desk import case_filter, line_words
from coordinator.services.desk.case_filter import NOBODY, CaseFilter
from coordinator.services.desk.case_head import STAGES
from coordinator.services.desk.case_search import MOST, Understood, search, understood
from coordinator.services.desk.caseload import Member, board, members, table
from coordinator.services.desk.handovers import waiting
from coordinator.services.desk.saved_views import views
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.guard import Form, who_may
from coordinator.web.desk.looks import day_words, desk_page
from coordinator.web.forms import one, world_of

router = APIRouter()

SeesCases = Annotated[SignedIn, Depends(who_may(May.SEE_CASES))]

PLACE, AS, TABLE = "/cases", "as", "table"


@router.get(PLACE)
def cases(request: Request, found: SeesCases) -> Response:
    """Open cases by stage, the longest in each first. The address says what it is narrowed to, and how it looks."""
    return caseload_page(request, found)


def caseload_page(
    request: Request, found: SignedIn, *, status: int = 200, told: CaseFilter | None = None, as_table: bool = False,
    problem: str = "", typed: str = "",
) -> Response:  # fmt: skip
    """The caseload, with what was wrong with a form on it; ``told`` and ``as_table`` stand for the address then."""
    query = request.query_params
    wanted = told if told is not None else case_filter.read(query)
    looks = TABLE if as_table or query.get(AS) == TABLE or wanted.stage is Stage.CLOSED else "board"
    with world_of(request).database.reading() as session:
        now = world_of(request).now(session)
        team = members(session, found.viewer)
        columns = board(session, found.viewer, wanted, team, now) if looks == "board" else []
        page = table(session, found.viewer, wanted, team, now, query.get("after", "")) if looks == TABLE else None
        kept = views(session, found)
        to_answer = waiting(session, found.viewer)
    return desk_page(
        request, found, f"caseload/{looks}.html", status=status,
        columns=columns, page=page, further=bool(query.get("after")),
        filter=wanted, sentence=line_words.sentence(wanted, _navigator(wanted, team)), choices=_choices(team),
        board_at=_address(wanted), table_at=_address(wanted, table=True),
        next_at=_next(wanted, page.onward if page else ""),
        stage_at=lambda stage: _address(CaseFilter(**{**vars(wanted), "stage": stage}), table=True),
        views=[(one, _address(one.filter, table=looks == TABLE), one.filter == wanted) for one in kept],
        may_assign=found.viewer.may(May.ASSIGN_CASES), team=team, to_answer=to_answer, looks=looks,
        words=line_words, stages=STAGES, day_words=day_words, problem=problem, typed=typed,
    )  # fmt: skip


@router.post(f"{PLACE}/search")
def find(request: Request, found: SeesCases, told: Form) -> Response:
    """Cases by reference, name, number or birth date; closed ones among them. A whole reference opens its case."""
    words = one(told, "words").strip()
    world = world_of(request)
    with world.database.reading() as session:
        now = world.now(session)
        wanted = understood(words, now.date())
        result = search(session, found.viewer, wanted, now) if wanted else None
    if result and wanted.ref and len(result.lines) == 1:
        return RedirectResponse(f"{PLACE}/{wanted.ref}", status_code=303)
    return desk_page(
        request, found, "caseload/search.html", typed=words, said=_said(wanted), result=result, most=MOST,
        words=line_words, stages=STAGES, day_words=day_words,
    )  # fmt: skip


@router.get(f"{PLACE}/search")
def search_again(found: SeesCases) -> Response:
    """Whoever loads the address of a search has no words for it: back to the caseload."""
    return RedirectResponse(PLACE, status_code=303)


def _said(wanted: Understood) -> list[str]:
    """What was understood, one sentence a part."""
    said = [f"the reference {wanted.ref}"] if wanted.ref else []
    if wanted.born:
        said.append("born on " + " or ".join(day_words(day)[4:] for day in wanted.born))
    if wanted.digits:
        said.append(f"a phone number that ends in {wanted.digits}")
    if wanted.names:
        said.append("a name with " + " and ".join(f"“{name}…”" for name in wanted.names))
    return said


def _address(wanted: CaseFilter, *, table: bool = False) -> str:
    parts = [part for part in (wanted.address, urlencode({AS: TABLE}) if table else "") if part]
    return PLACE + ("?" + "&".join(parts) if parts else "")


def _next(wanted: CaseFilter, onward: str) -> str:
    return f"{_address(wanted, table=True)}&{urlencode({'after': onward})}" if onward else ""


def _navigator(wanted: CaseFilter, team: Sequence[Member]) -> str:
    if wanted.navigator == NOBODY:
        return "nobody"
    return next((member.name for member in team if member.id == wanted.navigator), "")


def _choices(team: Sequence[Member]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Name, label and options of each field of the filter."""
    people = [(NOBODY, "Nobody yet"), *((member.id, member.name) for member in team)]
    return [
        ("stage", "Stage", [(stage.value, STAGES[stage]) for stage in Stage]),
        ("navigator", "Navigator", people),
        ("holder", "Ball with", [(one.value, line_words.HOLDERS[one].capitalize()) for one in Holder]),
        ("risk", "Deadline", [(one.value, line_words.RISKS[one].capitalize()) for one in DeadlineRisk]),
        ("priority", "Priority", [(one.value, line_words.PRIORITIES[one].capitalize()) for one in Priority]),
        ("hold", "On hold", [("yes", "On hold"), ("no", "Not on hold")]),
        ("specialty", "Specialty", [(one.value, line_words.SPECIALTIES[one]) for one in Specialty]),
        ("longer", "In stage longer than", [(str(days), f"{days} days") for days in line_words.LONGER]),
    ]
