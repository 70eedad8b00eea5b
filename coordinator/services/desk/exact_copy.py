"""A mail as it left, taken apart for looking at: its headers, its words, and what was attached. Nothing of it runs."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

SHOWN_HEADERS = ("From", "To", "Date", "Subject", "Message-ID", "Reply-To")
"""What a reader's mail program shows, and what proves that it is this mail."""

PDF = b"%PDF"


@dataclass(frozen=True)
class Attached:
    """One attachment; ``number`` counts from 0."""

    number: int
    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class Copy:
    """``printed``: the bytes are a page, not a mail."""

    printed: bool
    headers: list[tuple[str, str]]
    text: str
    html: bool
    attached: list[Attached]


def copy_in_parts(content: bytes) -> Copy:
    """The mail or page with these bytes."""
    if content.startswith(PDF):
        return Copy(True, [], "", False, [])
    mail = _parsed(content)
    return Copy(
        printed=False,
        headers=[(name, str(mail[name])) for name in SHOWN_HEADERS if mail[name]],
        text=_body(mail, "plain"),
        html=mail.get_body(("html",)) is not None,
        attached=[
            Attached(number, part.get_filename() or f"part {number + 1}", part.get_content_type(), len(_bytes(part)))
            for number, part in enumerate(mail.iter_attachments())
        ],
    )


def html_of(content: bytes) -> str | None:
    """The HTML of a mail; ``None`` where it has none."""
    if content.startswith(PDF):
        return None
    return _body(_parsed(content), "html") or None


def attachment_of(content: bytes, number: int) -> tuple[Attached, bytes] | None:
    """One attachment with its bytes; ``None`` where the mail has no such."""
    if content.startswith(PDF):
        return None
    for at, part in enumerate(_parsed(content).iter_attachments()):
        if at == number:
            body = _bytes(part)
            return Attached(at, part.get_filename() or f"part {at + 1}", part.get_content_type(), len(body)), body
    return None


def _parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, EmailMessage, policy=email.policy.default)


def _body(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def _bytes(part: EmailMessage) -> bytes:
    return bytes(part.get_payload(decode=True) or b"")
