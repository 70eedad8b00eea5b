"""Reading the keys of a fact: all that is wrong is said at once, and before anything changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import Any

from coordinator.domain.calendar import at_local, local
from coordinator.domain.errors import Reason, Refused
from coordinator.domain.facts.fact import Fact, Key, Kind
from coordinator.domain.facts.reading import Reading
from coordinator.domain.facts.things import THINGS

SAME_KEY = {"opinion": "file"}
"""Other names of a key: an opinion is a file on the command line and a part of the document over HTTP."""

LONGEST_TEXT = 20_000
"""Characters."""


def read(fact: Fact, values: Mapping[str, object], reading: Reading) -> tuple[dict[str, Any], datetime | None]:
    """The keys as the fact wants them, and when it happened (``None``: nobody said). Raises with all that is wrong."""
    given = values
    problems: list[Refused] = []
    if not fact.names.issuperset(values):
        given = _named_right(fact, values)
        problems = [_unknown(fact, name) for name in given if fact.key(name) is None]
    found = reading.found
    for key in fact.keys:
        value = given.get(key.name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if key.required:
                problems.append(Refused("key.missing", key.help, field=key.name))
            continue
        try:
            found[key.argument] = _READERS[key.kind](key, value, reading)
        except Refused as problem:
            problems.append(Refused(problem.code, problem.detail, field=key.name))
    if problems:
        raise _all_of(problems)
    happened = found.pop("at", None)
    return found, happened


def nearest(name: str, names: Iterable[str]) -> str:
    """A sentence that names the word meant, or all of them where none is near."""
    listed = list(names)
    near = get_close_matches(name, listed, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"one of {', '.join(listed)}"


def _named_right(fact: Fact, values: Mapping[str, object]) -> Mapping[str, object]:
    return {
        SAME_KEY.get(name, name) if fact.key(name) is None and fact.key(SAME_KEY.get(name, "")) else name: value
        for name, value in values.items()
    }


def _unknown(fact: Fact, name: str) -> Refused:
    return Refused("key.unknown", nearest(name, [key.name for key in fact.keys]), field=name[:60])


def _all_of(problems: list[Refused]) -> Refused:
    if len(problems) == 1:
        return problems[0]
    codes = {problem.code for problem in problems}
    code = codes.pop() if len(codes) == 1 else "key.wrong"
    return Refused(code, reasons=[Reason(p.code, f"{p.field}: {p.detail}") for p in problems])


def _text(key: Key, value: object, reading: Reading) -> str:
    if isinstance(value, str) and len(value) <= LONGEST_TEXT and "\x00" not in value:
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise Refused("key.wrong", f"a text of at most {LONGEST_TEXT} characters")


def _whole(key: Key, value: object, reading: Reading) -> int:
    digits = str(value).strip()
    if isinstance(value, bool) or not isinstance(value, int | str) or not (digits.isascii() and digits.isdigit()):
        raise Refused("key.wrong", "a whole number from 0, such as 1250")
    if len(digits) > 9:
        raise Refused("key.wrong", "a whole number of at most nine digits")
    return int(digits)


def _date(key: Key, value: object, reading: Reading) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    day = _day(value)
    if day is None:
        raise Refused("key.wrong", "a date as YYYY-MM-DD")
    return day


def _day(value: object) -> date | None:
    try:
        day = date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and str(value).strip() == day.isoformat() else None


def _moment(key: Key, value: object, reading: Reading) -> datetime:
    """Aware UTC. A bare date is noon of that day where the fact happened, never ahead of the clock on its own day."""
    day, now = _day(value), reading.act.now
    if day is None:
        at = _start(key, value, reading)
    else:
        at = at_local(day, time(12), reading.zone())
        if day == local(now, reading.zone()).date():
            at = min(at, now)
    if at > now:
        raise Refused("moment.in_future", f"now is {now.isoformat(timespec='seconds')}")
    return at


def _start(key: Key, value: object, reading: Reading) -> datetime:
    at = value if isinstance(value, datetime) else None
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value.strip())
        except ValueError:
            at = None
    if at is None or at.tzinfo is None:
        raise Refused("key.wrong", "a moment with its offset, such as 2026-11-23T10:00:00-05:00")
    try:
        return at.astimezone(UTC)
    except OverflowError as problem:
        raise Refused("key.wrong", "a moment between the years 1 and 9999") from problem


def _choice(key: Key, value: object, reading: Reading) -> str:
    word = _text(key, value, reading).lower()
    for option in key.options:
        if option.lower() == word:
            return option
    raise Refused("key.wrong", f"one of {', '.join(key.options)}")


def _list(key: Key, value: object, reading: Reading) -> list[str]:
    parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list | tuple) else [value]
    words = [_text(key, part, reading) for part in parts]
    if not all(words):
        raise Refused("key.wrong", "words with a comma between them, none of them empty")
    if key.options:
        words = [_choice(key, word, reading) for word in words]
    return list(dict.fromkeys(words))


def _flag(key: Key, value: object, reading: Reading) -> bool:
    word = _text(key, value, reading).lower()
    if word not in ("yes", "no", "true", "false"):
        raise Refused("key.wrong", "yes or no")
    return word in ("yes", "true")


def _opinion(key: Key, value: object, reading: Reading) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Refused("key.wrong", "a JSON object")
    return value


def _thing(key: Key, value: object, reading: Reading) -> Any:
    names = _list(key, value, reading) if key.kind is Kind.ITEMS else _text(key, value, reading)
    return THINGS[key.kind](names, reading)


_Reader = Callable[[Key, Any, Reading], Any]

_READERS: Mapping[Kind, _Reader] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.START: _start,
    Kind.CHOICE: _choice,
    Kind.LIST: _list,
    Kind.FLAG: _flag,
    Kind.OPINION: _opinion,
    Kind.GUIDE: _opinion,
    Kind.PROVIDER: _text,
    Kind.ORGANIZATION: _text,
    **dict.fromkeys(THINGS, _thing),
}
