"""What every page of the desk has: who is signed in, where they can go, and times in a zone that is named."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import Request, Response

from coordinator.domain.calendar import local
from coordinator.services.sign_in.here import SignedIn
from coordinator.web.desk.following import follows
from coordinator.web.desk.places import header
from coordinator.web.desk.recorded import here_again, said_here
from coordinator.web.forms import world_of
from coordinator.web.templating import page


def desk_page(request: Request, found: SignedIn, template: str, *, status: int = 200, **values: object) -> Response:
    """Render a page of the desk."""
    return page(
        request,
        f"desk/{template}",
        status=status,
        **header(request, found),
        just=said_here(request, found),
        here_again=here_again(request),
        follows=follows(request),
        mail_catcher=world_of(request).mail_catcher_url,
        demo_now=moment_words(found.virtual_now, "UTC") if found.virtual_now else "",
        **values,
    )


def day_words(day: date) -> str:
    """``Tue 24 Nov 2026``."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def moment_words(at: datetime, zone: str) -> str:
    """``Tue 24 Nov 2026, 10:00 CST``: the wall clock of a zone, named as it is called there on that day."""
    there = local(at, zone)
    return f"{day_words(there.date())}, {there:%H:%M} {there.tzname()}"


def ago_words(since: datetime, now: datetime) -> str:
    """``3 days``, ``5 hours``, ``just now``: how long something has waited."""
    hours = int((now - since).total_seconds() // 3600)
    if hours < 1:
        return "just now"
    if hours < 48:
        return f"{hours} hour{'s' if hours != 1 else ''}"
    return f"{hours // 24} days"
