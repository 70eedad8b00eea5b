"""The decision guide of our own (``domain.md`` §8.8): five steps, kept as the patient gave them, nothing computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from coordinator.domain.errors import Reason, Refused

MOST_STARS: Final = 5
READY: Final = ("knows_the_options", "knows_what_matters", "has_support", "feels_sure")
"""The four readiness questions; a "no" offers matching help and nothing else."""

KEYS: Final = (
    "decision",
    "reason",
    "by",
    "how_far",
    "who_takes_part",
    "how_to_decide",
    "options",
    "ready",
    "next_step",
)
STEP_KEYS: Final = ("what", "who", "by")


def read_guide(file: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet as given, in the order given. Raises ``Refused`` with all that cannot be read."""
    problems = [Reason("key.unknown", f"{key}: one of {', '.join(KEYS)}") for key in file if key not in KEYS]
    options = file.get("options", [])
    if not isinstance(options, list):
        problems.append(Reason("value.wrong", "options: a list"))
        options = []
    for at, option in enumerate(options):
        problems += _option(option, f"options[{at}]")
    ready = file.get("ready", {})
    if not isinstance(ready, Mapping) or any(k not in READY or v not in ("yes", "no") for k, v in ready.items()):
        problems.append(Reason("value.wrong", f"ready: yes or no for {', '.join(READY)}"))
    step = file.get("next_step", {})
    if not isinstance(step, Mapping) or any(key not in STEP_KEYS for key in step):
        problems.append(Reason("value.wrong", f"next_step: {', '.join(STEP_KEYS)}"))
    for key in ("decision", "reason", "by", "how_far", "who_takes_part", "how_to_decide"):
        if key in file and not _text(file[key]):
            problems.append(Reason("value.wrong", f"{key}: text"))
    if problems:
        raise Refused("guide.invalid", reasons=problems)
    return dict(file)


def _option(option: object, path: str) -> list[Reason]:
    if not isinstance(option, Mapping) or not _text(option.get("name")):
        return [Reason("value.wrong", f"{path}.name: what the option is called")]
    problems = [
        Reason("key.unknown", f"{path}.{key}: one of name, good, bad")
        for key in option
        if key not in ("name", "good", "bad")
    ]
    for side in ("good", "bad"):
        things = option.get(side, [])
        if not isinstance(things, list):
            problems.append(Reason("value.wrong", f"{path}.{side}: a list"))
            continue
        for at, thing in enumerate(things):
            stars = thing.get("stars") if isinstance(thing, Mapping) else None
            counted = isinstance(stars, int) and not isinstance(stars, bool) and 0 <= stars <= MOST_STARS
            if not isinstance(thing, Mapping) or not _text(thing.get("what")) or not counted or len(thing) != 2:
                problems.append(Reason("value.wrong", f"{path}.{side}[{at}]: what, and stars from 0 to {MOST_STARS}"))
    return problems


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
