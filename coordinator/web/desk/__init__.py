"""The navigator's desk: pages for staff, behind a sign-in. Reading works, and forms are sent, without JavaScript."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.routing import APIRoute

from coordinator.web.desk import (
    account,
    calls,
    case,
    case_access,
    case_document,
    case_records,
    case_timeline,
    caseload,
    caseload_forms,
    comparison,
    consultation,
    correct,
    demo_bar,
    directory,
    fact_form,
    guard,
    handovers,
    inbox,
    inbox_document,
    inbox_files,
    inbox_item,
    live,
    message,
    messages,
    office_forms,
    operations,
    people,
    printing,
    providers,
    recorded,
    reports,
    scheduling,
    sheets,
    sign_in,
    today,
    writing,
)

PARTS = (
    sign_in,
    caseload,
    caseload_forms,
    handovers,
    reports,
    today,
    calls,
    printing,
    case,
    case_access,
    case_document,
    case_records,
    case_timeline,
    scheduling,
    consultation,
    comparison,
    sheets,
    correct,
    messages,
    writing,
    message,
    fact_form,
    recorded,
    live,
    demo_bar,
    inbox,
    inbox_files,
    inbox_document,
    inbox_item,
    operations,
    people,
    account,
    providers,
    office_forms,
    directory,
)
"""One a line. Each has a ``router``."""


def include(app: FastAPI) -> None:
    """Add the desk's pages, and what its refusals look like."""
    for part in PARTS:
        app.include_router(part.router)
    app.state.desk_pages = {route.path for part in PARTS for route in part.router.routes if isinstance(route, APIRoute)}
    guard.answer(app)
