"""Ids, as they come in addresses, commands and what people recorded."""

from __future__ import annotations

from uuid import UUID


def is_id(text: str) -> bool:
    """Whether this can be the id of anything; what cannot is never asked of the database, which would refuse it."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
