"""Languages by their names: ``French`` for ``fr``. The names are those of the CLDR."""

from __future__ import annotations

import re

from babel import Locale, UnknownLocaleError

_TAG = re.compile(r"\b(speaks|interpreter needed for) ([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\b")


def language_words(tag: str) -> str:
    """``French``, ``Spanish (Mexico)``; a tag that nobody knows stays as it is."""
    try:
        return str(Locale.parse(tag, sep="-").get_display_name("en"))
    except (UnknownLocaleError, ValueError):
        return tag


def in_languages(sentence: str) -> str:
    """``speaks fr``, as the list of providers keeps it, becomes ``speaks French``."""
    return _TAG.sub(lambda found: f"{found[1]} {language_words(found[2])}", sentence)
