"""The plain page: the cases by reference, without a name, a diagnosis or a button."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from coordinator.domain.words import Stage
from coordinator.services.views.case_list import case_count, case_list
from coordinator.services.world import World
from coordinator.web.templating import page

router = APIRouter()

MOST = 200
"""Cases on the page; the command line lists the rest."""

STAGES = {stage.value: number for number, stage in enumerate(Stage, start=1)}


@router.get("/")
def cases(request: Request) -> Response:
    """Every case with its stage, since when, its priority, who has the ball and the next date."""
    world: World = request.app.state.world
    with world.database.reading() as session:
        now = world.now(session)
        total = case_count(session)
        listed = case_list(session, world.book(session), now, most=MOST)
    return page(
        request,
        "cases.html",
        cases=[_row(one) for one in listed],
        total=total,
        most=MOST,
        now=_words(now.isoformat()),
        mail_catcher=world.mail_catcher_url,
    )


def _row(one: dict[str, Any]) -> dict[str, Any]:
    ahead = one["next"]
    return {
        "ref": one["ref"],
        "stage": one["stage"],
        "step": STAGES[one["stage"]],
        "status": one["status"].replace("_", " "),
        "since": _words(one["stage_entered_at"]),
        "since_at": one["stage_entered_at"],
        "priority": one["priority"],
        "holder": one["holder"] or "nobody",
        "next": _words(ahead["at"]) if ahead else "",
        "next_at": ahead["at"] if ahead else "",
        "what": ahead["what"].replace("_", " ") if ahead else "",
        "marks": [word for word, holds in (("on hold", one["on_hold"]), ("stuck", one["stuck"])) if holds],
    }


def _words(moment: str) -> str:
    """``23 Nov 2026, 15:00`` in UTC."""
    at = datetime.fromisoformat(moment)
    return f"{at.day} {at:%b %Y, %H:%M}"
