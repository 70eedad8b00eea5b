"""Who has the ball, as people read it; the ledger itself is the domain's (``domain/holding.py``)."""

from __future__ import annotations

from coordinator.domain import holding
from coordinator.domain.case import Case

Line = dict[str, str | None]


def holders(case: Case) -> list[Line]:
    """``[{holder, since, waiting_for, ends_by, subject}]``, the longest wait first. One entry a thing waited for."""
    return [
        {
            "holder": one.holder.value,
            "since": one.since.isoformat() if one.since else None,
            "waiting_for": one.waiting_for,
            "ends_by": one.ends_by,
            "subject": one.subject,
        }
        for one in holding.holders(case)
    ]


def leading_holder(case: Case) -> str | None:
    """Who has had the ball longest; ``None`` when nobody is waited for."""
    lines = holding.holders(case)
    return lines[0].holder.value if lines else None
