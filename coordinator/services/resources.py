"""Where patients may turn: one reviewed file, and what of it fits a case today (``domain.md`` §12, "Resources")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BeforeValidator, Field

from coordinator.domain.errors import Refused
from coordinator.domain.words import Specialty
from coordinator.paths import resources_file
from coordinator.services.intake.fields import Day, Language, Line, Part, SpecialtyWord, WebAddress, word
from coordinator.services.intake.findings import Finding, json_path, nearest, read_model

ANY = "any"
"""The group of everybody."""

FALLBACK = "en"
"""What is shown where nothing is listed in the patient's language."""


class ResourceKind(StrEnum):
    """What one finds there."""

    SUPPORT_GROUP = "support_group"
    SOURCE = "source"
    JUDGING_SOURCES = "judging_sources"
    QUESTIONS = "questions"
    FINANCIAL = "financial"
    TRAVEL = "travel"
    LODGING = "lodging"


KindWord = Annotated[ResourceKind, BeforeValidator(word(ResourceKind, "kind.unknown", "a kind of resource"))]


class Group(Part):
    """Conditions by the beginning of their ICD-10-CM code; ``specialties`` count where a case has no code."""

    codes: Annotated[tuple[Line, ...], Field(min_length=1)]
    specialties: tuple[SpecialtyWord, ...] = ()
    children_only: bool = False


class ResourcePart(Part):
    """One entry. ``for`` names groups; ``checked_on`` is the day on which a person last looked at the address."""

    id: Line
    title: Line
    url: WebAddress
    offers: Line
    kind: KindWord
    groups: Annotated[tuple[Line, ...], Field(min_length=1, alias="for")]
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    checked_on: Day
    checked_by: Line


class ResourcesFile(Part):
    """The file, read and in its normal form."""

    groups: dict[str, Group]
    resources: tuple[ResourcePart, ...]


@dataclass(frozen=True)
class Seeker:
    """For whom resources are looked for. ``condition`` is an ICD-10-CM code, its beginning, or the name of a group."""

    condition: str | None = None
    specialty: Specialty | None = None
    language: str | None = None
    child: bool | None = None


def parse_resources(text: str) -> tuple[ResourcesFile | None, list[Finding]]:
    """The file in ``text``, or every problem with its path."""
    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        return None, [Finding("$", "yaml.invalid", f"{where}this is not readable YAML")]
    if not isinstance(read, dict):
        return None, [Finding("$", "yaml.not_a_mapping", "the file holds 'groups' and 'resources'")]
    try:
        file, problems = read_model(ResourcesFile, read)
    except TypeError:
        return None, [Finding("$", "yaml.date", "write dates in quotes")]
    if file is not None:
        problems += _inconsistent(file)
    return (None if problems else file), problems


def load_resources(path: Path) -> ResourcesFile:
    """The file at ``path``; :class:`Refused` with every problem."""
    file, problems = parse_resources(path.read_text(encoding="utf-8"))
    if file is None:
        raise Refused("resources.refused", "\n".join(["", *(f"{path.name}: {problem}" for problem in problems)]))
    return file


@lru_cache(maxsize=1)
def shipped() -> ResourcesFile:
    """The file that comes with the program."""
    return load_resources(resources_file())


def stale(entry: ResourcePart, today: date) -> bool:
    """True twelve months after somebody last looked: then it is hidden."""
    day = entry.checked_on
    try:
        last = day.replace(year=day.year + 1)
    except ValueError:
        last = day.replace(year=day.year + 1, day=28)
    return today > last


def fitting(file: ResourcesFile, seeker: Seeker, today: date) -> list[ResourcePart]:
    """What fits, in the file's order; never what is stale. A language nothing is written in gets English."""
    groups = _groups_of(file, seeker)
    found = [e for e in file.resources if not stale(e, today) and groups & set(e.groups)]
    if seeker.language is None:
        return found
    language = seeker.language.split("-")[0].lower()
    mine = [e for e in found if language in {one.split("-")[0] for one in e.languages}]
    return mine or [e for e in found if FALLBACK in e.languages]


def condition_known(file: ResourcesFile, condition: str) -> bool:
    """True for the name of a group, and for anything that looks like a code."""
    return condition.lower() in file.groups or (condition[:1].isalpha() and condition[1:2].isdigit())


def _groups_of(file: ResourcesFile, seeker: Seeker) -> set[str]:
    if seeker.condition is None and seeker.specialty is None:
        return {ANY, *file.groups}
    wanted = (seeker.condition or "").upper()
    groups = {ANY}
    for name, group in file.groups.items():
        if seeker.child is False and group.children_only:
            continue
        by_code = any(wanted.startswith(code.upper()) for code in group.codes) if wanted else False
        by_name = wanted.lower() == name
        by_specialty = not wanted and seeker.specialty in group.specialties
        if by_code or by_name or by_specialty:
            groups.add(name)
    return groups


def _inconsistent(file: ResourcesFile) -> Iterator[Finding]:
    seen: set[str] = set()
    names: Sequence[str] = (ANY, *file.groups)
    for number, entry in enumerate(file.resources):
        if entry.id in seen:
            yield Finding(json_path(("resources", number, "id")), "resource.twice", "this id stands here twice")
        seen.add(entry.id)
        if not entry.url.startswith("https://"):
            yield Finding(json_path(("resources", number, "url")), "url.insecure", "write an https address")
        for place, name in enumerate(entry.groups):
            if name not in names:
                close = nearest(name, names)
                hint = f"did you mean {close}?" if close else f"one of {', '.join(names)}"
                yield Finding(json_path(("resources", number, "for", place)), "group.unknown", hint)
