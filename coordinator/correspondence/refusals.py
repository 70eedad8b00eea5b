"""What a relay's "no" means: the relay itself, this message for now, or this message for good, and who is to blame."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coordinator.correspondence.errors import RelayDown
from coordinator.domain.errors import DeliveryFailed

REFUSED = "smtp.refused"
"""A lasting no that is not about the address: too large, against a rule, content not wanted."""

_ENHANCED = re.compile(rb"([245])\.(\d{1,3})\.(\d{1,3})(?=\s|$)")
_NOT_THE_ADDRESS = frozenset({"3", "5", "6", "7"})
"""Classes of RFC 3463 in which an address is not to blame: mail system, protocol, content, security."""

_SIGN_IN_FIRST = frozenset({530, 534, 535, 538})


@dataclass(frozen=True)
class Answer:
    """One reply of the relay: its code, and its words, which may hold addresses and go into no record."""

    code: int
    text: bytes = b""

    @property
    def yes(self) -> bool:
        """The command was accepted."""
        return 200 <= self.code < 300

    @property
    def enhanced(self) -> str:
        """The status of RFC 3463, such as ``5.1.1``; empty when there is none or it contradicts the code."""
        found = _ENHANCED.match(self.text.lstrip())
        if found is None or found[1] != str(self.code)[:1].encode():
            return ""
        return found[0].decode("ascii")

    def __str__(self) -> str:
        return f"{self.code} {self.enhanced}".strip()


def at_sender(answer: Answer) -> DeliveryFailed | RelayDown:
    """No to MAIL: nothing was said of a recipient yet, so a lasting one concerns every mail, unless it is the size."""
    if answer.code < 500:
        return DeliveryFailed("smtp.sender", str(answer), lasting=False)
    if answer.code == 552 or answer.enhanced == "5.3.4":
        return DeliveryFailed(REFUSED, str(answer), lasting=True)
    return RelayDown("relay.sender_refused", str(answer))


def of_message(stage: str, answer: Answer) -> DeliveryFailed | RelayDown:
    """No to this recipient (``smtp.recipient``) or to this content (``smtp.content``).

    That the relay will not work for us at all is said to RCPT by some; that it will not relay there is about this one
    destination, and must not stand in the way of all others: it is tried again, and in the end a person looks.
    """
    if answer.code in _SIGN_IN_FIRST:
        return RelayDown("relay.auth", str(answer))
    lasting = 500 <= answer.code < 600
    if lasting and answer.enhanced and answer.enhanced.split(".")[1] in _NOT_THE_ADDRESS:
        return DeliveryFailed(REFUSED, str(answer), lasting=True)
    return DeliveryFailed(stage, str(answer), lasting=lasting)
