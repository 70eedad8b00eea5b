"""The folders of a stack are made once, however many commands come first."""

from __future__ import annotations

import threading
from contextlib import suppress

from coordinator.embedded import folders
from coordinator.embedded.folders import Folders

A_MOMENT = 0.3
"""Seconds that who makes folders waits for another to do so beside it; in vain, if all is well."""


def test_first_commands_that_come_at_once_make_their_folders_one_after_the_other(data_dir, monkeypatch):
    beside, together, made = [], threading.Barrier(2), []
    looked = folders._servers_folder

    def look(folder):
        with suppress(threading.BrokenBarrierError):
            together.wait(A_MOMENT)
            beside.append(folder)
        return looked(folder)

    monkeypatch.setattr(folders, "_servers_folder", look)
    commands = [threading.Thread(target=lambda: made.append(Folders.of(data_dir))) for _ in range(2)]
    for command in commands:
        command.start()
    for command in commands:
        command.join()

    assert beside == []
    assert len(made) == 2
    assert made[0] == made[1]
