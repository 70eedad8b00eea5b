"""Running the state machine: so many sequences from a seed, and what they reached.

Lots are drawn from the seed and the number of the sequence alone, so that a sequence can be lived again by itself:
``PYTHONPATH=tests:tests/simulate .venv/bin/python tests/simulate/sequences.py SEED NUMBER``.
"""

from __future__ import annotations

import sys
from random import Random

from any_facts import STEPS, AnyFacts, Reached

SEQUENCES = 1000
"""In each of two modules, so that both cores have work."""


def run_sequences(seed: int, count: int = SEQUENCES) -> Reached:
    """Run them and print what was reached; the seed is printed, and a failure says which sequence it was."""
    print(f"seed {seed}")
    reached = Reached()
    for number in range(count):
        run_one(seed, number, reached)
    print(reached)
    return reached


def run_one(seed: int, number: int, reached: Reached) -> None:
    """One sequence."""
    chance = Random(f"{seed}/{number}")
    machine = AnyFacts(number, reached)
    try:
        machine.nothing_may_break()
        for _ in range(STEPS):
            machine.somebody_records_a_fact(chance)
            machine.nothing_may_break()
    except BaseException as error:
        so_far = ", ".join(event.name for event in machine.life.journal.after(0))
        error.add_note(f"seed {seed}, sequence {number}; the last case so far: {so_far}")
        raise


if __name__ == "__main__":
    run_one(int(sys.argv[1]), int(sys.argv[2]), Reached())
