"""Hostile values for every place of a mail that ends in its header or envelope, sent through a real SMTP server.

Each is refused, or arrives as exactly one mail to exactly one address with exactly the headers that belong there.
"""

from __future__ import annotations

import email
import email.policy
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from typing import Any

from servers import SmtpSink
from victims import Broken

from coordinator.correspondence.errors import HeaderRefused
from coordinator.correspondence.mime import Attachment, build_mail, fax_address
from coordinator.correspondence.smtp import Relay

FROM = "desk@beacon.example"
HEADERS = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID"]
ANSWERING = ["In-Reply-To", "References"]
REST = ["MIME-Version", "Content-Type"]
INNOCENT: dict[str, tuple[str, ...]] = {
    "subject": ("Your next step", "Nachricht für Sie", "予約のお知らせ", "x" * 300, "ú" * 300),
    "mail_to": ("ana@patients.example", "o'brien+test@a-b.example", "a.b.c@x.y.example", "a@b"),
    "reply_to": ("desk+abc@beacon.example", "desk@beacon.example"),
    "from_name": ("", "Beacon Coordination"),
    "in_reply_to": ("", "<a.b-c@x.example>"),
    "extra_name": ("X-Reference", "List-Unsubscribe"),
    "extra_value": ("SO-7K4M-Q2", "<mailto:desk@beacon.example>"),
    "file_name": ("letter.pdf", "SO-7K4M-Q2.pdf"),
    "media_type": ("application/pdf", "text/calendar; method=REQUEST"),
    "fax": ("+16125550100", "6125550100"),
}
FRAGMENTS = (
    *map(chr, range(32)), *map(chr, range(0x7F, 0xA0)),
    "\u2028", "\u2029", "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\ud800", "\U000e0041", "\u00ad",
    "\r\n", "\r\n ", "\n\t", "\r\n\r\n", "\r\nBcc: evil@x.example", "\nBcc: evil@x.example", "\rBcc: evil@x.example",
    "\r\nTo: evil@x.example", "\r\n.\r\nMAIL FROM:<evil@x.example>\r\nRCPT TO:<evil@x.example>\r\nDATA\r\n",
    "%0d%0aBcc:%20evil@x.example", "\\r\\nBcc: evil@x.example", "=0D=0ABcc: evil@x.example",
    "=?utf-8?q?a=0ABcc:evil@x.example?=", "=?utf-8?b?YQpCY2M6IGV2aWxAeC55?=", "=?utf-8?q?=0d=0a?=", "=?x?q?", "?=",
    ", evil@x.example", "; evil@x.example", " evil@x.example", ",", ";", ":", "<", ">", "<evil@x.example>", "(", ")",
    "(x)", '"', '""', "\\", "'", "@", "@@", "@x.example", ".", "..", " ", "  ", "\t", "%", "!", "|", "`", "$(x)", "[",
    "[127.0.0.1]", "evil%x.example@", "x!evil@", "> NOTIFY=NEVER", "> SIZE=1 <", "SMTPUTF8", "é", "ß", "ı", "🙂",
    "xn--e1aybc", "ⓐ", "\uff20", "\uff0c", "\u037e", "a" * 70, "a" * 300, "a" * 1200, "é" * 500,
)  # fmt: skip

PLAIN = tuple(fragment for fragment in FRAGMENTS if fragment.isprintable())
"""Those that look harmless: more of them get as far as the server."""


@dataclass
class Count:
    """How many values were tried, and what became of the mails."""

    tried: int = 0
    arrived: int = 0
    refused: int = 0

    def __str__(self) -> str:
        return f"{self.tried} hostile values: {self.refused} mails refused, {self.arrived} arrived as they should"


def hostile(dice: random.Random, field: str) -> str:
    """An innocent value with one to three fragments in it, or fragments alone."""
    value = dice.choice((*INNOCENT[field], ""))
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        at = dice.randint(0, len(value)) if dice.random() < 0.7 else dice.choice((0, len(value)))
        value = value[:at] + dice.choice(dice.choice((FRAGMENTS, PLAIN))) + value[at:]
    return value


def attack(sink: SmtpSink, values: int, seed: int, say: Callable[[str], None] = print) -> Count:
    """Try so many hostile values, most alone, some together; raises ``Broken`` with the one that got through."""
    dice, count = random.Random(seed), Count()
    with Relay(sink.url, 20) as relay:
        while count.tried < values:
            chosen = dice.sample(sorted(INNOCENT), k=min(dice.choice((1, 1, 1, 2, 3)), values - count.tried))
            told = {field: dice.choice(usual) for field, usual in INNOCENT.items()}
            told |= {field: hostile(dice, field) for field in chosen}
            try:
                arrived = _send(sink, relay, told)
            except Exception:
                say(f"seed {seed}: { ({field: told[field] for field in chosen})!a}")
                raise
            count.tried += len(chosen)
            count.arrived += arrived
            count.refused += not arrived
    return count


def _send(sink: SmtpSink, relay: Relay, told: dict[str, str]) -> bool:
    """True when it arrived as it should, false when it was refused and nothing arrived."""
    sink.mails.clear()
    try:
        fax_address(told["fax"], "{number}@fax.example")
        mail = build_mail(
            message_id="<0123456789abcdef@beacon.example>",
            date=datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
            mail_from=FROM,
            mail_to=told["mail_to"],
            reply_to=told["reply_to"],
            subject=told["subject"],
            text="Hello\n.\n",
            attachments=[Attachment(told["file_name"], told["media_type"], b"%PDF-1.7")],
            in_reply_to=told["in_reply_to"] or None,
            extra_headers={told["extra_name"]: told["extra_value"]},
            from_name=told["from_name"],
        )
        relay.deliver(FROM, told["mail_to"], mail, lambda: True)
    except HeaderRefused:
        _must(sink.mails == [], "refused, and yet something arrived")
        return False
    _must(len(sink.mails) == 1, f"{len(sink.mails)} mails arrived")
    arrived = sink.mails[0]
    _must(arrived.rcpt_tos == (told["mail_to"],), f"recipients {arrived.rcpt_tos}")
    _must(arrived.mail_from == FROM, "another sender")
    check(arrived.content, told)
    return True


def check(content: bytes, told: dict[str, str]) -> None:
    """The headers read by hand, and the way two policies of the library read them."""
    _must(re.search(rb"\r(?!\n)|(?<!\r)\n|[^\x09\x0a\x0d\x20-\x7e]", content) is None, "a bare line end or raw byte")
    lines = re.sub(rb"\r\n[ \t]", b" ", content.partition(b"\r\n\r\n")[0]).decode("ascii").split("\r\n")
    names = [line.partition(": ")[0] for line in lines]
    answering = ANSWERING if told["in_reply_to"] else []
    _must(names == [*HEADERS, *answering, "Auto-Submitted", told["extra_name"], *REST], f"headers {names}")
    found = dict(line.split(": ", 1) for line in lines)
    _must(found["To"] == told["mail_to"], "another recipient in To")
    _must(found["Reply-To"] == told["reply_to"], "another Reply-To")
    _must(str(make_header(decode_header(found["Subject"]))) == told["subject"], "another subject")
    for policy in (email.policy.default, email.policy.compat32):
        message: Any = email.message_from_bytes(content, policy=policy)
        _must(sorted(message.keys()) == sorted(names), f"the library reads {message.keys()}")
        _must([part.get_filename() for part in message.walk()][-1] == told["file_name"], "another file name")


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)
