"""The portal: what a link in a mail leads to. Pages read, forms record facts; nothing is sent or moved from here."""

from __future__ import annotations

from fastapi import FastAPI

from coordinator.web.portal import answers, entry, files, guard, pages, papers


def include(app: FastAPI) -> None:
    """Add the portal's routes; those behind a link's token come last, because a token may be anything."""
    for module in (pages, papers, answers, files, entry):
        app.include_router(module.router)
    guard.answer(app)
