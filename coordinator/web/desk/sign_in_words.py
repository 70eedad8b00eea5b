"""What somebody reads who does not get in: how long to wait, and whom to ask."""

from __future__ import annotations

WAIT = "There were too many tries. Wait a quarter of an hour."
FORGOTTEN = "Forgotten your password? An admin makes you a new one under People."
"""The only ones who can: a supervisor has no page for it."""
