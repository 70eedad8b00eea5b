"""How writing and delivering can fail. Codes and reply numbers only: no address and no name ever rides in an error."""

from __future__ import annotations

from coordinator.domain.errors import Refused


class PrivacyRefused(Refused):
    """A detail was about to enter a message whose reader has not allowed details there (``domain.md`` §4.1)."""


class HeaderRefused(Refused):
    """A value may not stand in a mail header: control character, encoded word, or not exactly one address."""


class RelayDown(Exception):
    """The relay cannot take mail now, whoever it is for. Nothing was accepted; the message's attempts do not count."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code} ({detail})" if detail else code)


class Uncertain(Exception):
    """The final dot was written and no clear answer came: the relay may or may not have taken the message."""

    def __init__(self, detail: str = "") -> None:
        self.code = "send.uncertain"
        self.detail = detail
        super().__init__(f"{self.code} ({detail})" if detail else self.code)


class Withheld(Exception):
    """The last question before the dot was answered with no; the connection was closed and nothing left."""
