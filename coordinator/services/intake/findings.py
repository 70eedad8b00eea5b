"""What is wrong with a file that came in: every problem with its JSON path, a code and what to do about it.

Shared by the intake file and the directory file. Messages repeat a typed value only where it is a code (a record type,
a time zone), never where it may be a name, an address or a number.
"""

from __future__ import annotations

import difflib
import functools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

AnyModel = TypeVar("AnyModel", bound=BaseModel)

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CODES = {
    "missing": "field.missing",
    "extra_forbidden": "field.unknown",
    "too_short": "list.too_short",
    "too_long": "list.too_long",
    "greater_than_equal": "number.out_of_range",
    "less_than_equal": "number.out_of_range",
}


@dataclass(frozen=True)
class Finding:
    """One thing wrong or odd: where (``$.sources[0].fax``), a stable code, and a sentence for the person to mend it."""

    path: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.code}: {self.message}"


def json_path(parts: Iterable[str | int]) -> str:
    """``$.sources[0].fax``; keys that are no plain words stand in brackets, quoted and in ASCII."""
    path = "$"
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif _PLAIN_KEY.fullmatch(part):
            path += f".{part}"
        else:
            path += f"[{json.dumps(part[:60])}]"
    return path


def read_object(text: str) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The JSON object in ``text``, and what is wrong with it as JSON. A duplicate key is a finding; the last is read.

    Lone surrogates are findings too and come back as U+FFFD, so that the rest of the file can still be judged.
    """
    try:
        read = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_Pairs, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return None, [Finding("$", "json.invalid", f"{where}: this is not JSON ({error.msg})")]
    except (ValueError, RecursionError):
        return None, [Finding("$", "json.invalid", "a number or the nesting is too large, or NaN was used")]
    if not isinstance(read, dict):
        return None, [Finding("$", "json.not_an_object", "the file must hold one object in { }")]
    findings = list(_odd_keys_and_letters(read, ()))
    return _without_surrogates(read), findings


def read_model(model: type[AnyModel], read: dict[str, Any]) -> tuple[AnyModel | None, list[Finding]]:
    """``read`` as a ``model``, or every reason why it is none."""
    try:
        return model.model_validate_json(json.dumps(read)), []
    except ValidationError as error:
        return None, [_finding(model, dict(one)) for one in error.errors(include_url=False)]


def nearest(word: str, words: Sequence[str]) -> str:
    """The valid word that looks most like ``word``, or an empty string when none does."""
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return close[0] if close else ""


def shown(word: str) -> str:
    """A typed code as it may be shown on a terminal: quoted, in ASCII, at most 40 characters."""
    return ascii(word if len(word) <= 40 else word[:40] + "...")


class _Pairs(dict[str, Any]):
    """An object of the file that remembers which of its keys were written twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.twice = sorted({key for key in keys if keys.count(key) > 1}) if len(self) != len(keys) else []


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _odd_keys_and_letters(node: Any, parts: tuple[str | int, ...]) -> Iterator[Finding]:
    if isinstance(node, _Pairs):
        for key in node.twice:
            yield Finding(json_path((*parts, key)), "json.duplicate_key", "the key stands here twice; keep one of them")
        for key, value in node.items():
            yield from _odd_keys_and_letters(value, (*parts, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _odd_keys_and_letters(value, (*parts, index))
    elif isinstance(node, str) and _has_surrogate(node):
        yield Finding(
            json_path(parts), "text.broken_character", "half a character (\\ud800 to \\udfff): write all of it"
        )


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _without_surrogates(node: Any) -> Any:
    if isinstance(node, dict):
        return {_without_surrogates(key): _without_surrogates(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_without_surrogates(value) for value in node]
    if isinstance(node, str):
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in node)
    return node


def _finding(model: type[BaseModel], error: dict[str, Any]) -> Finding:
    kind, loc = str(error["type"]), tuple(error["loc"])
    path = json_path(loc)
    if kind == "extra_forbidden":
        close = nearest(str(loc[-1]), _field_names(model))
        hint = f"; did you mean {close}?" if close else "; take it out"
        return Finding(path, "field.unknown", f"no such field{hint}")
    if kind == "missing" or (error["input"] is None and (kind.endswith("_type") or kind == "field.wrong_type")):
        return Finding(path, "field.missing", "this field is required: add it")
    if "." in kind:
        return Finding(path, kind, str(error["msg"]))
    code = _CODES.get(kind, "field.wrong_type" if kind.endswith("_type") else "field.invalid")
    return Finding(path, code, str(error["msg"]))


@functools.cache
def _field_names(model: type[BaseModel]) -> tuple[str, ...]:
    """Every field name of the model and of the models in it, as files write them."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return tuple(sorted({name for part in parts for name in part.get("properties", {})}))
