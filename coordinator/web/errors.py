"""Error pages: a request id, and nothing of what was asked for or went wrong."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException

from coordinator.domain.errors import NotFound, Refused
from coordinator.web.desk.error_page import error_page
from coordinator.web.headers import PORTAL, STATIC
from coordinator.web.portal.looks import shown

log = structlog.get_logger()

SAID = {
    400: (
        "That could not be done",
        "The address or the form was not as it should be. Nothing was changed: load the page again and try once more.",
    ),
    404: (
        "There is no such page",
        "Perhaps its address is incomplete, or you cannot see it. A case is found by name or reference, under Cases.",
    ),
    405: ("This page cannot be asked in that way", "Nothing was changed. Begin again from the first page."),
    503: (
        "The service does not answer right now",
        "The database cannot be reached. Nothing is lost: load the page again in a minute.",
    ),
}
"""What a page of ours says, and what to do next."""
ELSE = ("Something went wrong", "Nothing was changed. Try once more. If it happens again, tell who runs the service.")


def answer(app: FastAPI) -> None:
    """Map every error that has a meaning to a page; ``unexpected`` answers the others."""
    app.add_exception_handler(HTTPException, lambda request, error: _page(request, getattr(error, "status_code", 500)))
    app.add_exception_handler(NotFound, lambda request, _: _page(request, 404))
    app.add_exception_handler(Refused, lambda request, _: _page(request, 400))
    app.add_exception_handler(RequestValidationError, lambda request, _: _page(request, 400))
    app.add_exception_handler(OperationalError, lambda request, _: _page(request, 503))
    app.add_exception_handler(InterfaceError, lambda request, _: _page(request, 503))


def unexpected(request: Request, error: Exception) -> Response:
    """Say in the log what kind of error it was and where, and to the reader only that there was one."""
    log.error("request.failed", exc_info=error, method=request.method)
    return _page(request, 500)


def _page(request: Request, status: int) -> Response:
    if request.url.path.startswith(PORTAL):
        return shown(
            request,
            "said.html",
            status=status,
            says=_says(request, status),
            number=getattr(request.state, "request_id", ""),
        )
    title, sentence = SAID.get(status, ELSE)
    return error_page(request, status, title, sentence, ask=not request.url.path.startswith(STATIC))


def _says(request: Request, status: int) -> str:
    """Which words of the portal: half an address is a link of ours that a mail program cut."""
    if status in (404, 405):
        return "missing"
    if status == 400 and request.method == "GET":
        return "dead"
    return "refused" if status < 500 else "broken"
