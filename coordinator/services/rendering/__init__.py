"""From a case to the bytes of a mail or a letter: who reads it, what it says, and the file that leaves."""

from __future__ import annotations

from coordinator.services.rendering.letterhead import Letterhead
from coordinator.services.rendering.rendered import Rendered, render

__all__ = ["Letterhead", "Rendered", "render"]
