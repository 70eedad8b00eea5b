"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Counts of one run. ``crowds``: the word in the key, and how many cases and effects really stand there."""

    advanced: int
    advanced_singly: int
    mails: int
    letters: int
    latencies: int
    claims: int
    looks: int
    crowds: tuple[tuple[str, int], ...]


USUAL = Size(
    advanced=2000,
    advanced_singly=200,
    mails=1000,
    letters=500,
    latencies=60,
    claims=200,
    looks=60,
    crowds=(("100k", 100_000),),
)
SMALL = Size(
    advanced=150,
    advanced_singly=20,
    mails=40,
    letters=30,
    latencies=5,
    claims=20,
    looks=5,
    crowds=(("100k", 2_000),),
)
MILLION = ("1m", 1_000_000)
