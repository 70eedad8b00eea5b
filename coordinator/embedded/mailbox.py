"""The mail that the catcher accepted: one file a mail, byte for byte, on disk before the sender hears 250."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path


@dataclass(frozen=True)
class CaughtMail:
    """One accepted mail. ``received_at`` is real time (ISO 8601, UTC), whatever clock the stack runs on."""

    received_at: str
    envelope_to: list[str]
    subject: str
    message_id: str
    file: str

    @property
    def number(self) -> int:
        """The number in the name of its file, from 1."""
        return int(Path(self.file).stem)


class Mailbox:
    """The folder of accepted mail and its index. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = folder / "index.jsonl"
        self._lock = threading.Lock()
        self._mails = self._load()

    def mails(self) -> list[CaughtMail]:
        """What was accepted so far, oldest first."""
        with self._lock:
            return list(self._mails.values())

    def mail(self, number: int) -> CaughtMail | None:
        """The mail of that number."""
        with self._lock:
            return self._mails.get(number)

    def content(self, mail: CaughtMail) -> bytes:
        """The bytes as they came."""
        return (self._folder / Path(mail.file).name).read_bytes()

    def store(self, content: bytes, envelope_to: Sequence[str]) -> CaughtMail:
        """Keep a mail. When this returns, its bytes survive a power cut."""
        with self._lock:
            number = next(reversed(self._mails), 0) + 1
            file = self._folder / f"{number:06}.eml"
            mail = _described(content, file, envelope_to, time.time())
            # Under this name there can only be a mail that failed to be kept a moment ago (a full disk).
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            self._sync_folder()
            with open(
                os.open(self._index, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
            ) as index:
                index.write(json.dumps(asdict(mail)) + "\n")
            self._mails[number] = mail
            return mail

    def _sync_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _load(self) -> dict[int, CaughtMail]:
        """The index, with what it lost in a power cut read back from the mails themselves."""
        indexed: dict[int, CaughtMail] = {}
        if self._index.exists():
            for line in self._index.read_text(encoding="utf-8").splitlines():
                with contextlib.suppress(ValueError, TypeError):
                    mail = CaughtMail(**json.loads(line))
                    indexed[mail.number] = mail
        mails: dict[int, CaughtMail] = {}
        for file in sorted(self._folder.glob("[0-9]*.eml")):
            number = int(file.stem)
            mails[number] = indexed.get(number) or _described(file.read_bytes(), file, (), file.stat().st_mtime)
        return mails


def parsed(content: bytes) -> EmailMessage:
    """A mail's parts, as far as they can be understood."""
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what the policy makes
    return message


def header(message: EmailMessage, name: str) -> str:
    """A header as text on one line; empty when it is missing or cannot be understood."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # the library raises all kinds of things over hostile headers
        return ""


def _described(content: bytes, file: Path, envelope_to: Sequence[str], received: float) -> CaughtMail:
    message = parsed(content)
    return CaughtMail(
        received_at=datetime.fromtimestamp(received, UTC).isoformat(timespec="milliseconds"),
        envelope_to=list(envelope_to) or [header(message, "To")],
        subject=header(message, "Subject"),
        message_id=header(message, "Message-ID"),
        file=str(file),
    )
