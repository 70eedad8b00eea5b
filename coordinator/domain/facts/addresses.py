"""Cleaning an address or number that a person typed. Simple checks: whether it is reached shows when it is tried."""

from __future__ import annotations

import re

from coordinator.domain.errors import Refused
from coordinator.domain.words import ContactKind

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[^\s@,;:<>()\[\]\"\\]+@(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
_LONGEST_EMAIL = 254
_LONGEST_POST = 400


def cleaned(kind: ContactKind, value: str) -> str:
    """One e-mail address, one telephone number as ``+`` and digits, or one postal address. Raises ``key.wrong``."""
    if kind is ContactKind.EMAIL:
        return email(value)
    if kind is ContactKind.PHONE:
        return telephone(value)
    if len(value) > _LONGEST_POST:
        raise Refused("key.wrong", "one postal address", field="value")
    return " ".join(value.split())


def email(value: str, *, field: str = "value") -> str:
    """One plain ASCII address without a name, its domain in small letters."""
    address = value.strip()
    if len(address) > _LONGEST_EMAIL or not address.isascii() or not _EMAIL.fullmatch(address):
        raise Refused("key.wrong", "one e-mail address, such as name@example.org", field=field)
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


def telephone(value: str, *, field: str = "value") -> str:
    """A number as ``+`` and 8 to 15 digits; ten digits without a country are read as US numbers."""
    written = re.sub(r"[\s().\-/]", "", value)
    if re.fullmatch(r"[2-9][0-9]{9}", written):
        return f"+1{written}"
    if re.fullmatch(r"1[2-9][0-9]{9}", written):
        return f"+{written}"
    if re.fullmatch(r"\+[1-9][0-9]{7,14}", written):
        return written
    raise Refused("key.wrong", "one number with its area code, such as +1 216 555 0100", field=field)
