"""A paper that was signed online, as PDF: the paper as it was shown, the signature, and how we know who signed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from coordinator.correspondence.parts import Brand
from coordinator.correspondence.pdf import qr_code, render_pages
from coordinator.correspondence.templates import environment
from coordinator.domain.errors import Refused

WIDE, HIGH = 1000, 300
"""The field in which a signature is drawn, whatever the screen measures."""

MOST_POINTS, FEWEST_POINTS = 4000, 8
_STROKES = re.compile(r"[0-9]{1,4},[0-9]{1,4}(?:[ ;][0-9]{1,4},[0-9]{1,4})*")


@dataclass(frozen=True)
class Evidence:
    """Who signed, when and how we know: pairs of a label and its words, and the digest of what was shown."""

    rows: Sequence[tuple[str, str]]
    sha256: str


def strokes(told: str) -> list[list[tuple[int, int]]]:
    """The lines of a drawn signature, as points. Raises ``Refused`` for anything else: no picture is ever taken in."""
    if len(told) > MOST_POINTS * 10 or not _STROKES.fullmatch(told):
        raise Refused("signature.not_drawn", "draw the name again", field="strokes")
    lines = [[_point(pair) for pair in line.split(" ")] for line in told.split(";")]
    if not FEWEST_POINTS <= sum(map(len, lines)) <= MOST_POINTS:
        raise Refused("signature.not_drawn", "draw the name again", field="strokes")
    return lines


def _point(pair: str) -> tuple[int, int]:
    x, y = (int(one) for one in pair.split(","))
    if x > WIDE or y > HIGH:
        raise Refused("signature.not_drawn", "draw the name again", field="strokes")
    return x, y


def drawing(lines: Sequence[Sequence[tuple[int, int]]]) -> bytes:
    """The drawn signature as SVG, made of numbers only."""
    paths = " ".join("M" + " L".join(f"{x} {y}" for x, y in line) for line in lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}">'
        f'<path d="{paths}" fill="none" stroke="#16211f" stroke-width="6" stroke-linecap="round"/></svg>'
    ).encode()


def signed_paper(
    shown: str, name: str, drawn: Sequence[Sequence[tuple[int, int]]], evidence: Evidence, brand: Brand, reference: str,
    on: date, language: str,
) -> bytes:  # fmt: skip
    """The PDF. ``shown`` is the HTML of our own escaped template; the same arguments give the same bytes."""
    page = (
        environment()
        .get_template("sheets/signed-paper.html")
        .render(
            shown=Markup(shown),  # noqa: S704 - our own escaped template, as the reader saw it
            name=name,
            drawn="asset:signature.svg" if drawn else "",
            evidence=evidence,
            brand=brand,
            reference=reference,
            language=language,
            qr="asset:qr.svg",
        )
    )
    assets = {"qr.svg": qr_code(reference)}
    if drawn:
        assets["signature.svg"] = (drawing(drawn), "image/svg+xml")
    return render_pages([page], title=reference, on=on, assets=assets)
