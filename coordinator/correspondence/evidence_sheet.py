"""The evidence packet on paper, in the office's own time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from coordinator.correspondence.parts import Brand
from coordinator.correspondence.pdf import qr_code, render_pages
from coordinator.correspondence.templates import environment


def evidence_sheet(packet: Mapping[str, Any], brand: Brand, made: datetime) -> bytes:
    """The PDF. ``packet`` is what ``services/evidence.py`` says; ``made`` is its moment where the patient lives."""
    page = (
        environment()
        .get_template("sheets/evidence-packet.html")
        .render(
            packet=packet,
            brand=brand,
            reference=packet["ref"],
            on=_day(made),
            made=f"{_day(made)}, {made:%H:%M} {made.tzname()}",
            qr="asset:qr.svg",
            moment=_moment,
        )
    )
    assets = {"qr.svg": qr_code(str(packet["ref"]))}
    return render_pages([page], title=f"{packet['ref']} evidence", on=made.date(), assets=assets, paper=brand.paper)


def _moment(local: str | None, zone: str) -> str:
    """``Tue 24 Nov 2026, 10:00 CST`` for a moment with its offset."""
    if not local:
        return ""
    at = datetime.fromisoformat(local).astimezone(ZoneInfo(zone))
    return f"{_day(at)}, {at:%H:%M} {at.tzname()}"


def _day(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b %Y}"
