"""What we understood of one mail that came in."""

from __future__ import annotations

from dataclasses import dataclass

from coordinator.domain.words.inbound_words import InboundKind


@dataclass(frozen=True)
class Attached:
    """A part that may be a document. Its name is not kept: nobody trusts it, the content says what it is."""

    media_type: str
    content: bytes


@dataclass(frozen=True)
class ArrivedMail:
    """``sender`` and ``concerned`` are plain addresses in lower case, empty where there is none.

    ``concerned``: whom a bounce or complaint is about, or the number of a fax. ``status``: enhanced status code of a
    bounce (RFC 3463), or why a fax failed.
    ``tokens``: what stood behind the plus of an address of ours. ``refers_to``: message ids without brackets.
    ``references``: case references read anywhere; they propose and never decide. ``text``: without what it quotes.
    ``stop``: the writer wants no more of this.
    """

    kind: InboundKind
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    tokens: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    stop: bool = False
    concerned: str = ""
    status: str = ""
    attachments: tuple[Attached, ...] = ()
