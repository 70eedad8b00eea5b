"""Random tokens that are never kept, what a key makes of them, and codes that a key makes of an event."""

from __future__ import annotations

import hmac
import secrets

TOKEN_LENGTH = 43
"""Characters of 256 random bits in the alphabet of URLs."""


def token() -> str:
    """256 random bits, fit for a URL and a cookie."""
    return secrets.token_urlsafe(32)


def mac(secret: bytes, purpose: str, value: str) -> str:
    """What is kept in place of ``value``: only who has the key can tell whether they belong together."""
    return hmac.digest(secret, f"portal/{purpose}\0{value}".encode(), "sha256").hex()


def code_of(secret: bytes, case_id: str, seq: int) -> str:
    """The six digits of a code, made from the event by which it was asked for; kept nowhere."""
    digest = hmac.digest(secret, f"portal/code\0{case_id}\0{seq}".encode(), "sha256")
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def same(one: str, other: str) -> bool:
    """Equality that takes as long for the first wrong digit as for the last."""
    return hmac.compare_digest(one.encode(), other.encode())
