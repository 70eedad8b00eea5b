"""Addresses and telephone numbers as they are written on paper."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import phonenumbers

HOME_COUNTRY = "US"


def postal_lines(address: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The lines of an address: street lines, then city, state and postal code; a country only when it is abroad."""
    if not address:
        return ()
    street = address.get("line") or []
    country = address.get("country") or HOME_COUNTRY
    region = " ".join(str(address[key]) for key in ("state", "postal_code") if address.get(key))
    city = ", ".join(part for part in (str(address.get("city") or ""), region) if part)
    abroad = "" if country == HOME_COUNTRY else str(country)
    return tuple(line for line in (*map(str, street), city, abroad) if line)


@lru_cache(maxsize=4096)
def phone_number(number: str | None) -> str:
    """``(507) 555-0181`` for a number at home, ``+49 30 1234567`` for one abroad; as given when it is no number."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, HOME_COUNTRY)
    except phonenumbers.NumberParseException:
        return number
    at_home = parsed.country_code == 1
    shape = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, shape)
