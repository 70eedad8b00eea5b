"""What an opinion of one provider costs, as far as it is known (``domain.md`` §12, "cost card")."""

from __future__ import annotations

from dataclasses import dataclass

from coordinator.domain.fit import Fit


@dataclass
class CostCard:
    """Price in cents (US dollars), what it includes, help with it, and whether the plan lists the provider.

    ``None`` is unknown. ``network`` is ``in``, ``out`` or ``unknown``, by the directory alone.
    """

    amount_minor: int | None
    includes: str | None
    assistance: str | None
    network: str


def cost_card(fit: Fit) -> CostCard:
    """The card of one option."""
    candidate = fit.candidate
    network = "unknown" if fit.network is None else "in" if fit.network else "out"
    return CostCard(candidate.cost_minor, candidate.cost_includes, candidate.assistance, network)
