"""The folders of an embedded stack.

``data_dir`` belongs to the person: mail, letters, documents, the secret key, the locks. ``servers`` below it holds the
files of PostgreSQL and Valkey. As root, where their account cannot walk to the data folder, ``servers`` lies elsewhere
and the data folder keeps a note of the place. ``sockets`` lives as long as the stack: socket names may have 107 bytes.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coordinator.embedded.account import Account, unprivileged
from coordinator.embedded.errors import StartFailed

ELSEWHERE = (Path("/var/lib/second-opinion-coordinator"), Path("/var/tmp/second-opinion-coordinator"))  # noqa: S108
LONGEST_SOCKET_FOLDER = 80


@dataclass(frozen=True)
class Folders:
    """Where one stack keeps what, and the account its servers run under (None: ours)."""

    data_dir: Path
    servers: Path
    account: Account | None

    @classmethod
    def of(cls, data_dir: Path) -> Folders:
        """Make what is missing of them, one process after the other. An existing data folder keeps its mode."""
        data_dir = data_dir.resolve()
        with contextlib.suppress(FileExistsError):
            data_dir.mkdir(parents=True)
            data_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)
        with _one_at_a_time(data_dir):
            servers = _servers_folder(data_dir)
            account = unprivileged(servers)
            if not servers.exists():
                servers.mkdir(mode=0o700)
                if account:
                    account.own(servers)
            for name in ("mail", "logs"):
                (data_dir / name).mkdir(mode=0o700, exist_ok=True)
        return cls(data_dir, servers, account)

    def log(self, name: str) -> Path:
        """The file that a server of this name writes its log to."""
        return self.data_dir / "logs" / f"{name}.log"

    def sockets(self) -> Path:
        """A new short folder for sockets, closed to all but the servers' account."""
        place = tempfile.gettempdir()
        folder = Path(tempfile.mkdtemp(prefix="soc-", dir=place if len(place) < LONGEST_SOCKET_FOLDER else "/tmp"))  # noqa: S108
        if self.account:
            self.account.own(folder)
        return folder

    def secret_key(self) -> str:
        """The key of this data folder, made once."""
        file = self.data_dir / "secret_key"
        if not file.exists():
            write_privately(file, secrets.token_urlsafe(48))
        return file.read_text(encoding="ascii").strip()


@contextlib.contextmanager
def _one_at_a_time(data_dir: Path) -> Iterator[None]:
    """Two first commands may come at once, before there is a lock file (``lock.py``): the folder itself is the lock."""
    descriptor = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_privately(file: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def private_place(account: Account) -> Path:
    """A folder of the machine that ``account`` can walk through and nobody but root can write to."""
    for place in ELSEWHERE:
        try:
            place.mkdir(mode=0o711, exist_ok=True)
        except OSError:
            continue
        if not place.is_symlink() and place.stat().st_uid == 0 and account.reaches(place / "x"):
            return place
    raise StartFailed(f"no folder was found that account {account.uid} can reach; choose a --data-dir it can walk to")


def _servers_folder(data_dir: Path) -> Path:
    inside = data_dir / "servers"
    note = data_dir / "servers_folder"
    if inside.exists():
        return inside
    if note.exists() and (noted := Path(note.read_text(encoding="utf-8").strip())).is_dir():
        return noted
    account = unprivileged()
    if account is None or account.reaches(inside):
        return inside
    outside = private_place(account) / f"servers-{secrets.token_hex(8)}"
    write_privately(note, f"{outside}\n")
    return outside


def remove(data_dir: Path) -> None:
    """Delete a data folder, with the servers' files that lie elsewhere."""
    note = data_dir / "servers_folder"
    if note.exists():
        shutil.rmtree(note.read_text(encoding="utf-8").strip(), ignore_errors=True)
    shutil.rmtree(data_dir, ignore_errors=True)
