"""Where templates lie and how strictly they are read.

They stand in ``templates/`` at the top of the repository and, in an installed wheel, in ``coordinator/_templates/``.
An undefined variable is an error, never an empty string; HTML is escaped without exception.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coordinator.correspondence.dates import a_las, letter_date
from coordinator.paths import templates_dir


@cache
def folder() -> Path:
    """The folder that holds ``messages/`` and ``letters/``."""
    return templates_dir()


def _is_markup(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


@cache
def environment() -> Environment:
    """The one strict Jinja environment: text stays text, ``.html`` is escaped."""
    made = Environment(
        loader=FileSystemLoader(folder()),
        undefined=StrictUndefined,
        autoescape=_is_markup,  # noqa: S701 - every .html is escaped; the rest is plain text
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    made.globals.clear()
    made.filters = {key: made.filters[key] for key in ("escape", "e", "join", "length", "upper")}
    made.filters["in_words"] = letter_date
    made.filters["a_las"] = a_las
    return made


def message_path(name: str, language: str, piece: str) -> str:
    """The path of one piece (``subject.txt``, ``body.txt``, ``body.html``) of a message below the templates folder."""
    return f"messages/{name}/{language}/{piece}"


def language_of(locale: str) -> str:
    """The language a template folder is named for: ``en-US`` and ``en_GB`` are ``en``."""
    return locale.replace("_", "-").split("-")[0].lower()
