"""One-page letters a second on one core: values in, PDF bytes out."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from bench.figures import Figure, rate
from bench.ground import Ground
from bench.size import Size
from coordinator.correspondence.letters import render_letter
from coordinator.correspondence.sample_letters import LETTERS

KEYS = ("letter_pdf",)
LETTER = "l02-reminder-1"
WARM = 3


def measure(_ground: Ground, size: Size) -> dict[str, Figure]:
    """Each letter has a reference of its own, so that its QR code is drawn and not remembered."""
    values = next(found for name, _, found in LETTERS if name == LETTER)
    began = 0.0
    for number in range(size.letters + WARM):
        if number == WARM:
            began = perf_counter()
        render_letter(LETTER, replace(values, reference=f"SO-{number:04d}-Q2"))
    return {"letter_pdf": rate(size.letters, perf_counter() - began)}
