"""Cookies that are never kept, form tokens that are made of them, and secrets that lie sealed in the database."""

from __future__ import annotations

import base64
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
"""Bytes."""


def new_cookie() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def mac(secret: bytes, purpose: str, value: str) -> str:
    """What is kept, or sent, in place of ``value``."""
    return hmac.digest(secret, f"desk/{purpose}\0{value}".encode(), "sha256").hex()


def same(one: str, other: str) -> bool:
    """Equality that takes as long for the first wrong sign as for the last."""
    return hmac.compare_digest(one.encode(), other.encode())


def sealed(secret: bytes, whose: str, value: str) -> str:
    """``value`` as the database may keep it: readable with the key, and for this person only."""
    nonce = secrets.token_bytes(NONCE)
    return base64.b64encode(nonce + _cipher(secret).encrypt(nonce, value.encode(), whose.encode())).decode()


def unsealed(secret: bytes, whose: str, value: str) -> str:
    """The other way round; raises ``cryptography.exceptions.InvalidTag`` for another person's or a changed one."""
    whole = base64.b64decode(value)
    return _cipher(secret).decrypt(whole[:NONCE], whole[NONCE:], whose.encode()).decode()


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(hmac.digest(secret, b"desk/second-step", "sha256"))
