"""The opinion file: reading and refusing it, and the draft of the first opinion out of the intake (interface.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from coordinator.domain.errors import Reason, Refused
from coordinator.domain.opinion_content import NOT_STATED, stated
from coordinator.domain.words import RecordType

QUOTE_WORDS: Final = 25
"""The longest quote from a document, in words (``domain.md`` §8.1)."""

BASIS_MODES: Final = ("exam", "video", "record_review", "recollection")
ROLES: Final = ("primary", "secondary", "differential")
LATERALITIES: Final = ("right", "left", "both")
CERTAINTIES: Final = ("confirmed", "probable", "possible", "ruled_out")
BASES: Final = ("pathology", "imaging", "lab", "exam", "genetic", "history")
MODALITIES: Final = (
    "surgery", "procedure", "radiation", "systemic_therapy", "other_medicine", "device", "transplant", "rehabilitation",
    "psychological", "lifestyle", "active_surveillance", "watchful_waiting", "palliative", "further_testing", "trial",
    "none",
)  # fmt: skip
INTENTS: Final = ("cure", "control", "symptom_relief", "diagnose", "prevent", "observe")
URGENCIES: Final = ("emergency", "week", "month", "quarter", "elective", "none")
POINTED_TEXTS: Final = ("side_effects", "daily_life", "cost", "follow_up", "uncertainty")
"""Texts whose place in the document stands apart from them, under ``sources``."""

REVERSIBLE: Final = ("yes", "no", "partly")
STEP_TAKERS: Final = ("patient", "provider", "navigator")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an opinion file: where (a JSON path), a stable code, and a sentence without content."""

    path: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class OpinionProblems(Refused):
    """The file is not an opinion we can keep. ``problems`` holds all that is wrong, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("opinion.invalid", reasons=[Reason(p.code, str(p)) for p in problems])


@dataclass(frozen=True)
class ParsedOpinion:
    """An opinion as read. ``content`` is plain JSON: every key present, every leaf a value or ``not_stated``."""

    ordinal: int
    author_name: str
    basis_mode: str
    content: dict[str, Any]


def parse_opinion(document: object, *, icd_exists: Callable[[str], bool]) -> ParsedOpinion:
    """Read an opinion file already decoded from JSON.

    ``icd_exists`` answers for ICD-10-CM codes. Missing optional leaves become ``not_stated``, missing lists empty.
    Raises ``OpinionProblems`` with everything that is wrong at once.
    """
    problems = _Problems(icd_exists)
    content = _OPINION(document, "$", problems)
    if not problems and not (stated(content["diagnoses"]) or stated(content["recommendations"])):
        message = "an entry of diagnoses or of recommendations is required"
        problems.append(Problem("$.diagnoses", "entry.missing", message))
    if problems:
        raise OpinionProblems(problems)
    return ParsedOpinion(content["ordinal"], content["author"]["name"], content["basis_mode"], content)


def draft_from_intake(first_opinion: Mapping[str, Any]) -> dict[str, Any]:
    """The content of opinion 1 as the intake tells it; what it does not tell is ``not_stated``.

    The recommendation is text alone: nobody at intake says which kind of treatment it is (``domain.md`` §8.9).
    """
    diagnosis = first_opinion.get("diagnosis") or {}
    told: dict[str, Any] = {
        "ordinal": 1,
        "author": _told(name=first_opinion.get("provider"), organization=first_opinion.get("organization")),
        **_told(date=first_opinion.get("given_on")),
        "diagnoses": [],
        "recommendations": [],
    }
    named = _told(label=diagnosis.get("label"), icd10cm=diagnosis.get("icd10cm"))
    if named:
        told["diagnoses"] = [{**named, "role": "primary"}]
    if first_opinion.get("recommendation"):
        told["recommendations"] = [{"rank": 1, "name": first_opinion["recommendation"]}]
    # The intake has had its own check; a leaf that still cannot be read counts as not stated.
    return dict(_DRAFT(told, "$", _Problems(lambda _: True)))


def _told(**leaves: object) -> dict[str, object]:
    return {key: value for key, value in leaves.items() if value not in (None, "")}


# Readers: each takes what stands in the file, its path, and the list to which it adds what is wrong. A missing value
# arrives as NOT_STATED.


class _Problems(list[Problem]):
    """What is wrong so far, and who knows which ICD-10-CM codes there are."""

    def __init__(self, icd_exists: Callable[[str], bool]) -> None:
        super().__init__()
        self.icd_exists = icd_exists


_Reader = Callable[[object, str, _Problems], Any]


def _opinion(*, required: bool = True) -> _Reader:
    source = _group({"document": _text, "page": _whole(1), "quote": _quote})
    named = _group({"name": _text, "source": source})
    diagnosis = _group({
        "label": _text, "icd10cm": _icd, "role": _choice(ROLES), "laterality": _choice(LATERALITIES),
        "stage": _group({"system": _text, "value": _text}), "grade": _text,
        "biomarkers": _list(_group({"name": _text, "value": _text})), "certainty": _choice(CERTAINTIES),
        "basis": _list(_choice(BASES)), "reasoning": _text, "source": source,
    })  # fmt: skip
    recommendation = _group({
        "rank": _whole(1), "modality": _choice(MODALITIES), "intent": _choice(INTENTS), "name": _text, "detail": _text,
        "urgency": _choice(URGENCIES), "reversible": _choice(REVERSIBLE), "source": source,
    })  # fmt: skip
    author = _group({"name": _text, "specialty": _text, "organization": _text}, ("name",) if required else ())
    return _group(
        {
            "ordinal": _ordinal,
            "author": author,
            "date": _day,
            "basis_mode": _choice(BASIS_MODES),
            "materials_seen": _list(_material),
            "diagnoses": _list(diagnosis),
            "recommendations": _list(recommendation),
            "alternatives": _list(named),
            "against": _list(named, plain_key="name"),
            "risks": _list(_group({"what": _text, "likelihood": _text, "severity": _text, "source": source})),
            "expected_outcomes": _list(
                _group({"outcome": _text, "horizon": _text, "estimate": _text, "source": source})
            ),
            "side_effects": _text,
            "daily_life": _text,
            "cost": _text,
            "follow_up": _text,
            "trials": _list(_group({"id": _text, "name": _text, "note": _text, "source": source}), plain_key="name"),
            "further_tests": _list(named, plain_key="name"),
            "uncertainty": _text,
            "questions_unanswered": _list(_text),
            "next_steps": _list(_group({"what": _text, "who": _choice(STEP_TAKERS), "by": _day})),
            "sources": _group(dict.fromkeys(POINTED_TEXTS, source)),
        },
        ("ordinal", "author", "basis_mode") if required else (),
    )


def _group(fields: Mapping[str, _Reader], required: Sequence[str] = ()) -> _Reader:
    """A JSON object with these keys and no others. ``not_stated`` in its place makes every leaf of it silent."""

    def read(value: object, path: str, problems: _Problems) -> Any:
        if value == NOT_STATED:
            value = {}
        elif not isinstance(value, Mapping):
            return _wrong(value, path, problems, "an object")
        strange = [str(key)[:60] for key in value if key not in fields]
        absent = [key for key in required if key not in value]
        problems += [Problem(f"{path}.{key}", "key.unknown", "unknown key") for key in strange]
        problems += [Problem(f"{path}.{key}", "value.missing", "is required") for key in absent]
        return {
            key: reader(value.get(key, NOT_STATED), f"{path}.{key}", problems)
            for key, reader in fields.items()
            if key in value or key not in required
        }

    return read


def _list(reader: _Reader, plain_key: str | None = None) -> _Reader:
    """A JSON list; ``not_stated`` and a missing one read as empty. With ``plain_key`` an entry may be just its text."""

    def read(value: object, path: str, problems: _Problems) -> Any:
        if value == NOT_STATED:
            return []
        if not isinstance(value, list):
            return _wrong(value, path, problems, "a list")
        found = []
        for index, item in enumerate(value):
            written = {plain_key: item} if plain_key and isinstance(item, str) and item.strip() else item
            found.append(reader(written, f"{path}[{index}]", problems))
        return found

    return read


def _text(value: object, path: str, problems: _Problems) -> Any:
    if isinstance(value, str) and value.strip():
        return value.strip()
    return _wrong(value, path, problems, "text")


def _quote(value: object, path: str, problems: _Problems) -> Any:
    quote = _text(value, path, problems)
    if isinstance(quote, str) and len(quote.split()) > QUOTE_WORDS:
        problems.append(Problem(path, "quote.too_long", f"a quote has at most {QUOTE_WORDS} words"))
    return quote


def _choice(options: Sequence[str]) -> _Reader:
    def read(value: object, path: str, problems: _Problems) -> Any:
        code = _text(value, path, problems)
        if isinstance(code, str) and code != NOT_STATED and code not in options:
            problems.append(Problem(path, "code.unknown", f"must be one of {', '.join(options)}"))
        return code

    return read


def _icd(value: object, path: str, problems: _Problems) -> Any:
    code = _text(value, path, problems)
    if isinstance(code, str) and code != NOT_STATED and not problems.icd_exists(code):
        problems.append(Problem(path, "code.unknown", "no such ICD-10-CM code"))
    return code


def _material(value: object, path: str, problems: _Problems) -> Any:
    """A record type, or the id of a document (a UUID)."""
    seen = _text(value, path, problems)
    known = isinstance(seen, str) and (seen in _MATERIALS or _UUID.fullmatch(seen))
    if isinstance(seen, str) and not known:
        problems.append(Problem(path, "code.unknown", "must be a record type or the id of a document"))
    return seen


_MATERIALS: Final = frozenset((NOT_STATED, *RecordType))
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _whole(least: int) -> _Reader:
    def read(value: object, path: str, problems: _Problems) -> Any:
        if value == NOT_STATED or (isinstance(value, int) and not isinstance(value, bool) and value >= least):
            return value
        return _wrong(value, path, problems, f"a whole number from {least}")

    return read


def _ordinal(value: object, path: str, problems: _Problems) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and value in (1, 2, 3):
        return value
    return _wrong(value, path, problems, "1, 2 or 3")


def _day(value: object, path: str, problems: _Problems) -> Any:
    if value == NOT_STATED:
        return value
    try:
        if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    return _wrong(value, path, problems, "a date as YYYY-MM-DD")


def _wrong(value: object, path: str, problems: _Problems, wanted: str) -> str:
    """Note a value that cannot be read. Emptiness is named as such: it hides whether something was said."""
    if value is None or (isinstance(value, str) and not value.strip()):
        problems.append(Problem(path, "value.empty", f'must be {wanted} or "{NOT_STATED}", not empty'))
    else:
        problems.append(Problem(path, "value.wrong", f"must be {wanted}"))
    return NOT_STATED


_OPINION: Final = _opinion()
_DRAFT: Final = _opinion(required=False)
