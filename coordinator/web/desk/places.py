"""Where the header leads."""

from __future__ import annotations

from fastapi import Request

from coordinator.domain.viewer import May, Viewer

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
