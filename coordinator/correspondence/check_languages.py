"""What must hold of every language a patient can read in: nothing is missing, nothing says more than the English.

Part of ``python -m coordinator.correspondence.check``. Grades of the English texts are in ``check.py``; Spanish has
no such grade, so the length of its sentences is held instead, and an index of ease is reported (``readability``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import textstat
from jinja2 import TemplateError, meta, nodes

from coordinator.correspondence import sample_details, sample_letters, samples, spanish_samples
from coordinator.correspondence.call_scripts import PATIENT, audience_of, every_script
from coordinator.correspondence.check_calls import spoken, used_by
from coordinator.correspondence.letters import render_patient_letter
from coordinator.correspondence.mail_text import render_mail
from coordinator.correspondence.neutral_words import found_in, own_words
from coordinator.correspondence.parts import Part
from coordinator.correspondence.sheets import SHEETS
from coordinator.correspondence.templates import environment, folder
from coordinator.correspondence.variables import MESSAGES, without_detail
from coordinator.domain.errors import Refused

LANGUAGES = ("en", "es")
"""Every message, frame and sheet for a patient is written in these. A reader of a third one is called (ADR 0014)."""

SPOKEN_PIECES = ("_greeting", "_identity", "_voicemail", "_third_person", "_visit")
PIECES = ("subject.txt", "body.txt", "body.html")
FRAME_PIECES = ("help.txt", "help.html", "several.txt", "words.txt")

WORDS_A_SENTENCE = 15.0
"""The most on average, as in English (``domain.md`` §4.4)."""

EASY = 65.0
"""The Szigriszt-Pazos index from which a text counts as fairly easy; below, the text is named and forgiven."""

FAMILIAR = re.compile(r"(?<!\w)(tú|tus?|te|ti|contigo|vosotr[oa]s|os)(?!\w)", re.IGNORECASE)
"""The familiar form: a patient is ``usted``. Other words that must not stand there are in ``neutral_words.py``."""


def problems() -> Iterator[str]:
    """Every gap between the languages, as one sentence that begins with its path."""
    for piece in FRAME_PIECES:
        yield from _pair(f"messages/_frame/{{}}/{piece}")
    yield from _same_words()
    for name in MESSAGES:
        for piece in PIECES:
            yield from _pair(f"messages/{name}/{{}}/{piece}")
            yield from _spanish(f"messages/{name}/es/{piece}")
    for sheet in SHEETS:
        yield from _pair(f"sheets/{{}}/{sheet}.html")
        yield from _spanish(f"sheets/es/{sheet}.html")
    yield from _calls()
    yield from _rendered()


def remarks() -> Iterator[str]:
    """Spanish texts that could read more easily."""
    for name, text in spanish_texts():
        ease = readability(text)
        if ease < EASY:
            yield f"{name}/es: Szigriszt-Pazos {ease:.0f}, {EASY:.0f} and above is fairly easy"


def readability(text: str) -> float:
    """The Szigriszt-Pazos index of a Spanish text: 100 very easy, below 40 hard. Reported, never a reason to fail."""
    textstat.set_lang("es")
    try:
        return float(textstat.szigriszt_pazos("\n".join(f"{line.rstrip('.')}." for line in _sentences(text))))
    finally:
        textstat.set_lang("en_US")  # the one that ``check.py`` counts in


def words_a_sentence(text: str) -> float:
    """How many words a sentence has on average; an item of a list counts as one."""
    return len(re.findall(r"\w+", text)) / len(_sentences(text))


def _pair(path: str) -> Iterator[str]:
    """The same place in every language: it exists, uses the same variables and asks the same conditions."""
    first, *others = (path.format(language) for language in LANGUAGES)
    if not (folder() / first).is_file():
        yield f"{first}: is missing"
        return
    for other in others:
        if not (folder() / other).is_file():
            yield f"{other}: is missing"
            continue
        yield from _unlike(other, "uses", used(first), used(other))
        yield from _unlike(other, "asks", conditions(first), conditions(other))


def _unlike(where: str, does: str, wanted: frozenset[str], found: frozenset[str]) -> Iterator[str]:
    for one in sorted(wanted - found):
        yield f"{where}: does not {does.removesuffix('s')} {one}, as the English does"
    for one in sorted(found - wanted):
        yield f"{where}: {does} {one}, the English does not"


def used(path: str) -> frozenset[str]:
    """The variables of one template, without those of its frame."""
    return frozenset(meta.find_undeclared_variables(_tree(path)))


def conditions(path: str) -> frozenset[str]:
    """Every question a template asks (``if``, ``elif``) and every list it goes through, as plain text."""
    tree = _tree(path)
    asked = {f"if {_plain(node.test)}" for node in tree.find_all(nodes.If)}
    return frozenset(asked | {f"for … in {_plain(node.iter)}" for node in tree.find_all(nodes.For)})


def _plain(node: nodes.Node) -> str:
    """A stable text of an expression: the same question in another template has the same."""
    return re.sub(r", ctx='\w+'", "", repr(node))


def _tree(path: str) -> nodes.Template:
    return environment().parse((folder() / path).read_text(encoding="utf-8"))


def _same_words() -> Iterator[str]:
    told = {language: set(_module(language)) for language in LANGUAGES}
    for language in LANGUAGES[1:]:
        for word in sorted(told["en"] ^ told[language]):
            yield f"messages/_frame/{language}/words.txt: {word} is not in both languages"


def _module(language: str) -> list[str]:
    module = environment().get_template(f"messages/_frame/{language}/words.txt").module
    return [name for name in vars(module) if not name.startswith("_")]


def _spanish(path: str) -> Iterator[str]:
    if not (folder() / path).is_file():
        return
    words = own_words((folder() / path).read_text(encoding="utf-8"))
    for found in dict.fromkeys(FAMILIAR.findall(words)):
        yield f"{path}: {found!r} is the familiar form, a patient is usted"
    if words.count("?") != words.count("¿"):
        yield f"{path}: a question needs a mark at its beginning and one at its end"


def _calls() -> Iterator[str]:
    """What is said to a patient on the telephone is written in every language, and says no more than the English."""
    said = [name for name in every_script() if audience_of(name) == PATIENT]
    for name in (*SPOKEN_PIECES, *said):
        english, path = (f"calls/{language}/{name}.txt" for language in LANGUAGES)
        if not (folder() / path).is_file():
            yield f"{path}: is missing"
            continue
        for more in sorted(used(path) - used_by(english)):
            yield f"{path}: uses {more}, the English does not"
        words = spoken((folder() / path).read_text(encoding="utf-8"))
        for found in found_in(words, "es"):
            yield f"{path}: the word {found!r} must not be said to a patient (neutral_words.py)"
        if FAMILIAR.search(words) or words.count("?") != words.count("¿"):
            yield f"{path}: a patient is usted, and a question needs a mark at its beginning and one at its end"


def _rendered() -> Iterator[str]:
    for name, part in spanish_samples.every_part():
        whole = sample_details.with_details(part)
        try:
            text = _own_text(whole)
            render_patient_letter(
                [whole],
                spanish_samples.READER,
                spanish_samples.BRAND,
                samples.REFERENCE,
                sample_letters.WRITTEN_ON,
            )
        except (TemplateError, Refused) as problem:
            yield f"messages/{part.name}/es: {problem}"
            continue
        length = words_a_sentence(text)
        if length > WORDS_A_SENTENCE:
            yield f"{name}/es: {length:.0f} words a sentence, {WORDS_A_SENTENCE:.0f} is the limit"


def spanish_texts() -> Iterator[tuple[str, str]]:
    """The body of every Spanish message without details, each way it may turn out."""
    for name, part in spanish_samples.every_part():
        yield name, _own_text(without_detail(part))


def _own_text(part: Part) -> str:
    """The words of one message between the greeting and the close."""
    text = render_mail(
        [part], spanish_samples.READER, spanish_samples.BRAND, samples.REFERENCE, detail_allowed=True
    ).text
    return text.split("\n", 1)[1].split("Su equipo de", 1)[0]


def _sentences(text: str) -> list[str]:
    lines = (line.strip().lstrip("-0123456789. ") for line in text.splitlines())
    found = [part for line in lines for part in re.split(r"(?<=[.?!:])\s+(?=[A-ZÁÉÍÓÚÑ¿¡])", line)]
    return [sentence for sentence in found if re.search(r"\w", sentence)] or [text]
