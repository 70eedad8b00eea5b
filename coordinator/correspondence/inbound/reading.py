"""From the bytes of a mail to what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from coordinator.correspondence.inbound.arrived import ArrivedMail, Attached
from coordinator.correspondence.inbound.auto_reply import is_auto_reply
from coordinator.correspondence.inbound.bounce import Bounce, bounce_of, returned_mail
from coordinator.correspondence.inbound.complaint import complainer, complaint_fields, is_complaint
from coordinator.correspondence.inbound.fax_notice import FaxNotice, fax_notice
from coordinator.correspondence.inbound.html_text import words_of
from coordinator.correspondence.inbound.message import (
    Mail,
    addresses,
    content,
    header,
    media_type,
    message_ids,
    message_ids_in,
    parse,
    parts,
    text,
)
from coordinator.correspondence.inbound.quotation import own_words
from coordinator.correspondence.inbound.stop_word import asks_to_stop
from coordinator.domain.words.inbound_words import InboundKind

TO_US = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "Resent-To")
_TOKEN = re.compile(r"\+([a-z2-7]{20})@")
_OLD_ADDRESS = re.compile(r"\+(so-[0-9a-z]{4}-[0-9a-z]{2})@")
_REFERENCE = re.compile(r"\bSO-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2}\b")
_DOCUMENT = re.compile(r"application/(?:pdf|dicom|xml|zip|octet-stream)|image/(?:tiff?|jpe?g|png)|text/xml")
_NO_DOCUMENT = re.compile(r"application/(?:pkcs7-signature|x-pkcs7-signature|pgp-.*)|text/(?:calendar|vcard|x-vcard)")
_REFERS = ("In-Reply-To", "References", "X-Original-Message-ID", "X-MS-Exchange-Parent-Message-Id")

LONGEST_READ = 200_000
"""Characters looked through."""

LONGEST_TEXT = 20_000
"""Characters kept of what somebody wrote; the exact bytes are kept anyway."""

SMALLEST_DOCUMENT = 40_000
"""Bytes; an image below this that stands in the text is a logo, not a photographed page."""


def read(raw: bytes) -> ArrivedMail:
    """What this mail is. Never raises: what cannot be read is ``unknown`` and waits for a person."""
    try:
        return _read(raw)
    except Exception:
        return ArrivedMail(InboundKind.UNKNOWN)


def _read(raw: bytes) -> ArrivedMail:
    mail = parse(raw)
    complaint = complaint_fields(mail)
    if complaint is not None:
        return _complaint(mail, complaint)
    bounce = bounce_of(mail)
    if bounce is not None:
        return _bounce(mail, bounce)
    notice = fax_notice(mail, "\n".join(_texts(mail)), brings_pages=bool(_attachments(mail)))
    if notice is not None:
        return _fax(mail, notice)
    return _written(mail)


def _complaint(mail: Mail, fields: Mail) -> ArrivedMail:
    returned = returned_mail(mail)
    kind = InboundKind.COMPLAINT if is_complaint(fields) else InboundKind.AUTO_REPLY
    return _reported(mail, returned, kind, complainer(fields, returned))


def _bounce(mail: Mail, bounce: Bounce) -> ArrivedMail:
    returned = returned_mail(mail)
    kind = InboundKind.BOUNCE_HARD if bounce.hard else InboundKind.BOUNCE_SOFT
    if bounce.delivered:
        kind = InboundKind.AUTO_REPLY
    return _reported(mail, returned, kind, bounce.recipient, bounce.status)


def _fax(mail: Mail, notice: FaxNotice) -> ArrivedMail:
    kinds = {True: InboundKind.FAX_DELIVERED, False: InboundKind.FAX_FAILED, None: InboundKind.AUTO_REPLY}
    whole = "\n".join(_texts(mail))
    found = _reported(mail, returned_mail(mail), kinds[notice.delivered], notice.number, notice.reason)
    named = _REFERENCE.findall(f"{header(mail, 'Subject')}\n{whole}")
    return replace(found, references=_once([*found.references, *named]), text=whole[:LONGEST_TEXT])


def _reported(mail: Mail, returned: Mail | None, kind: InboundKind, concerned: str, status: str = "") -> ArrivedMail:
    """What a machine tells of a mail of ours: the returned mail says which one it was."""
    ours = [returned] if returned is not None else []
    refers = [*message_ids(mail, *_REFERS), *(i for m in ours for i in message_ids(m, "Message-ID"))]
    if not ours:
        refers += [i for part in _texts(mail) for i in message_ids_in(part)]
    answered_at = [*_places(mail), *(a for m in ours for a in addresses(m, "Reply-To"))]
    return ArrivedMail(
        kind=kind,
        sender=_sender(mail),
        subject=header(mail, "Subject")[:500],
        message_id=next(iter(message_ids(mail, "Message-ID")), ""),
        tokens=_tokens(answered_at),
        refers_to=_once(refers),
        references=_old(answered_at),
        concerned=concerned.lower(),
        status=status,
    )


def _written(mail: Mail) -> ArrivedMail:
    whole, subject = "\n".join(_texts(mail)).strip()[:LONGEST_READ], header(mail, "Subject")
    own = own_words(whole)
    attachments = _attachments(mail)
    kind = InboundKind.REPLY
    if is_auto_reply(mail) and not any(_brings_a_document(a) for a in attachments):
        kind = InboundKind.AUTO_REPLY
    elif not _sender(mail) or not (whole or attachments or subject):
        kind = InboundKind.UNKNOWN
    places = _places(mail)
    named = _REFERENCE.findall(f"{subject}\n{whole}")
    return ArrivedMail(
        kind=kind,
        sender=_sender(mail),
        subject=subject[:500],
        message_id=next(iter(message_ids(mail, "Message-ID")), ""),
        tokens=_tokens(places),
        refers_to=_once([*message_ids(mail, *_REFERS), *_forwarded(mail)]),
        references=_once([*_old(places), *named]),
        text=(own or whole)[:LONGEST_TEXT],
        stop=kind is InboundKind.REPLY and asks_to_stop(own, subject),
        attachments=attachments,
    )


def _sender(mail: Mail) -> str:
    return next(iter(addresses(mail, "From") or addresses(mail, "Sender") or addresses(mail, "Return-Path")), "")


def _places(mail: Mail) -> list[str]:
    return addresses(mail, *TO_US)


def _tokens(places: Iterable[str]) -> tuple[str, ...]:
    return _once(token for place in places for token in _TOKEN.findall(place))


def _old(places: Iterable[str]) -> tuple[str, ...]:
    """The case references that our mails carried in their answer address before there were tokens."""
    return _once(found.upper() for place in places for found in _OLD_ADDRESS.findall(place))


def _texts(mail: Mail) -> list[str]:
    """The plain text, or the words of the HTML where there is no plain text."""
    shown = [part for part in parts(mail) if not _is_attached(part)]
    plain = [text(part) for part in shown if media_type(part) == "text/plain"]
    if any(words.strip() for words in plain):
        return plain
    return [words_of(text(part)) for part in shown if media_type(part) == "text/html"]


def _forwarded(mail: Mail) -> list[str]:
    """Message ids of mails that are attached whole."""
    returned = returned_mail(mail)
    return message_ids(returned, "Message-ID", *_REFERS) if returned is not None else []


def _is_attached(part: Mail) -> bool:
    return header(part, "Content-Disposition").lower().startswith("attachment")


def _attachments(mail: Mail) -> tuple[Attached, ...]:
    found = []
    for part in parts(mail):
        kind = media_type(part)
        if kind.startswith(("multipart/", "message/")) or _NO_DOCUMENT.fullmatch(kind):
            continue
        if not (_is_attached(part) or _DOCUMENT.fullmatch(kind)):
            continue
        held = content(part)
        in_the_text = kind.startswith("image/") and bool(header(part, "Content-ID")) and not _is_attached(part)
        if held and not (in_the_text and len(held) < SMALLEST_DOCUMENT):
            found.append(Attached(kind, held))
    return tuple(found)


def _brings_a_document(attached: Attached) -> bool:
    """A fax gateway is a machine too; what it brings is not dropped. A logo under a vacation notice is none."""
    return not attached.media_type.startswith("image/") or "tif" in attached.media_type


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
