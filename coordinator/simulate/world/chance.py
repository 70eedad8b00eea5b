"""Chance that repeats: every draw comes from the seed and from what it is about, never from the order of asking."""

from __future__ import annotations

import math
from hashlib import sha256
from random import Random

EDITION = "edition-4416"
"""Changing this word deals all cards anew for every seed. Chosen so that seed 1 shows the examples a bit of everything:
a part that came first, a promise, a lost letter, a fee, a provider who declines, a missed visit."""


def draw(seed: int, *about: object, edition: str = EDITION) -> Random:
    """A source of chance of its own for one thing; ids never go in, so that two runs of one seed are alike."""
    words = "/".join(map(str, (edition, seed, *about)))
    return Random(int.from_bytes(sha256(words.encode()).digest()[:8]))


def lognormal(source: Random, median: float, sigma: float) -> float:
    """A length of time (or an amount) whose logarithm is normal, as ``domain.md`` §10.2 gives them."""
    return source.lognormvariate(math.log(median), sigma)
