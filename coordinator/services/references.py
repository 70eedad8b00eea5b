"""Case references that people quote, such as ``SO-7K4M-Q2``."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as table

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that is misread on the telephone: no 0, 1, I, L, O or U."""


def new_reference(session: Session) -> str:
    """A reference that no case has: 30^6, about 700 million."""
    while True:
        signs = [secrets.choice(ALPHABET) for _ in range(6)]
        ref = f"SO-{''.join(signs[:4])}-{''.join(signs[4:])}"
        if session.execute(select(table.c.id).where(table.c.ref == ref)).first() is None:
            return ref
