"""Facts in any order break nothing (``domain.md`` §10.3): half of the sequences; the other module runs the rest."""

from __future__ import annotations

import pytest
from any_facts import STEPS
from sequences import SEQUENCES, run_sequences

SEED = 20261101


@pytest.mark.timeout(1500)
def test_whatever_is_recorded_in_whatever_order_every_invariant_holds() -> None:
    reached = run_sequences(SEED)

    assert reached.missing() == [], f"never reached with seed {SEED}"
    assert reached.sequences >= SEQUENCES
    assert reached.facts.total() >= SEQUENCES * STEPS
