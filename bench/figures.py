"""One measured number with its shape: how many a second, or how long most of them took."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

Figure = dict[str, Any]
"""As it stands in ``out/bench.json``: ``n``, ``seconds``, and ``per_second`` or ``p50_ms``, ``p95_ms``, ``p99_ms``."""

LATER: Figure = {"n": 0, "later": True}
"""What is measured comes with a later release."""

FULL_ONLY: Figure = {"n": 0, "full_only": True}
"""What is measured takes long and is asked for with ``--full``."""


def rate(n: int, seconds: float, *, floor: Figure | None = None, **more: Any) -> Figure:
    """``n`` things in so many real seconds; ``ratio_to_floor`` where the same was done without the program."""
    figure: Figure = {"n": n, "seconds": round(seconds, 3), "per_second": round(n / seconds, 1) if seconds else 0.0}
    if floor and floor.get("per_second"):
        figure["ratio_to_floor"] = round(figure["per_second"] / floor["per_second"], 3)
    return figure | more


def spread(seconds: Sequence[float], **more: Any) -> Figure:
    """How long each of them took: the median, and what 95 and 99 of a hundred stay within, in milliseconds."""
    found = {f"p{share}_ms": within(seconds, share) for share in (50, 95, 99)}
    return {"n": len(seconds), "seconds": round(sum(seconds), 3)} | found | more


def within(seconds: Sequence[float], share: int) -> float:
    """The smallest measured time, in milliseconds, that ``share`` of a hundred do not exceed."""
    ordered = sorted(seconds)
    return round(ordered[max(math.ceil(len(ordered) * share / 100) - 1, 0)] * 1000, 3)


def timed(act: Callable[[], object]) -> float:
    """Real seconds that one call takes."""
    began = perf_counter()
    act()
    return perf_counter() - began
