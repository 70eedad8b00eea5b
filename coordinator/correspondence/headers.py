"""What may stand in a mail header. We trust no library: some ``email`` versions let encoded words smuggle newlines."""

from __future__ import annotations

import re
from email.header import Header

from coordinator.correspondence.errors import HeaderRefused

_ADDRESS = re.compile(
    r"(?P<local>[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+)*)"
    r"@(?P<domain>[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)"
)
_NAME = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._-]+@[A-Za-z0-9.-]+>")
_LINE = 76


def address(value: str) -> str:
    """The value itself when it is exactly one plain address (no display name, ASCII, at most 254 characters)."""
    match = _ADDRESS.fullmatch(value)
    if match is None or len(value) > 254 or len(match["local"]) > 64:
        raise HeaderRefused("header.not_one_address")
    return value


def domain(value: str) -> str:
    """The part of an address behind the @."""
    return address(value).rsplit("@", 1)[1]


def words(value: str) -> str:
    """The value itself when it is printable text: no control or format character, no line break, no encoded word."""
    if not value.isprintable() or "=?" in value or value != value.strip():
        raise HeaderRefused("header.not_plain_text")
    return value


def field_name(value: str) -> str:
    """The value itself when it may name a header."""
    if not _NAME.fullmatch(value) or len(value) > _LINE:
        raise HeaderRefused("header.not_a_name")
    return value


def identifier(value: str) -> str:
    """The value itself when it is one message id in angle brackets."""
    if not _MESSAGE_ID.fullmatch(value) or len(value) > 250:
        raise HeaderRefused("header.not_a_message_id")
    return value


def line(name: str, value: str) -> str:
    """One whole header with its CRLF; text beyond ASCII is encoded by us, after it was checked."""
    field_name(name)
    words(value)
    if value.isascii() and len(name) + len(value) + 2 <= 900:
        return f"{name}: {value}\r\n"
    folded = Header(value, "utf-8", header_name=name, maxlinelen=_LINE).encode(linesep="\r\n")
    return f"{name}: {folded}\r\n"
