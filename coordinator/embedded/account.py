"""The account that PostgreSQL and Valkey run under: ours, or, when we are root, one without rights.

PostgreSQL refuses to run as root, and an account without rights must be able to walk to its binaries and its folder.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65_534


@dataclass(frozen=True)
class Account:
    """An account to become before a server starts."""

    uid: int
    gid: int

    def may(self, path: Path, bits: int) -> bool:
        """Does ``path``'s mode grant ``bits`` (of 0o7) to this account? Access lists are not looked at."""
        info = path.stat()
        if info.st_uid == self.uid:
            return (info.st_mode >> 6) & bits == bits
        if info.st_gid == self.gid:
            return (info.st_mode >> 3) & bits == bits
        return info.st_mode & bits == bits

    def reaches(self, path: Path) -> bool:
        """Can this account walk down to ``path``? Parents that are missing yet will be made walkable."""
        return all(self.may(parent, stat.S_IXOTH) for parent in path.resolve().parents if parent.exists())

    def own(self, path: Path) -> None:
        """Give ``path`` to this account, closed to all others."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        os.chown(path, self.uid, self.gid)


def unprivileged(existing: Path | None = None) -> Account | None:
    """The account to drop to; None when we are not root and stay who we are.

    ``existing`` is a folder that an earlier start made: its owner goes on owning it.
    """
    if os.geteuid() != 0:
        return None
    if existing is not None and existing.exists() and (info := existing.stat()).st_uid != 0:
        return Account(info.st_uid, info.st_gid)
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Account(NOBODY, NOBODY)
    return Account(entry.pw_uid, entry.pw_gid)
