"""Languages by their names: ``French`` for ``fr``. The names are those of the CLDR."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

_TAG = re.compile(r"\b(speaks|interpreter needed for) ([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\b")

WRITTEN_HERE = ("en", "es")
"""What our mails and letters are written in: named first."""
SHORT_NAMES = ("ase", "ceb", "chr", "ckb", "fil", "haw", "hmn", "ilo", "quc", "rhg", "yue")
"""Languages that patients speak whose tag has three letters."""
SPOKEN_BY_NOBODY = frozenset({"ae", "cu", "eo", "ia", "ie", "io", "la", "nb", "nn", "pi", "sa", "sh", "vo"})
"""Tags of two letters of dead and made languages, and of those that have another tag too."""


@cache
def languages() -> Mapping[str, str]:
    """Tag and name of each language somebody may choose: ours first, the others by their names."""
    named = {tag: str(name) for tag, name in Locale("en").languages.items() if len(tag) == 2 or tag in SHORT_NAMES}
    others = sorted(named.keys() - SPOKEN_BY_NOBODY - set(WRITTEN_HERE), key=named.__getitem__)
    return {tag: named[tag] for tag in (*WRITTEN_HERE, *others)}


def language_words(tag: str) -> str:
    """``French``, ``Spanish (Mexico)``; a tag that nobody knows stays as it is."""
    try:
        return str(Locale.parse(tag, sep="-").get_display_name("en"))
    except (UnknownLocaleError, ValueError):
        return tag


def in_languages(sentence: str) -> str:
    """``speaks fr``, as the list of providers keeps it, becomes ``speaks French``."""
    return _TAG.sub(lambda found: f"{found[1]} {language_words(found[2])}", sentence)
