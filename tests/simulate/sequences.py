"""Running the state machine: so many sequences from a seed, and what they reached."""

from __future__ import annotations

from any_facts import STEPS, AnyFacts, Reached
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

SEQUENCES = 1000
"""In each of two modules, so that both cores have work."""


def run_sequences(number: int, count: int = SEQUENCES) -> Reached:
    """Run them and print what was reached; the seed is printed, and a failure shows its steps."""

    class Machine(AnyFacts):
        reached = Reached()

    print(f"seed {number}")
    run_state_machine_as_test(
        seed(number)(Machine),
        settings=settings(
            max_examples=count,
            stateful_step_count=STEPS + 1,  # one is the beginning
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # steps are drawn from lots: a smaller lot is no simpler story
            suppress_health_check=list(HealthCheck),
        ),
        _min_steps=STEPS + 1,
    )
    print(Machine.reached)
    return Machine.reached
