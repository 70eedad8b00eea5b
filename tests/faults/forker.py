"""Forks one performing process after the other, each in a process group of its own, from a process without threads.

Reads a line on standard input for each: ``warm`` performs here, so that every child finds its imports, statements and
templates made; ``fork`` answers with the pid, and when the child ended with its status. A fork costs milliseconds where
a worker takes seconds to boot.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

from coordinator import logs
from coordinator.bootstrap import world as make_world
from coordinator.services.perform import perform_lane
from coordinator.services.world import World

LANES = ("mail", "pdf")


def perform(world: World) -> None:
    """What a worker does when it is told to look, in both lanes, until nothing is left to do."""
    while sum(perform_lane(world, lane) for lane in LANES):
        pass


def child(world: World) -> None:
    """Never returns."""
    status = 1
    try:
        os.setpgid(0, 0)
        perform(world)
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def main() -> None:
    """Serve until standard input is closed."""
    logs.configure("critical")
    world = make_world(os.environ)
    for line in sys.stdin:
        if line.strip() == "warm":
            perform(world)
            world.relay.close()
            world.database.dispose()
            print(json.dumps({"status": 0}), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            child(world)
        print(json.dumps({"pid": pid}), flush=True)
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    main()
