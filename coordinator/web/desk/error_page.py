"""An error as a page: whoever is signed in keeps the desk's places, and finds back to where they were."""

from __future__ import annotations

from fastapi import Request, Response
from sqlalchemy.exc import InterfaceError, OperationalError

from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.behind import COOKIE, asked, known
from coordinator.web.desk.places import NOTHING_BESIDE, header
from coordinator.web.forms import came_from
from coordinator.web.templating import page


def error_page(request: Request, status: int, title: str, sentence: str, *, ask: bool = False) -> Response:
    """``ask`` the database who is here where no guard did, as for an address that leads nowhere.

    Where the service itself is in trouble the page is plain, and nothing is asked.
    """
    found = None
    if status < 500:
        found = known(request) or (_asked(request) if ask and COOKIE in request.cookies else None)
    return page(
        request, "error.html", status=status, title=title, sentence=sentence, back=came_from(request),
        request_id=getattr(request.state, "request_id", ""),
        **(header(request, found) | NOTHING_BESIDE if found is not None and found.whole else {}),
    )  # fmt: skip


def _asked(request: Request) -> SignedIn | None:
    try:
        return asked(request)
    except (OperationalError, InterfaceError):
        return None
