"""The navigator's desk: pages for staff, behind a sign-in. Reading works, and forms are sent, without JavaScript."""

from __future__ import annotations

from fastapi import FastAPI

from coordinator.web.desk import case, fact_form, guard, sign_in, today


def include(app: FastAPI) -> None:
    """Add the desk's pages, and what its refusals look like."""
    for part in (sign_in, today, case, fact_form):
        app.include_router(part.router)
    guard.answer(app)
