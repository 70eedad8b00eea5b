"""The call scripts within the template check: they use what is declared, hold every part, and speak plainly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jinja2 import meta

from coordinator.correspondence.call_scripts import PATIENT, REVIEW, VARIABLES, audience_of, every_script, stands_for
from coordinator.correspondence.templates import environment, folder
from coordinator.correspondence.variables import MESSAGES

FRAME_WORDS = frozenset({"script", "language", "audience"})
_PARTS = ("purpose", "say")
_QUOTED = re.compile(r"“[^”]*”|\"([^\"]*)\"")
_TAGS = re.compile(r"\{[{%].*?[}%]\}")


def call_problems(banned: re.Pattern[str], grade_of: Callable[[str], float], limit: float) -> Iterator[str]:
    """One sentence for each broken promise of a script. ``banned`` and ``grade_of`` are those of patient messages."""
    for name in every_script():
        path = f"calls/en/{name}.txt"
        source = (folder() / path).read_text(encoding="utf-8")
        audience = audience_of(name)
        declared = VARIABLES[audience] | frozenset(MESSAGES.get(stands_for(name), {})) | FRAME_WORDS
        for used in sorted(used_by(path) - declared):
            yield f"{path}: uses {used}, which is not declared"
        for part in _PARTS:
            if f"block {part}" not in source:
                yield f"{path}: says nothing under {part}"
        words = spoken(source)
        if audience != REVIEW and not words:
            yield f"{path}: has nothing to say"
        if audience == PATIENT and words:
            for found in banned.finditer(words):
                yield f"{path}: the word {found.group(0)!r} must not be said to a patient"
            if (grade := grade_of(words)) > limit:
                yield f"{path}: reading grade {grade:.1f} is above {limit:.0f}"
    yield from _translated()


def spoken(source: str) -> str:
    """The sentences in quotation marks, a line each, without what is filled in."""
    return "\n".join(_TAGS.sub("", found.group(0)).strip('"“”') for found in _QUOTED.finditer(_no_tags(source)))


def used_by(path: str) -> frozenset[str]:
    """The variables of a script and of what it extends and includes; pieces chosen by language are not among them."""
    tree = environment().parse((folder() / path).read_text(encoding="utf-8"))
    used = set(meta.find_undeclared_variables(tree))
    for other in meta.find_referenced_templates(tree):
        if other is not None and (folder() / other).is_file():
            used |= used_by(other)
    return frozenset(used)


def _translated() -> Iterator[str]:
    """A script in another language extends its English one: what staff read stays the same for everybody."""
    for place in sorted((folder() / "calls").iterdir()):
        if place.name == "en":
            continue
        for path in sorted(place.glob("[a-z]*.txt")):
            if f'extends "calls/en/{path.name}"' not in path.read_text(encoding="utf-8"):
                yield f"calls/{place.name}/{path.name}: does not extend the English script"


def _no_tags(source: str) -> str:
    """Without ``{% … %}``, whose own quotation marks are none of speech."""
    return re.sub(r"\{%.*?%\}", "", source)
