"""Bounces: a mail system could not deliver what we sent (RFC 3464, and the plain texts of systems without it)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coordinator.correspondence.inbound.message import (
    Mail,
    addresses,
    addresses_in,
    header,
    media_type,
    parse,
    parts,
    text,
)

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY_CODE = re.compile(r"(?:^|[^\d.])([45])\d\d(?:[ -]|$)")
_FROM_A_MAILER = re.compile(
    r"(mailer-daemon|postmaster|mail-daemon|microsoftexchange[0-9a-f]{6,40})@|^<>$", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed)|failure notice|mail delivery (?:failed|system)"
    r"|returned mail|unzustellbar|no se puede entregar|non remis|não entregue|delivery delayed"
    r"|warning: message .* delayed",
    re.IGNORECASE,
)
_NOBODY_THERE = re.compile(
    r"no such (?:user|recipient|mailbox|address)|user (?:unknown|not found)|unknown (?:user|recipient)"
    r"|unrouteable address"
    r"|mailbox (?:unavailable|not found|does not exist|disabled)|no mailbox here|address not found|does not exist"
    r"|(?:couldn't|could not|wasn't) (?:be )?found|recipient (?:address )?rejected|account (?:is )?disabled"
    r"|host not found",
    re.IGNORECASE,
)
_FOR_NOW = re.compile(
    r"over ?quota|quota exceeded|mailbox (?:is )?full|inbox is full|temporar|will (?:keep|continue) trying|delayed"
    r"|timed? ?out|try again",
    re.IGNORECASE,
)
_ORIGINAL_BELOW = re.compile(
    r"^(?:-+ ?this is a copy of (?:the|your) message.*|--- below this line is a copy of the message\.?"
    r"|-+ original message -+|-+ ?the (?:header|body) of the (?:original )?message.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_QMAIL_RECIPIENT = re.compile(r"^<([^<>\s]+@[^<>\s]+)>:", re.MULTILINE)

SOFT = frozenset({(1, 7), (1, 8), (2, 2), (2, 3), (3, 1), (3, 4)})
"""5.x.x codes that say nothing against the address: our sender refused, mailbox full, mail too long, system full."""

SOFT_SUBJECTS = frozenset({6, 7})
"""5.6.x (the content) and 5.7.x (policy): another mail may well arrive."""


@dataclass(frozen=True)
class Bounce:
    """``hard`` speaks against the address; ``status`` is empty where only words told why. ``delivered``: no failure."""

    recipient: str
    status: str
    hard: bool
    delivered: bool = False


def bounce_of(mail: Mail) -> Bounce | None:
    """What a mail system reports about one recipient, or ``None`` when this is no such report."""
    report = _report(mail)
    if report is not None:
        return report
    if not _looks_like_one(mail):
        return None
    return _told_in_words(mail)


def returned_mail(mail: Mail) -> Mail | None:
    """Our own mail, whole or only its head, as the report gives it back."""
    for part in parts(mail):
        kind = media_type(part)
        if kind == "message/rfc822":
            payload = part.get_payload()
            if isinstance(payload, list) and payload and isinstance(payload[0], Mail):
                return payload[0]
        if kind in ("text/rfc822-headers", "message/rfc822-headers"):
            return parse(text(part).encode("utf-8", "replace"))
    words = _words(mail)
    cut = _ORIGINAL_BELOW.search(words)
    if cut is None:
        return None
    return parse(words[cut.end() :].lstrip("\n- ").encode("utf-8", "replace"))


def _report(mail: Mail) -> Bounce | None:
    for part in parts(mail):
        blocks = part.get_payload()
        if media_type(part) != "message/delivery-status" or not isinstance(blocks, list):
            continue
        recipients = [block for block in blocks if isinstance(block, Mail) and header(block, "Action")]
        recipients.sort(key=lambda block: _gravity(header(block, "Action")))
        if recipients:
            return _of_recipient(recipients[0], _words(mail))
    return None


def _gravity(action: str) -> int:
    """The worst first: a report may tell of several recipients, and only failures matter."""
    order = ("failed", "delayed")
    return order.index(action.lower()) if action.lower() in order else len(order)


def _of_recipient(block: Mail, words: str) -> Bounce:
    named = [
        address
        for name in ("Original-Recipient", "Final-Recipient")
        for address in addresses_in(header(block, name).rpartition(";")[2])
    ]
    action, said = header(block, "Action").lower(), header(block, "Diagnostic-Code")
    status = _status_in(header(block, "Status")) or _status_in(said)
    if status.endswith(".0.0"):  # "failed, and I do not say why"; the diagnosis often does
        status = _status_in(said) or status
    if action not in ("failed", "delayed"):
        return Bounce(named[0] if named else "", status, hard=False, delivered=True)
    hard = action == "failed" and _speaks_against_address(status, f"{said}\n{words}")
    return Bounce(named[0] if named else "", status, hard=hard)


def _looks_like_one(mail: Mail) -> bool:
    if header(mail, "X-Failed-Recipients"):
        return True
    senders = [*addresses(mail, "From"), header(mail, "Return-Path")]
    from_a_mailer = any(_FROM_A_MAILER.search(sender) for sender in senders)
    return from_a_mailer and bool(_SUBJECT.search(header(mail, "Subject")))


def _told_in_words(mail: Mail) -> Bounce:
    words = _words(mail)
    cut = _ORIGINAL_BELOW.search(words)
    own = words[: cut.start()] if cut else words
    named = addresses(mail, "X-Failed-Recipients") or [a.lower() for a in _QMAIL_RECIPIENT.findall(own)]
    ours = set(addresses(mail, "To"))
    named = named or [address for address in addresses_in(own) if address not in ours]
    status = _status_in(own)
    return Bounce(named[0] if named else "", status, hard=_speaks_against_address(status, own))


def _speaks_against_address(status: str, words: str) -> bool:
    """By the code where there is one that says something, else by the reply code, else by the words."""
    found = _STATUS.fullmatch(status)
    if found is not None and status[2:] != "0.0":
        subject, detail = int(found[2]), int(found[3])
        return found[1] == "5" and subject not in SOFT_SUBJECTS and (subject, detail) not in SOFT
    if _FOR_NOW.search(words):
        return False
    if _NOBODY_THERE.search(words):
        return True
    reply = _REPLY_CODE.search(words)
    return reply[1] == "5" if reply else status.startswith("5")


def _status_in(value: str) -> str:
    """The first enhanced code; ``#5.1.1`` and ``5.1.1 (bad destination)`` are read too."""
    found = _STATUS.search(value)
    return ".".join(found.groups()) if found else ""


def _words(mail: Mail) -> str:
    return "\n".join(text(part) for part in parts(mail) if media_type(part) == "text/plain")[:200_000]
