"""Asking the broker and the mail relay how they are. Only the doctor does; the web never talks to the broker."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

PATIENCE = 5.0
"""Seconds a neighbour has to answer."""

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


def broker_check(url: str) -> Json:
    """Does the broker answer, and does it promise never to drop a message (``maxmemory-policy noeviction``)?"""
    import redis

    client = redis.Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
    try:
        client.ping()
        policy = _eviction_policy(client)
    except redis.RedisError as error:
        return _check("broker", False, f"does not answer ({type(error).__name__})")
    finally:
        client.close()
    if policy == "noeviction":
        return _check("broker", True, "answers; noeviction")
    if policy is None:
        return _check("broker", True, "answers; its eviction policy may not be read, make sure it is noeviction")
    return _check("broker", False, f"maxmemory-policy is {policy}; it must be noeviction")


def _eviction_policy(client: Any) -> str | None:
    """The policy; ``None`` where the server does not let us read its settings."""
    import redis

    try:
        return str(client.config_get("maxmemory-policy").get("maxmemory-policy"))
    except redis.ResponseError:
        return None


def relay_check(url: str) -> Json:
    """Does the mail relay greet?"""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 25)
    try:
        with socket.create_connection((host, port), timeout=PATIENCE) as line:
            line.settimeout(PATIENCE)
            greets = parts.scheme == "smtps" or line.recv(64).startswith(b"220")
    except OSError as error:
        return _check("smtp", False, f"{host}:{port} does not answer ({type(error).__name__})")
    return _check("smtp", greets, f"{host}:{port} {'greets' if greets else 'answers, but not as a mail relay'}")


def _check(name: str, ok: bool, detail: str) -> Json:
    return {"name": name, "ok": ok, "detail": detail}
