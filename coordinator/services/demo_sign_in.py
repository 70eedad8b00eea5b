"""Somebody who may sign in to a demo: with a password of this very data folder, never one that others know."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from coordinator.services.staff import add_user, exists
from coordinator.services.world import World

EMAIL = "demo@coordinator.example"
FILE = "demo-password"


def demo_sign_in(world: World, folder: Path) -> tuple[str, str]:
    """Address and password of the demo's person, who is added the first time; the password lies in ``folder``."""
    kept = folder / FILE
    with world.database.reading() as session:
        known = exists(session, EMAIL)
    if known and kept.is_file():
        return EMAIL, kept.read_text(encoding="ascii").strip()
    password = secrets.token_urlsafe(12)
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(password + "\n")
    add_user(world, EMAIL, "Demo Navigator", ["navigator", "records_coordinator"], password=password)
    return EMAIL, password
