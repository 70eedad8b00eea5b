"""Forks one performing process after the other, each in a process group of its own, from a process without threads.

Reads a line of JSON for each on standard input (``database_url``); answers with the pid, and when it ended with its
status. A fork costs ten milliseconds where a worker takes seconds to boot.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import replace

from coordinator import logs
from coordinator.bootstrap import world as make_world
from coordinator.services.perform import perform_lane
from coordinator.services.world import World
from coordinator.store.database import Database

LANES = ("mail", "pdf")


def perform(world: World, database_url: str) -> None:
    """What a worker does when it is told to look, in both lanes, until nothing is left to do."""
    alone = replace(world, database=Database(database_url), _relay=None)
    while sum(perform_lane(alone, lane) for lane in LANES):
        pass


def child(world: World, database_url: str) -> None:
    """Never returns."""
    status = 1
    try:
        os.setpgid(0, 0)
        perform(world, database_url)
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
        pid = os.fork()
        if pid == 0:
            child(world, json.loads(line)["database_url"])
        print(json.dumps({"pid": pid}), flush=True)
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    main()
