"""Text, e-mail addresses and telephone numbers from outside, made safe to stand in a header or an envelope.

Each function returns the normal form or raises ``Refused`` with a stable code; the detail says what to do and never
repeats what was typed, because that may be a name or an address.
"""

from __future__ import annotations

import re
import unicodedata

import email_validator
import phonenumbers

from coordinator.domain.errors import Refused

SHORT_TEXT_LIMIT = 200
"""Characters of a name, a label or a line of an address."""

PROSE_LIMIT = 10_000
"""Characters of a question, a recommendation or a worry."""

EMAIL_LIMIT = 254
"""Characters of an address on an SMTP envelope (RFC 5321 §4.5.3.1.3 less the angle brackets)."""

_JOINERS = frozenset("\u200c\u200d")  # needed to write Persian, Hindi and others; they have no effect on a header
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PHONE_SHAPE = re.compile(r"\+?[0-9 ().\-]{5,30}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def clean_text(text: str) -> str:
    """One line of text that may reach a header: trimmed, in Unicode form NFC, at most 200 characters.

    Refused: nothing at all, control characters and line breaks of every alphabet, invisible characters, marks that turn
    the writing direction, and either end of an encoded-word (``=?`` or ``?=``), because two harmless halves in two
    fields can make a whole one in a header. The result is safe as a subject; it is not made for the name beside an
    address, where commas and quotes are signs of their own: ``To`` carries a bare address.
    """
    tidy = unicodedata.normalize("NFC", text.strip(" \t"))
    if not tidy:
        raise Refused("text.empty", "write something here, or leave the field out")
    _refuse_invisible(tidy, allowed=_JOINERS)
    if "=?" in tidy or "?=" in tidy:
        raise Refused("text.encoded_word", 'take out "=?" and "?="; write the letters themselves in UTF-8')
    if len(tidy) > SHORT_TEXT_LIMIT:
        raise Refused("text.too_long", f"shorten it to {SHORT_TEXT_LIMIT} characters")
    return tidy


def clean_prose(text: str) -> str:
    """Several lines of text for a page or the body of a letter, never a header: line ends become newlines.

    At most 10,000 characters. Refuses what ``clean_text`` refuses, but for line ends, tabs and ``=?``.
    """
    tidy = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip(" \t\n")
    if not tidy:
        raise Refused("text.empty", "write something here, or leave the field out")
    _refuse_invisible(tidy, allowed=_JOINERS | {"\n", "\t"})
    if len(tidy) > PROSE_LIMIT:
        raise Refused("text.too_long", f"shorten it to {PROSE_LIMIT} characters")
    return tidy


def email_address(text: str) -> str:
    """Exactly one e-mail address as it goes on an envelope: ASCII, the domain in lower case and punycode.

    No name beside it, no quoted part, no list. Whether the domain exists is not asked. ``.example`` is allowed: the
    examples and the embedded mail catcher live there.
    """
    address = text.strip(" ")
    if not address:
        raise Refused("email.empty", "write one address, or null when there is none")
    if address.count("@") > 1 or any(mark in address for mark in ",;<>"):
        raise Refused("email.not_one_address", "write exactly one address and nothing beside it")
    _refuse_invisible(address, allowed=frozenset())
    if len(address) > EMAIL_LIMIT:
        raise Refused("email.invalid", f"an address has at most {EMAIL_LIMIT} characters")
    if "=?" in address or "?=" in address:
        raise Refused("text.encoded_word", 'take out "=?" and "?="')
    try:
        found = email_validator.validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except email_validator.EmailNotValidError as error:
        raise Refused("email.invalid", "write one address such as name@clinic.example") from error
    if found.ascii_email is None:
        raise Refused("email.invalid", "write the part before the @ in plain letters")
    return found.ascii_email


def phone_number(text: str, country: str = "US") -> str:
    """One telephone or fax number as E.164, such as ``+15075550110``.

    A number without ``+`` is read as dialled inside ``country``. Whether it is in service is not asked: 555-01xx must
    pass. An extension is refused rather than dropped.
    """
    number = text.replace("\u00a0", " ").strip(" ")
    if not _PHONE_SHAPE.fullmatch(number):
        raise Refused("phone.invalid", "write one number such as +15075550110, without letters or an extension")
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException as error:
        raise Refused("phone.invalid", "write one number such as +15075550110") from error
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Refused("phone.invalid", "the number has too few or too many digits; begin with + and the country code")
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if not _E164.fullmatch(e164):
        raise Refused("phone.invalid", "write one number such as +15075550110")
    return e164


def _refuse_invisible(text: str, *, allowed: frozenset[str]) -> None:
    for character in text:
        if character in allowed:
            continue
        if character in _DIRECTION_MARKS:
            raise Refused("text.direction_mark", "take out the marks that turn the writing direction")
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            raise Refused("text.control_character", "take out line breaks, control and invisible characters")
