"""Under whose name everything leaves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from coordinator.correspondence.mime import reply_token
from coordinator.correspondence.parts import Brand
from coordinator.services.rendering.lines import phone_number


@dataclass(frozen=True)
class Letterhead:
    """The sender of this installation. ``fax_address`` is the gateway's pattern and holds ``{number}``.

    ``secret`` makes the tokens by which answers find what they answer.
    """

    brand: Brand
    mail_from: str
    fax_address: str
    secret: bytes = field(default=b"", repr=False)

    def token(self, effect_key: str) -> str:
        """What the answer address of this effect's mail carries."""
        return reply_token(effect_key, self.secret)

    @property
    def sender(self) -> Brand:
        """The brand with its telephone numbers as people read them."""
        return replace(self.brand, help_phone=phone_number(self.brand.help_phone), fax=phone_number(self.brand.fax))

    @property
    def domain(self) -> str:
        """The part of our address behind the @, which Message-IDs end with."""
        return self.mail_from.rpartition("@")[2]

    @property
    def from_name(self) -> str:
        """The name beside our address; empty where it could not stand there as plain ASCII."""
        name = self.brand.name
        return name if name.isascii() and not {'"', "\\"} & set(name) else ""
