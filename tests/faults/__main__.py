"""The long runs: ``python -m tests.faults --cycles 10000 --seed 7``; a round again: ``--seed 7 --round 41``."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]  # as pytest finds the modules of the tests


def main() -> int:
    """Kill, rest, count; exits with 1 when a guarantee does not hold."""
    from kill_cycles import Run
    from servers import postgres_server
    from victims import Broken

    from coordinator import logs
    from coordinator.store.migrations import migrate

    logs.configure("critical")
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--round", type=int, help="play only this round of ten again")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    began = time.monotonic()
    with postgres_server() as postgres, tempfile.TemporaryDirectory(prefix="soc-faults-") as folder:
        migrated = postgres.create_database()
        migrate(postgres.url(migrated))
        run = Run(postgres, migrated, Path(folder), asked.seed)
        try:
            print(run.play(asked.cycles, asked.round), flush=True)
        except Broken as broken:
            print(f"BROKEN after {run.tally.cycles} cycles: {broken}", flush=True)
            return 1
        finally:
            run.close()
    print(f"{time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
