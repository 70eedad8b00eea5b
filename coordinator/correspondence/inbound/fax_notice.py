"""Notices of a fax gateway: this fax arrived, or it did not (``domain.md`` §3.7, §12). No reply, and no bounce.

Every gateway words them in its own way; all say three things: that a machine writes, that it is about a fax (in the
subject or its own address), and a result. Where one of the three is missing it is read as an ordinary mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coordinator.correspondence.inbound.auto_reply import is_auto_reply
from coordinator.correspondence.inbound.message import Mail, addresses, header

_MACHINE = re.compile(
    r"(?:^|[._-])(?:no-?reply|do-?not-?reply|e?-?fax(?:es|server|gateway|service)?|notif(?:y|ications?)|confirm(?:ation)?s?"
    r"|gateway|system|status|report(?:s|ing)?|message|mailer|telefax)(?:[._-]|\d|$)",
    re.IGNORECASE,
)
_FAX = re.compile(r"\b(?:e-?|tele)?fax", re.IGNORECASE)
_ARRIVING = re.compile(
    r"\b(?:new|incoming|inbound|received)\s+(?:e-?)?fax|fax (?:message )?(?:received )?from\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w@.])\+?\(?\d[\d ().-]{8,20}\d(?![\w@])")
_WORDS_FIRST = 1500
"""Characters of the text that hold the result; below come help texts that speak of failures in general."""

_FAILED = re.compile(
    r"\bfail(?:ed|ure)?\b|\bunsuccessful|\bnot (?:be )?(?:delivered|sent|transmitted|completed)\b|\bundeliver"
    r"|\bcould(?: not|n't) be\b|\bunable to (?:deliver|send)|\berror\b|\babandoned\b|\baborted\b|\brejected\b"
    r"|\bno answer\b|\bline (?:is |was )?busy\b|\bbusy signal\b|\bno fax (?:tone|machine|signal)\b"
    r"|\bdisconnected number\b"
    r"|\bfehlgeschlagen|\bnicht (?:zugestellt|gesendet)|\bno (?:se pudo|fue posible)|\bno entregado\b",
    re.IGNORECASE,
)
_DELIVERED = re.compile(
    r"\b(?:successful(?:ly)?|success)\b|\bdelivered\b|\b(?:was|has been|been) (?:sent|transmitted|received)\b"
    r"|\bfax sent\b|\btransmission (?:ok|complete)|\b(?:result|status)\W{0,3}(?:ok|sent|complete[d]?|success)\b"
    r"|\bzugestellt\b|\berfolgreich\b|\bentregado\b|\bexitosa(?:mente)?\b|\benviado con éxito\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\bqueued\b|\baccepted for (?:delivery|sending)|\bin progress\b|\bwill (?:be retried|retry|try again)|\bretrying\b"
    r"|\bscheduled\b|\bis being sent\b",
    re.IGNORECASE,
)
_PAGES = re.compile(r"\b(\d{1,3})\s*(?:of|out of|/|von|de)\s*(\d{1,3})\s*(?:pages?|seiten|páginas)?\b", re.IGNORECASE)

REASONS = (
    ("busy", re.compile(r"\bbusy\b|\bbesetzt\b|\bocupad", re.IGNORECASE)),
    (
        "no_answer",
        re.compile(r"\bno answer\b|\bnot answer|\bkeine antwort|\bno contest|\btimed? ?out\b", re.IGNORECASE),
    ),
    (
        "wrong_number",
        re.compile(
            r"\bno fax (?:tone|machine|signal)\b|\bvoice (?:line|answer)|\bhuman answer|\bnot in service\b"
            r"|\b(?:invalid|disconnected|wrong|unallocated) (?:fax )?(?:number|destination)\b",
            re.IGNORECASE,
        ),
    ),
    ("incomplete", re.compile(r"\bpartial|\bincomplete\b", re.IGNORECASE)),
)


@dataclass(frozen=True)
class FaxNotice:
    """``delivered`` is ``None`` while the gateway still tries. ``number`` is digits only; ``reason`` of a failure."""

    delivered: bool | None
    number: str = ""
    reason: str = ""


def fax_notice(mail: Mail, words: str, *, brings_pages: bool) -> FaxNotice | None:
    """What a gateway tells of a fax of ours; ``None`` when this is no such notice. ``words``: the mail's text."""
    subject = header(mail, "Subject")
    if brings_pages or not _from_a_machine(mail):
        return None
    first = words[:_WORDS_FIRST]
    if not _FAX.search(f"{subject}\n{_sender(mail)}") or _ARRIVING.search(subject):  # "Fax:" stands under many texts
        return None
    told = f"{subject}\n{first}"
    number = _number(told)
    pages = _PAGES.search(first)
    if pages is not None and 0 < int(pages[1]) < int(pages[2]):
        return FaxNotice(False, number, "incomplete") if number or _DELIVERED.search(told) else None
    for said in (subject, first):  # the subject says it best; a text may speak of both
        if _NOT_YET.search(said):
            return FaxNotice(None, number)
        if _FAILED.search(said):
            return FaxNotice(False, number, _reason(told))
        if _DELIVERED.search(said):
            return FaxNotice(True, number)
    return None


def _from_a_machine(mail: Mail) -> bool:
    local = _sender(mail).partition("@")[0]
    return bool(_MACHINE.search(local)) or is_auto_reply(mail)


def _sender(mail: Mail) -> str:
    return next(iter(addresses(mail, "From")), "")


def _number(text: str) -> str:
    found = _NUMBER.search(text)
    digits = "".join(char for char in found[0] if char.isdigit()) if found else ""
    return digits if 10 <= len(digits) <= 15 else ""


def _reason(text: str) -> str:
    return next((name for name, pattern in REASONS if pattern.search(text)), "other")
