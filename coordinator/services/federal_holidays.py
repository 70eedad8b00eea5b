"""US federal holidays, as the engine's calendars want them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

YEARS_AHEAD = 12
"""How far the table reaches from 2024 on; no ladder runs that long."""


@lru_cache(maxsize=1)
def federal_holidays() -> frozenset[date]:
    """US federal holidays from 2024 on (``domain.md`` §12 R1, R5)."""
    years = range(2024, 2024 + YEARS_AHEAD)
    return frozenset(holidays.country_holidays("US", years=years, categories=("public",)).keys())
