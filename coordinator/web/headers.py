"""What every answer says to the browser, errors included (``reliability.md``, "Headers")."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PORTAL = "/p/"
"""No address below it is told to anybody, since its links are keys."""

ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
STATIC = "/static/"

WITH_FRAME = {"content-security-policy": f"{POLICY}; frame-src 'self'"}
"""For a page that shows a mail or a letter of ours beside its own words."""

IN_FRAME = {
    "content-security-policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'"
    ),
    "x-frame-options": "SAMEORIGIN",
}
"""For a mail's own HTML: nothing of it is loaded, runs, is sent or opened, whatever it says."""


def answers_with(request: Request, headers: Mapping[str, str]) -> None:
    """Let the answer to this request carry these in place of what every answer carries."""
    request.state.headers = headers


class SecurityHeaders:
    """Adds the headers, and gives every request an id that logs and error pages name.

    ``unexpected`` answers what nobody expected: the framework's own place for it lies outside this one and would
    answer without the headers.
    """

    def __init__(self, app: ASGIApp, unexpected: Callable[[Request, Exception], Response]) -> None:
        self._app = app
        self._unexpected = unexpected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        kept = str(scope["path"]).startswith(STATIC)

        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in {**ALWAYS, **scope["state"].get("headers", {})}.items():
                    headers[name] = value
                if str(scope["path"]).startswith(PORTAL):
                    headers["referrer-policy"] = "no-referrer"
                headers["x-request-id"] = request_id
                good = int(message["status"]) < 400
                headers["cache-control"] = "public, max-age=3600" if kept and good else "no-store"
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, with_headers)
            except Exception as error:
                answer = self._unexpected(Request(scope), error)
                if begun:
                    raise
                await answer(scope, receive, with_headers)
