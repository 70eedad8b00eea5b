"""The door for mail services that post what came in: ``POST /inbound`` with a bearer token, the mail as the body."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from coordinator.domain.errors import Refused
from coordinator.services.inbox.keeping import LARGEST, keep
from coordinator.services.inbox.understanding import understand_kept
from coordinator.services.world import World

router = APIRouter()


@router.post("/inbound")
async def receive(request: Request) -> JSONResponse:
    """Keep one mail and answer 202 once it is committed; it is understood right after.

    Without a token in the settings there is no such page. The size is counted while the body comes in.
    """
    world: World = request.app.state.world
    if not world.inbound_token:
        return _problem(404, "not_found")
    given = request.headers.get("authorization", "").encode("utf-8", "replace")
    if not hmac.compare_digest(given, f"Bearer {world.inbound_token}".encode()):
        return _problem(401, "token.wrong")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return _problem(413, "mail.too_large")
    try:
        kept = await run_in_threadpool(keep, world, bytes(body), "post")
    except Refused as refusal:
        return _problem(400, refusal.code)
    await run_in_threadpool(understand_kept, world)
    return JSONResponse({"id": kept}, status_code=202)


def _problem(status: int, code: str) -> JSONResponse:
    return JSONResponse({"code": code, "status": status}, status_code=status, media_type="application/problem+json")
