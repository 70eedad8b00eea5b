"""What a patient message is made of: the parts it carries, who reads it and who signs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

PartValue = str | bool | int | Sequence[str]


class Paper(StrEnum):
    """The sheet everything is printed on; a word that style sheets know, too."""

    LETTER = "letter"
    A4 = "a4"


@dataclass(frozen=True)
class Part:
    """One message by its catalogue name, such as ``m06-sign-authorization``, and its formatted values."""

    name: str
    values: Mapping[str, PartValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader:
    """The person a patient message is written to. ``postal`` holds the lines of the window address below the name.

    ``family``: those who live at the address of somebody who died.
    """

    first_name: str
    full_name: str
    language: str = "en"
    postal: tuple[str, ...] = ()
    large_print: bool = False
    family: bool = False


@dataclass(frozen=True)
class Brand:
    """Who we are on paper. The name is neutral: it must not hint at a condition (``domain.md`` §4.1)."""

    name: str
    help_phone: str
    help_hours: str
    postal: tuple[str, ...]
    mail_from: str
    fax: str = ""
    paper: Paper = Paper.LETTER
    hours_elsewhere: Mapping[str, str] = field(default_factory=dict)

    def hours_in(self, language: str) -> str:
        """When the telephone is answered, in the words of a language; in English where nobody wrote them."""
        return self.hours_elsewhere.get(language, self.help_hours)
