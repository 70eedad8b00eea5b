"""Mails as bytes, the same bytes each time: no clock, no random boundary, no header unchecked by ``headers``.

Written by hand rather than with ``email.message``: what goes over the wire must be ours to the last byte.
"""

from __future__ import annotations

import base64
import email
import hashlib
import hmac
import quopri
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from coordinator.correspondence import headers
from coordinator.correspondence.errors import HeaderRefused

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+(; [a-z]+=[A-Za-z0-9-]+)*")
_NUMBER = re.compile(r"\+?[0-9]{5,20}")

_HOSTILE = (
    "=?utf-8?q?a=0ABcc:evil@x.y?=",
    "a\r\nBcc: evil@x.y",
    "a\nBcc: evil@x.y",
    "a\x00b",
    "a\u2028b",
)
_HOSTILE_ADDRESSES = (
    "a@b.c, evil@x.y",
    "a@b.c evil@x.y",
    "a@b.c\r\nBcc: evil@x.y",
    "<a@b.c>",
    "a@b.c>",
    "",
    "a",
    "@b.c",
)


@dataclass(frozen=True)
class Attachment:
    """A document that travels with a mail. The name says nothing about a person or a condition."""

    file_name: str
    media_type: str
    content: bytes


def build_mail(
    *,
    message_id: str,
    date: datetime,
    mail_from: str,
    mail_to: str,
    reply_to: str,
    subject: str,
    text: str,
    html: str = "",
    attachments: Sequence[Attachment] = (),
    in_reply_to: str | None = None,
    extra_headers: Mapping[str, str] | None = None,
    from_name: str = "",
) -> bytes:
    """One mail to exactly one address, CRLF, 7-bit. ``date`` is aware; the same arguments give the same bytes.

    Raises ``HeaderRefused`` when a value may not stand in a header.
    """
    lines = [
        _from_line(mail_from, from_name),
        headers.line("To", headers.address(mail_to)),
        headers.line("Reply-To", headers.address(reply_to)),
        headers.line("Subject", subject),
        headers.line("Date", format_datetime(date.astimezone(UTC).replace(microsecond=0))),
        headers.line("Message-ID", headers.identifier(message_id)),
    ]
    if in_reply_to is not None:
        lines.append(headers.line("In-Reply-To", headers.identifier(in_reply_to)))
        lines.append(headers.line("References", in_reply_to))
    lines.append(headers.line("Auto-Submitted", "auto-generated"))
    lines.extend(headers.line(name, value) for name, value in sorted((extra_headers or {}).items()))
    lines.append("MIME-Version: 1.0\r\n")
    return "".join(lines).encode("ascii") + _body(message_id, text, html, attachments)


def build_fax_mail(
    *,
    message_id: str,
    date: datetime,
    mail_from: str,
    reply_to: str,
    number: str,
    gateway: str,
    reference: str,
    pdf: bytes,
) -> bytes:
    """A letter for the e-mail-to-fax gateway. ``gateway`` is a pattern such as ``{number}@fax.example``."""
    return build_mail(
        message_id=message_id,
        date=date,
        mail_from=mail_from,
        mail_to=fax_address(number, gateway),
        reply_to=reply_to,
        subject=reference,
        text=f"Fax with our reference {reference}.\n",
        attachments=[Attachment(f"{reference}.pdf", "application/pdf", pdf)],
    )


def fax_address(number: str, gateway: str) -> str:
    """The gateway's address for a fax number in international form; the digits stand for ``{number}``."""
    if not _NUMBER.fullmatch(number):
        raise HeaderRefused("fax.not_a_number")
    return headers.address(gateway.replace("{number}", number.lstrip("+")))


def reply_to(mail_from: str, token: str) -> str:
    """The address that brings an answer back to what it answers: ``care+qk3v7m2xw5ydt4hzn6pc@domain``."""
    local, _, domain = headers.address(mail_from).rpartition("@")
    return headers.address(f"{local}+{token.lower()}@{domain}")


def reply_token(effect_key: str, secret: bytes) -> str:
    """What stands behind the plus: 100 bits that only we can make, and nothing can be read from."""
    digest = hmac.digest(secret, b"reply-token\0" + effect_key.encode(), "sha256")
    return base64.b32encode(digest).decode("ascii")[:20].lower()


def message_id(effect_key: str, domain: str) -> str:
    """The Message-ID of an effect, always the same one; a hash, so that no id of ours can be read from it."""
    digest = hashlib.sha256(b"message-id\0" + effect_key.encode()).hexdigest()
    return headers.identifier(f"<{digest[:40]}@{domain}>")


def self_test() -> None:
    """Prove at start that the guard holds here; raises ``RuntimeError`` when a hostile value gets through."""
    for hostile in _HOSTILE:
        if not _refused("Hello", "a@b.example", hostile) or not _refused(hostile, "a@b.example", ""):
            raise RuntimeError("mail header guard: a hostile text was let through")
    for hostile in _HOSTILE_ADDRESSES:
        if not _refused("Hello", hostile, ""):
            raise RuntimeError("mail header guard: a hostile address was let through")
    built = email.message_from_bytes(_probe("Grüße, für Sie", "a@b.example", "Name"))
    if built.get_all("To") != ["a@b.example"] or built.get_all("Bcc") is not None:
        raise RuntimeError("mail header guard: an innocent mail does not read back")


def _probe(subject: str, mail_to: str, from_name: str) -> bytes:
    return build_mail(
        message_id="<probe@self.example>",
        date=datetime(2026, 1, 1, tzinfo=UTC),
        mail_from="a@b.example",
        mail_to=mail_to,
        reply_to="a@b.example",
        subject=subject,
        text="x",
        from_name=from_name,
    )


def _refused(subject: str, mail_to: str, from_name: str) -> bool:
    try:
        _probe(subject, mail_to, from_name)
    except HeaderRefused:
        return True
    return False


def _from_line(mail_from: str, from_name: str) -> str:
    sender = headers.address(mail_from)
    if not from_name:
        return headers.line("From", sender)
    if not headers.words(from_name).isascii() or any(char in from_name for char in '"\\'):
        raise HeaderRefused("header.not_a_sender_name")
    return headers.line("From", f'"{from_name}" <{sender}>')


def _body(seed: str, text: str, html: str, attachments: Sequence[Attachment]) -> bytes:
    body = _text_part("text/plain", text)
    if html:
        body = _multipart("alternative", seed, [body, _text_part("text/html", html)])
    if attachments:
        body = _multipart("mixed", seed, [body, *map(_attached, attachments)])
    return body


def _multipart(kind: str, seed: str, parts: Sequence[bytes]) -> bytes:
    boundary = f"=_{kind}_{hashlib.sha256(f'{kind}{seed}'.encode()).hexdigest()[:32]}"
    inner = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'
    return head.encode("ascii") + inner + f"--{boundary}--\r\n".encode("ascii")


def _text_part(media_type: str, text: str) -> bytes:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    encoded = quopri.encodestring(unix.encode("utf-8")).replace(b"\n", b"\r\n")
    head = f"Content-Type: {media_type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode("ascii") + encoded


def _attached(attachment: Attachment) -> bytes:
    media_type = attachment.media_type
    if not _FILE_NAME.fullmatch(attachment.file_name) or not _MEDIA_TYPE.fullmatch(media_type) or len(media_type) > 120:
        raise HeaderRefused("attachment.name_or_type")
    head = (
        f"Content-Type: {media_type}\r\n"
        f'Content-Disposition: attachment; filename="{attachment.file_name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode("ascii") + base64.encodebytes(attachment.content).replace(b"\n", b"\r\n")
