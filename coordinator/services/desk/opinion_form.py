"""The opinion file as a form: what a person types becomes the file of interface.md, and a file fills the form.

An empty field means that the author says nothing about it: the file then holds ``not_stated``, which is never "no".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coordinator.domain import opinion_file as file
from coordinator.domain.case import Case
from coordinator.domain.opinion_content import NOT_STATED, stated
from coordinator.domain.opinion_file import Problem
from coordinator.services.desk.day_in_words import in_days
from coordinator.services.rendering.side_by_side import KIND_LABELS

TEXT, LONG, CHOICE, DAY, NUMBER = "line", "text", "one", "day", "number"


@dataclass(frozen=True)
class Leaf:
    """One field of the file. ``name`` is its key."""

    name: str
    label: str
    looks: str = TEXT
    options: Sequence[str] = ()


@dataclass(frozen=True)
class Block:
    """Entries of one kind: a list of the file. ``least`` empty ones are offered at first."""

    name: str
    title: str
    one: str
    leaves: Sequence[Leaf]
    least: int = 1
    pointed: bool = True


BLOCKS: Sequence[Block] = (
    Block("diagnoses", "What the author calls it", "Diagnosis", (
        Leaf("label", "Name"), Leaf("icd10cm", "ICD-10-CM code"), Leaf("role", "Role", CHOICE, file.ROLES),
        Leaf("certainty", "How certain", CHOICE, file.CERTAINTIES),
        Leaf("laterality", "Side", CHOICE, file.LATERALITIES),
        Leaf("stage.value", "Stage"), Leaf("stage.system", "By which system"), Leaf("grade", "Grade"),
        Leaf("reasoning", "Why the author thinks so", LONG),
    )),
    Block("recommendations", "What the author suggests", "Recommendation", (
        Leaf("rank", "Place in their order", NUMBER), Leaf("name", "Name"),
        Leaf("modality", "Kind", CHOICE, file.MODALITIES),
        Leaf("intent", "Meant to", CHOICE, file.INTENTS), Leaf("urgency", "How soon", CHOICE, file.URGENCIES),
        Leaf("reversible", "Can it be undone", CHOICE, file.REVERSIBLE), Leaf("detail", "Details", LONG),
    )),
    Block("alternatives", "Other ways the author names", "Other way", (Leaf("name", "Name"),)),
    Block("against", "What the author advises against", "Advised against", (Leaf("name", "Name"),)),
    Block("risks", "Risks", "Risk", (
        Leaf("what", "What"), Leaf("likelihood", "How often, as written"), Leaf("severity", "How bad"),
    )),
    Block("expected_outcomes", "Results the author expects", "Result", (
        Leaf("outcome", "What"), Leaf("horizon", "By when"), Leaf("estimate", "How often, as written"),
    )),
    Block("trials", "Studies", "Study", (Leaf("name", "Name"), Leaf("id", "Number"), Leaf("note", "Note"))),
    Block("further_tests", "More tests", "Test", (Leaf("name", "Name"),)),
    Block("next_steps", "Next steps the author names", "Step", (
        Leaf("what", "What"), Leaf("who", "Who", CHOICE, file.STEP_TAKERS), Leaf("by", "By", DAY),
    ), pointed=False),
)  # fmt: skip

TEXTS: Sequence[Leaf] = (
    Leaf("side_effects", "Side effects", LONG), Leaf("daily_life", "Daily life", LONG), Leaf("cost", "Cost", LONG),
    Leaf("follow_up", "Follow-up", LONG), Leaf("uncertainty", "What the author leaves open", LONG),
)  # fmt: skip
HEAD: Sequence[Leaf] = (
    Leaf("author.name", "Author"), Leaf("author.specialty", "Specialty"), Leaf("author.organization", "Organization"),
    Leaf("date", "Written on", DAY), Leaf("basis_mode", "How the author came to it", CHOICE, file.BASIS_MODES),
)  # fmt: skip
BASIS = {
    "exam": "after an examination", "video": "after a video visit", "record_review": "from the files",
    "recollection": "nothing in writing comes: this is what the patient remembers",
}  # fmt: skip
WORDS = {"value.missing": "This is needed."}
"""By the code of a problem, where its own words suit a file better than a form."""
POINTER = ("document", "page", "quote")
NUMBERS = ("rank", "page", "ordinal")
MOST_ENTRIES = 12
_INDEX = re.compile(r"\d{1,2}")


@dataclass(frozen=True)
class Shown:
    """One field with what was typed. ``name`` is that of the field, ``problem`` what is wrong with it."""

    name: str
    label: str
    looks: str
    value: str
    options: Sequence[tuple[str, str]] = ()
    problem: str = ""
    required: bool = False


@dataclass(frozen=True)
class Pointer:
    """Where something is written. ``whose`` is the name of the field it belongs to."""

    fields: Sequence[Shown]
    problem: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry of a block."""

    title: str
    fields: Sequence[Shown]
    pointer: Pointer | None


@dataclass(frozen=True)
class Filled:
    """The whole form. ``texts`` are the single texts, each with its pointer."""

    ordinal: int
    head: Sequence[Shown]
    blocks: Sequence[tuple[Block, Sequence[Entry]]]
    texts: Sequence[tuple[Shown, Pointer]]
    seen: Sequence[tuple[str, str, bool]]
    unanswered: Shown
    problems: Sequence[tuple[str, str, str]] = field(default_factory=list)


def told_file(told: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What was typed, as an opinion file: empty fields and empty entries left out, entries in their order."""
    root: dict[str, Any] = {}
    for name, values in told.items():
        typed = [value.strip() for value in values if value.strip()]
        if not typed or name.split(".")[0] not in _KNOWN:
            continue
        if name == "materials_seen":
            root[name] = typed
        elif name == "questions_unanswered":
            root[name] = [line.strip() for line in typed[0].splitlines() if line.strip()]
        else:
            _put(root, name.split("."), typed[0])
    return _listed(root)


def filled(
    case: Case, ordinal: int, content: Mapping[str, Any], problems: Sequence[Problem] = (), *, more: str = ""
) -> Filled:
    """The form with what a file or a draft holds; ``more`` names the block that gets one more empty entry."""
    said = {_field(problem.path): WORDS.get(problem.code, problem.message) for problem in problems}
    documents = pointed_at(case)
    head = [_shown(leaf, leaf.name, content, said, BASIS if leaf.name == "basis_mode" else {}) for leaf in HEAD]
    blocks = [(block, _entries(block, content, said, documents, block.name == more)) for block in BLOCKS]
    texts = [(_shown(leaf, leaf.name, content, said), _pointer(f"sources.{leaf.name}", content, said, documents))
             for leaf in TEXTS]  # fmt: skip
    lines = "\n".join(str(q) for q in content.get("questions_unanswered") or () if stated(q))
    unanswered = Shown("questions_unanswered", "Questions the author leaves open, one a line", LONG, lines)
    fields = [*head, *(f for _, entries in blocks for e in entries for f in (*e.fields, *_of(e.pointer))),
              *(f for shown, pointer in texts for f in (shown, *_of(pointer)))]  # fmt: skip
    listed = [(one.name, one.label, one.problem) for one in fields if one.problem]
    known = {_path(name) for name, _, _ in listed}
    listed += [("form", "The opinion", f"{path}: {message}") for path, message in said.items() if path not in known]
    return Filled(ordinal, head, blocks, texts, _seen(case, content), unanswered, listed)


def _field(path: str) -> str:
    """Where a problem is shown: what lacks a whole block lacks the field that one would fill in first."""
    return {"author": "author.name"}.get(path.removeprefix("$."), path.removeprefix("$."))


def pointed_at(case: Case) -> list[tuple[str, str]]:
    """Documents in which something of an opinion may be written: all but those that are locked away."""
    return [
        (d.id, in_days(f"{KIND_LABELS.get(str(d.kind), 'document')}, filed {d.filed_at:%Y-%m-%d}"))
        for d in case.documents
        if not d.quarantined
    ]


def _entries(
    block: Block, content: Mapping[str, Any], said: Mapping[str, str], documents: Sequence[tuple[str, str]], more: bool
) -> list[Entry]:
    kept = [one for one in content.get(block.name) or () if isinstance(one, Mapping) and stated(one)]
    count = min(max(len(kept), block.least) + more, MOST_ENTRIES)
    entries = []
    for number in range(count):
        below = f"{block.name}.{number}"
        fields = [_shown(leaf, f"{below}.{leaf.name}", content, said) for leaf in block.leaves]
        pointer = _pointer(f"{below}.source", content, said, documents) if block.pointed else None
        entries.append(Entry(f"{block.one} {number + 1}", fields, pointer))
    return entries


def _pointer(
    below: str, content: Mapping[str, Any], said: Mapping[str, str], documents: Sequence[tuple[str, str]]
) -> Pointer:
    fields = [
        _shown(Leaf("document", "Document", CHOICE), f"{below}.document", content, said, dict(documents)),
        _shown(Leaf("page", "Page", NUMBER), f"{below}.page", content, said),
        _shown(Leaf("quote", f"Quote, at most {file.QUOTE_WORDS} words"), f"{below}.quote", content, said),
    ]
    return Pointer(fields, next((one.problem for one in fields if one.problem), ""))


def _shown(
    leaf: Leaf, name: str, content: Mapping[str, Any], said: Mapping[str, str], words: Mapping[str, str] | None = None
) -> Shown:
    value = _at(content, name.split("."))
    options = [(word, (words or {}).get(word, word.replace("_", " "))) for word in (leaf.options or tuple(words or ()))]
    return Shown(
        name=name,
        label=leaf.label,
        looks=leaf.looks,
        value=str(value) if stated(value) else "",
        options=options if leaf.looks == CHOICE else (),
        problem=said.get(_path(name), ""),
        required=name in ("author.name", "basis_mode"),
    )


def _seen(case: Case, content: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """What the author may have had: record types of the case, and what the file already names."""
    chosen = {str(one) for one in content.get("materials_seen") or () if stated(one)}
    kinds = dict.fromkeys([*(item.record_type.value for item in case.items()), *sorted(chosen)])
    return [(kind, KIND_LABELS.get(kind, kind), kind in chosen) for kind in kinds]


def _of(pointer: Pointer | None) -> Iterable[Shown]:
    return pointer.fields if pointer is not None else ()


def _path(name: str) -> str:
    """``diagnoses.0.label`` as a problem of the file names it: ``diagnoses[0].label``."""
    return re.sub(r"\.(\d+)", r"[\1]", name)


def _at(content: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        if isinstance(content, Mapping):
            content = content.get(key, NOT_STATED)
        elif isinstance(content, list) and key.isdigit() and int(key) < len(content):
            content = content[int(key)]
        else:
            return NOT_STATED
    return content


def _put(root: Any, keys: Sequence[str], value: str) -> None:
    """Where a name leads below something that is no group, it is no name of ours: nothing is kept of it."""
    for key in keys[:-1]:
        root = root.setdefault(key, {})
        if not isinstance(root, dict):
            return
    number = keys[-1] in NUMBERS and value.isascii() and value.isdigit() and len(value) < 7
    root[keys[-1]] = int(value) if number else value


def _listed(root: dict[str, Any]) -> dict[str, Any]:
    """Entries by number become lists without gaps; one that says nothing but where it is written is left out."""
    names = {block.name for block in BLOCKS}
    for name in names & root.keys():
        entries = root[name] if isinstance(root[name], dict) else {}
        numbered = sorted((int(key), entry) for key, entry in entries.items() if _INDEX.fullmatch(key))
        root[name] = [entry for _, entry in numbered if isinstance(entry, dict) and set(entry) - {"source"}]
    return root


_KNOWN = frozenset(
    ["ordinal", "author", "date", "basis_mode", "materials_seen", "questions_unanswered", "sources",
     *(leaf.name for leaf in TEXTS), *(block.name for block in BLOCKS)]
)  # fmt: skip
