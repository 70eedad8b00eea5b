"""``/healthz``: the process lives. ``/readyz``: it can do its work."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError

from coordinator.services.views import doctor

router = APIRouter()


@router.get("/healthz")
def healthz() -> JSONResponse:
    """The process lives; nothing else is asked."""
    return JSONResponse({"ok": True})


@router.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """Database reachable, migrations done, workers seen in the last 30 s; 503 with the checks otherwise."""
    checks = _checks(request)
    ok = all(check["ok"] for check in checks)
    return JSONResponse({"ok": ok, "checks": checks}, status_code=200 if ok else 503)


def _checks(request: Request) -> list[dict[str, Any]]:
    try:
        with request.app.state.world.database.reading() as session:
            return [doctor.check("database", True, "answers"), *doctor.readiness_checks(session)]
    except DBAPIError:
        return [doctor.check("database", False, "does not answer")]
