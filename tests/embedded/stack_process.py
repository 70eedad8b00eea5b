"""Runs a stack for the tests as ``up`` does: ``python stack_process.py DATA_DIR PROGRAM...``.

Programs are lines of Python. A line with the environment is printed once the stack is ready.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from coordinator.embedded.errors import AlreadyUp
from coordinator.embedded.supervisor import Program, Supervisor


def main() -> int:
    programs = [
        Program(f"program-{number}", (sys.executable, "-c", line), patience=3.0)
        for number, line in enumerate(sys.argv[2:], start=1)
    ]
    supervisor = Supervisor(Path(sys.argv[1]), programs, {"COORDINATOR_BRAND_NAME": "Test"})
    try:
        supervisor.run(lambda env: print(json.dumps(dict(env)), flush=True))
    except AlreadyUp as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
