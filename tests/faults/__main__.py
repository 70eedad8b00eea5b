"""The long runs: ``--cycles 10000 --seed 7``; one round of it again: ``--round 41``; instead: ``--headers 50000``."""

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
    """Exits with 1 when a guarantee does not hold."""
    from victims import Broken

    from coordinator import logs

    logs.configure("critical")
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--cycles", type=int, default=100, help="kill -9 in so many SMTP conversations")
    parser.add_argument("--round", type=int, help="play only this round of ten cycles again")
    parser.add_argument("--headers", type=int, help="instead: so many hostile values for headers and addresses")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    began = time.monotonic()
    try:
        print(_headers(asked.headers, asked.seed) if asked.headers else _kills(asked.cycles, asked.seed, asked.round))
    except Broken as broken:
        print(f"BROKEN: {broken}")
        return 1
    print(f"{time.monotonic() - began:.0f} s")
    return 0


def _headers(values: int, seed: int) -> str:
    from hostile_headers import attack
    from servers import smtp_sink

    with smtp_sink() as sink:
        return str(attack(sink, values, seed))


def _kills(cycles: int, seed: int, only: int | None) -> str:
    from kill_run import Run
    from servers import postgres_server

    from coordinator.store.migrations import migrate

    with postgres_server() as postgres, tempfile.TemporaryDirectory(prefix="soc-faults-") as folder:
        migrated = postgres.create_database()
        migrate(postgres.url(migrated))
        run = Run(postgres, migrated, Path(folder), seed)
        try:
            return str(run.play(cycles, only, lambda line: print(line, flush=True)))
        finally:
            run.close()


if __name__ == "__main__":
    sys.exit(main())
