"""Running the state machine: so many sequences from a seed, and what they reached.

One of them can be lived again by itself: ``python tests/simulate/sequences.py SEED NUMBER``.
"""

from __future__ import annotations

import sys

from any_facts import STEPS, AnyFacts, Reached
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

SEQUENCES = 1000
"""In each of two modules, so that both cores have work."""


def run_sequences(number: int, count: int = SEQUENCES) -> Reached:
    """Run them and print what was reached; the seed is printed, and a failure says which sequence it was."""

    class Machine(AnyFacts):
        seed = number
        reached = Reached()

    print(f"seed {number}")
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=count,
            stateful_step_count=STEPS + 1,  # one is the beginning
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),  # steps are drawn from lots: a smaller lot is no simpler story
            suppress_health_check=list(HealthCheck),
        ),
        _min_steps=STEPS + 1,
    )
    print(Machine.reached)
    return Machine.reached


if __name__ == "__main__":

    class One(AnyFacts):
        """The sequence that is asked for, step by step."""

        seed = int(sys.argv[1])

    one = One()
    one.live(int(sys.argv[2]))
    for _ in range(STEPS):
        one.nothing_may_break()
        one.somebody_records_a_fact()
    one.nothing_may_break()
