"""What the program itself is made of lives as long as its process: Python need not look through it for garbage."""

from __future__ import annotations

import gc
from typing import Literal


def set_aside() -> None:
    """Leave all that is there to itself, and once more what the first full look for garbage finds alive.

    A full look through everything takes a fifth of a second, and the page that happens to be made then waits for it.
    By the first one the templates and statements are there that every page uses; what comes later is looked at as ever.
    """
    gc.collect()
    gc.freeze()
    gc.callbacks.append(_once_more)


def _once_more(phase: Literal["start", "stop"], about: dict[str, int]) -> None:
    if phase == "stop" and about["generation"] == 2:
        gc.callbacks.remove(_once_more)
        gc.freeze()
