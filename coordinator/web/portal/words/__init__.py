"""The portal's words in both languages, read once. A key that is missing is a fault of ours and raises."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from markupsafe import Markup, escape

LANGUAGES = ("en", "es")


class Words:
    """One language. Called with a key and the values its sentence takes."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence under ``key``; ``KeyError`` where there is none. Markup among the values stays markup."""
        sentence = self._sentences[key]
        if any(isinstance(value, Markup) for value in values.values()):
            sentence = escape(sentence)
        return sentence.format(**values) if values else sentence

    def __contains__(self, key: object) -> bool:
        return key in self._sentences

    def error(self, family: str, code: str, /, **values: object) -> str:
        """What to do about a refusal: the sentence for its code, else that for all others."""
        key = f"{family}.error.{code}"
        return self(key if key in self else f"{family}.error.other", **values)


@cache
def words(language: str) -> Words:
    """The words of a language of ``LANGUAGES``; English for any other."""
    chosen = language if language in LANGUAGES else "en"
    text = (Path(__file__).resolve().parent / f"{chosen}.yaml").read_text(encoding="utf-8")
    return Words(chosen, yaml.safe_load(text))


def best_language(accepted: str) -> str:
    """The first of our languages that a browser names; English where it names none."""
    for entry in accepted.split(","):
        tag = entry.partition(";")[0].strip().split("-")[0].lower()
        if tag in LANGUAGES:
            return tag
    return "en"
