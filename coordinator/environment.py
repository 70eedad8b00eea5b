"""Reading the environment: one reader a kind of value. Each notes what is wrong and goes on, so that all is told."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

PREFIX = "COORDINATOR_"
SECRET_LENGTH = 32
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
CARRIES_A_SECRET = frozenset({"SECRET_KEY", "DATABASE_URL", "BROKER_URL", "SMTP_URL", "IMAP_URL", "INBOUND_TOKEN"})

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
# Words found in the secrets of examples, tutorials and templates; a random key of 32 characters holds none of them.
_EXAMPLE_SECRET = re.compile(r"change.?me|secret|example|insecure|password|default|0123456789|abcdefgh|your.?key", re.I)


class BadSettings(Exception):
    """Settings are missing or unsafe. ``problems`` has one clear line each and never a secret's value."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Environment:
    """``COORDINATOR_…`` variables, by their names without the prefix. ``problems`` grows while they are read."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, *, default: str | None = None) -> str:
        """The value, or that of the file which ``…_FILE`` names. Without a default, missing is a problem."""
        direct = self.environ.get(PREFIX + name, "").strip()
        file = self.environ.get(f"{PREFIX}{name}_FILE", "").strip()
        if direct and file:
            return self._blame(name, f"is given twice, here and as {PREFIX}{name}_FILE")
        if file:
            return self._content(name, Path(file))
        if not direct and default is None:
            return self._blame(name, "is missing")
        return direct or default or ""

    def database_url(self, name: str) -> str:
        """A PostgreSQL address. ``postgres://`` and ``postgresql://`` are given the driver's name."""
        text = self.text(name)
        scheme, _, rest = text.partition("://")
        if text and (scheme not in ("postgresql", "postgres", "postgresql+psycopg") or not rest):
            return self._blame(name, "must be a PostgreSQL address, postgresql://user@host/database")
        return f"postgresql+psycopg://{rest}" if text else ""

    def broker_url(self, name: str) -> str:
        """The address of Redis or of what speaks its protocol."""
        text = self.text(name)
        if text and text.partition("://")[0] not in ("redis", "rediss", "redis+socket"):
            return self._blame(name, "must be a Redis address, redis://host:6379/0 or rediss://…")
        return text

    def smtp_url(self, name: str) -> str:
        """The mail relay. A password may cross a network only under TLS."""
        text = self.text(name)
        url = self._url(name, text)
        if url is None:
            return ""
        if url.scheme not in ("smtp", "smtps", "smtp+starttls") or not url.hostname:
            return self._blame(name, "must begin with smtp://, smtps:// or smtp+starttls:// and name a host")
        if url.password and url.scheme == "smtp" and url.hostname not in LOOPBACK:
            return self._blame(name, "would send its password in clear text; use smtps:// or smtp+starttls://")
        return text

    def base_url(self, name: str) -> str:
        """The address people reach the web site at, without a slash at the end; links in mails begin with it."""
        text = self.text(name).rstrip("/")
        url = self._url(name, text)
        if url is None:
            return ""
        if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment:
            return self._blame(name, "must be a web address such as https://coordinator.example")
        if url.scheme == "http" and url.hostname not in LOOPBACK:
            return self._blame(name, "must be https: patients' links would travel in clear text")
        return text

    def address(self, name: str) -> str:
        """Exactly one plain mail address: no display name, no list."""
        text = self.text(name)
        if text and not _ADDRESS.fullmatch(text):
            return self._blame(name, "must be one plain mail address, without a name or brackets")
        return text

    def addresses(self, name: str) -> frozenset[str]:
        """Plain mail addresses in lower case, separated by commas; none when the variable is missing."""
        found = frozenset(part.strip().lower() for part in self.text(name, default="").split(",") if part.strip())
        if not all(_ADDRESS.fullmatch(address) for address in found):
            self._blame(name, "must be plain mail addresses separated by commas")
        return found

    def fax_pattern(self, name: str) -> str:
        """The mail address of the fax gateway, with ``{number}`` where the digits go."""
        text = self.text(name)
        if text and (text.count("{number}") != 1 or not _ADDRESS.fullmatch(text.replace("{number}", "15550100"))):
            return self._blame(name, "must be one mail address that holds {number}, as {number}@fax.example")
        return text

    def imap_url(self, name: str) -> str:
        """A mailbox to fetch from; empty when the variable is missing. A password crosses a network only under TLS."""
        text = self.text(name, default="")
        url = self._url(name, text)
        if url is None:
            return ""
        if url.scheme not in ("imap", "imaps") or not url.hostname or not url.username or not url.password:
            return self._blame(name, "must be imaps://user:password@host/INBOX")
        if url.scheme == "imap" and url.hostname not in LOOPBACK:
            return self._blame(name, "would send its password in clear text; use imaps://")
        return text

    def existing_folder(self, name: str) -> Path | None:
        """A folder that must be there; none when the variable is missing."""
        text = self.text(name, default="")
        if text and not Path(text).is_dir():
            self._blame(name, "names a folder that is not there")
        return Path(text) if text else None

    def secret(self, name: str, *, needed: bool = True) -> str:
        """A key of at least 32 characters that comes from no example."""
        text = self.text(name, default=None if needed else "")
        if not text:
            return ""
        if len(text) < SECRET_LENGTH:
            return self._blame(name, f"must have at least {SECRET_LENGTH} characters")
        if _EXAMPLE_SECRET.search(text) or len(set(text)) < 10:
            return self._blame(name, "is an example or too regular; make a random one")
        return text

    def folder(self, name: str) -> Path:
        """A folder; it is made when it is first written to."""
        text = self.text(name)
        if text and Path(text).exists() and not Path(text).is_dir():
            self._blame(name, "must be a folder")
        return Path(text)

    def existing_file(self, name: str, *, default: Path) -> Path:
        """A file; one that is named must be there."""
        text = self.text(name, default="")
        if text and not Path(text).is_file():
            self._blame(name, "names a file that is not there")
        return Path(text) if text else default

    def file_or_none(self, name: str) -> Path | None:
        """A file that must be there and can be read; none when the variable is missing."""
        text = self.text(name, default="")
        if text and not (Path(text).is_file() and os.access(text, os.R_OK)):
            self._blame(name, "names a file that is not there or cannot be read")
        return Path(text) if text else None

    def flag(self, name: str) -> bool:
        """``1`` or ``0``; no when the variable is missing."""
        return self.one_of(name, ("1", "0"), default="0") == "1"

    def one_of(self, name: str, choices: Collection[str], *, default: str) -> str:
        """One of the words, in lower case."""
        text = self.text(name, default=default).lower()
        return text if text in choices else self._blame(name, f"must be one of {', '.join(choices)}")

    def seconds(self, name: str, *, default: float) -> float:
        """A length of time above zero, in real seconds."""
        try:
            value = float(self.text(name, default=str(default)))
        except ValueError:
            value = 0.0
        if not 0.0 < value < 86_400.0:
            self._blame(name, "must be a number of seconds above 0 and below a day")
        return value

    def port(self, name: str, *, default: int) -> int:
        """A TCP port."""
        text = self.text(name, default=str(default))
        if text.isascii() and text.isdigit() and 0 < int(text) < 65_536:
            return int(text)
        self._blame(name, "must be a port from 1 to 65535")
        return default

    def moment(self, name: str) -> datetime | None:
        """An ISO 8601 moment with its offset, returned in UTC."""
        text = self.text(name, default="")
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self._blame(name, "must be a moment with its offset, as 2026-11-23T15:00:00Z")
            return None
        return moment.astimezone(UTC)

    def _content(self, name: str, file: Path) -> str:
        try:
            if name in CARRIES_A_SECRET and file.stat().st_mode & stat.S_IROTH:
                return self._blame(f"{name}_FILE", "names a file that everybody can read; take the others' right away")
            text = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return self._blame(f"{name}_FILE", "names a file that cannot be read")
        return text or self._blame(f"{name}_FILE", "names an empty file")

    def _url(self, name: str, text: str) -> SplitResult | None:
        """The parts of an address, or None when there is none or it cannot be split (which is noted)."""
        if not text:
            return None
        try:
            url = urlsplit(text)
            _ = url.port
        except ValueError:
            self._blame(name, "is not an address")
            return None
        return url

    def _blame(self, name: str, what: str) -> str:
        self.problems.append(f"{PREFIX}{name} {what}")
        return ""
