"""What stands at the head of every page of the desk: who is here, and where they can go."""

from __future__ import annotations

from fastapi import Request

from coordinator.domain.viewer import May, Viewer
from coordinator.services.sign_in.here import SignedIn

PLACES = (
    ("/", "Today", May.SEE_CASES),
    ("/calls", "Calls", May.RECORD_FACTS),
    ("/inbox", "Inbox", May.RECORD_FACTS),
    ("/cases", "Cases", May.SEE_CASES),
    ("/print", "Print", May.PRINT),
    ("/directory", "Directory", May.SEE_DIRECTORY),
    ("/reports", "Reports", May.SEE_REPORTS),
    ("/operations", "Operations", May.OPERATE),
    ("/people", "People", May.MANAGE_STAFF),
)
"""Where the header leads, and who sees it, as far as there are such pages."""


def places(request: Request, viewer: Viewer) -> list[tuple[str, str]]:
    """Path and name of each place that this person may go to; the first is their home."""
    pages = request.app.state.desk_pages
    return [(path, name) for path, name, wanted in PLACES if viewer.may(wanted) and path in pages]


def header(request: Request, found: SignedIn) -> dict[str, object]:
    """What ``desk/base.html`` shows there, with the token of the form that signs off. No statement."""
    here = request.url.path
    return {
        "viewer": found.viewer,
        "form_token": found.form_token,
        "places": [(path, name, _within(path, here)) for path, name in places(request, found.viewer)],
    }


def _within(place: str, path: str) -> bool:
    return path == place or (place != "/" and path.startswith(f"{place}/"))


NOTHING_BESIDE = {"just": None, "follows": "", "demo_now": "", "mail_catcher": "", "here_again": "/"}
"""What else a page of the desk says above its own words, for one that says nothing there."""
