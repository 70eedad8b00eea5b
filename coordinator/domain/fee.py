"""What an office may ask to be paid (``domain.md`` §3.4). Money is in cents (US dollars).

Only on basis A is there a limit: the patient rate of 45 CFR 164.524(c)(4), without search and retrieval. A directive to
a third party, an authorization and a provider's request are charged as the office likes (Ciox v. Azar), or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import LegalBasis

CLAIMS: Final = (
    "copying", "supplies", "postage", "summary", "search", "retrieval", "search_retrieval", "per_page", "flat",
    "certification", "state_schedule", "other",
)  # fmt: skip
"""What an office says it charges for."""

NOT_CHARGEABLE: Final = ("search", "retrieval", "search_retrieval")

FLAT_OPTION_MINOR: Final = 650
"""$6.50 for an electronic copy: an option instead of counting costs, no cap for everything (§3.4)."""

OVER_EXPECTED, WITHIN_EXPECTED = "challenge_proposed", "patient_decides"


def expected_minor(request: RecordRequest) -> int | None:
    """The most we expect on this basis; ``None`` where we claim no limit."""
    return FLAT_OPTION_MINOR if request.legal_basis is LegalBasis.ACCESS_SELF else None


def doubts(request: RecordRequest, challenge_above_minor: int) -> list[str]:
    """Why the patient may challenge the fee; empty where the law says nothing against it."""
    if request.legal_basis is not LegalBasis.ACCESS_SELF or request.fee_quoted_minor is None:
        return []
    claimed: Sequence[str] = request.details.get("fee_claimed") or ()
    found = ["search_or_retrieval"] if any(claim in NOT_CHARGEABLE for claim in claimed) else []
    if request.details.get("fee_per_page") or "per_page" in claimed:
        found.append("per_page_for_electronic_copy")
    if request.fee_quoted_minor > challenge_above_minor:
        found.append("above_threshold")
    return found
