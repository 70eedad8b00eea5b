"""Safe looks into a parsed mail. Every look has an answer, whatever the bytes are.

``email.policy.default`` raises on headers that mailbox software in the wild does send, so the older policy is used
throughout, and what it hands out is decoded here.
"""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}")
_MESSAGE_ID = re.compile(r"<([!-;=?A-~]{1,200}@[!-;=?A-~]{1,200})>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
_BLANKS = re.compile(r"\s+")

Mail = Message

NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Names that Python takes for a charset and no honest mail uses; some of them take very long."""

MOST_PARTS = 200
"""Parts looked at; a mail with more is built to tire us."""


def parse(content: bytes) -> Mail:
    """The mail as a tree of parts."""
    return email.message_from_bytes(content, policy=compat32)


def header(mail: Mail, name: str) -> str:
    """The first header of this name, decoded, on one line; empty when there is none."""
    values = headers(mail, name)
    return values[0] if values else ""


def headers(mail: Mail, name: str) -> list[str]:
    """Every header of this name, decoded, each on one line."""
    return [_decoded(str(value)) for value in mail.get_all(name, [])]


def addresses(mail: Mail, *names: str) -> list[str]:
    """The plain addresses in these headers, in lower case."""
    values = [str(value) for name in names for value in mail.get_all(name, [])]
    try:
        pairs = getaddresses(values)
    except (ValueError, IndexError, TypeError):
        pairs = []
    found = [address.lower() for _, address in pairs if _ADDRESS.fullmatch(address)]
    return found or addresses_in(" ".join(values))


def addresses_in(text: str) -> list[str]:
    """Plain addresses that stand somewhere in a text, in lower case."""
    return [found.lower() for found in _ADDRESS.findall(text)]


def message_ids(mail: Mail, *names: str) -> list[str]:
    """Message ids in these headers, without their brackets."""
    return message_ids_in(" ".join(str(value) for name in names for value in mail.get_all(name, [])))


def message_ids_in(text: str) -> list[str]:
    """Message ids that stand in a text, without their brackets."""
    return _MESSAGE_ID.findall(text)


def parts(mail: Mail) -> Iterator[Mail]:
    """Every part, the mail itself first, not into mails that are attached or returned with a report."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        yield part
        payload = part.get_payload()
        if media_type(part).startswith("multipart/") and isinstance(payload, list):
            waiting[:0] = [inner for inner in payload if isinstance(inner, Message)]


def media_type(part: Mail) -> str:
    """``text/plain`` and the like, in lower case."""
    try:
        return part.get_content_type().lower()
    except (ValueError, TypeError, AttributeError):
        return "application/octet-stream"


def parameter(part: Mail, name: str) -> str:
    """A parameter of the content type, in lower case."""
    try:
        value = part.get_param(name)
    except (ValueError, TypeError, IndexError, AttributeError):
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "").strip().lower()


def content(part: Mail) -> bytes:
    """The decoded bytes of a part that is not a multipart; a returned mail is given whole."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return b"\n".join(inner.as_bytes() for inner in payload if isinstance(inner, Message))
    try:
        decoded = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError, MessageError):
        decoded = None
    return decoded if isinstance(decoded, bytes) else str(payload).encode("utf-8", "replace")


def text(part: Mail) -> str:
    """The text of a part, with plain line ends and no control characters."""
    raw, charset = content(part), parameter(part, "charset") or "utf-8"
    return _CONTROLS.sub("", _as_text(raw, charset).replace("\r\n", "\n").replace("\r", "\n"))


def _as_text(raw: bytes, charset: str) -> str:
    """In the charset it names, else in the likeliest one; always something that can be stored."""
    for name in (charset, "utf-8"):
        try:
            if codecs.lookup(name).name.replace("_", "-") not in NO_CHARSETS:
                return raw.decode(name).encode("utf-8", "replace").decode("utf-8")
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _decoded(value: str) -> str:
    try:
        pieces = decode_header(value)
        found = "".join(
            piece if isinstance(piece, str) else _as_text(piece, charset or "utf-8") for piece, charset in pieces
        )
    except (MessageError, LookupError, ValueError, IndexError, TypeError):
        found = value
    clean = found.encode("utf-8", "replace").decode("utf-8")
    return _BLANKS.sub(" ", _CONTROLS.sub("", clean)).strip()[:2000]
