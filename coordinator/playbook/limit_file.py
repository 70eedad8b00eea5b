"""The state limits that come with the program (``legal_limits.yaml``), none of them verified."""

from __future__ import annotations

from pathlib import Path

import yaml

from coordinator.domain.state_limit import APPLIES_TO, DAY_TYPES, LegalLimit

SHIPPED = Path(__file__).with_name("legal_limits.yaml")


def shipped_limits(path: Path = SHIPPED) -> tuple[LegalLimit, ...]:
    """The rows that come with the program, none verified. Raises ``ValueError`` for one that makes no sense."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["limits"]
    limits = tuple(LegalLimit(**row) for row in rows)
    for limit in limits:
        if limit.applies_to not in APPLIES_TO or limit.day_type not in DAY_TYPES or limit.days < 1:
            raise ValueError(f"{path.name}: {limit.id}")
    return limits
