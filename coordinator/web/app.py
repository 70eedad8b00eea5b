"""The web application: the desk, the door for mail, and what a load balancer asks."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from coordinator.services.world import World
from coordinator.web import checks, desk, errors, headers, inbound, portal

HERE = Path(__file__).resolve().parent


def create_app(world: World) -> FastAPI:
    """An application on this world. It opens its connections when it is first asked."""
    app = FastAPI(title="Second Opinion Coordinator", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.world = world
    app.include_router(checks.router)
    desk.include(app)
    app.include_router(inbound.router)
    portal.include(app)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    errors.answer(app)
    app.add_middleware(headers.SecurityHeaders, unexpected=errors.unexpected)
    return app
