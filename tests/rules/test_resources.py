"""Where patients may turn: reviewed, in their language, for their condition, and hidden when stale."""

from __future__ import annotations

from datetime import date

import pytest
from scheduling_stage import shown
from stage import Stage

from coordinator.domain.words import Specialty
from coordinator.services.resources import ResourceKind, Seeker, fitting, parse_resources, shipped, stale

TODAY = date(2026, 11, 23)
CONDITIONS = ("C50.912", "I35.0", "G35", "M48.062", "C91.00", "M17.11")
"""Those of the example cases."""

ENTRY = """
  - {id: one, title: One, url: "https://one.example/", offers: "Help.", kind: source, for: [any], languages: [en],
     checked_on: "2025-11-22", checked_by: "somebody"}
"""
GROUPS = "groups: {joints: {codes: [M17]}}\nresources:"


def _ids(seeker: Seeker, today: date = TODAY) -> list[str]:
    return [entry.id for entry in fitting(shipped(), seeker, today)]


def test_the_file_has_many_entries_for_every_example_condition_in_both_languages() -> None:
    assert len(shipped().resources) >= 25
    for condition in CONDITIONS:
        for language in ("en", "es"):
            found = fitting(shipped(), Seeker(condition=condition, language=language), TODAY)
            own = [entry for entry in found if "any" not in entry.groups]
            assert own, (condition, language)
    assert {entry.kind for entry in shipped().resources} == set(ResourceKind)


@pytest.mark.rule("12-resources")
def test_what_nobody_looked_at_for_twelve_months_is_hidden() -> None:
    file, problems = parse_resources(f"{GROUPS}{ENTRY}")
    assert problems == []
    assert file is not None
    assert [entry.id for entry in fitting(file, Seeker(), date(2026, 11, 22))] == ["one"]
    assert fitting(file, Seeker(), date(2026, 11, 23)) == []
    assert stale(file.resources[0], TODAY)


@pytest.mark.rule("12-resources")
def test_the_stacks_clock_decides_what_a_case_shows(stage: Stage) -> None:
    ref = stage.intake("0006")
    assert "arthritis-foundation" in [entry["id"] for entry in shown(stage, ref)["resources"]]
    assert "nci-breast" not in [entry["id"] for entry in shown(stage, ref)["resources"]]

    stage.jump(days=400)

    assert shown(stage, ref)["resources"] == []


def test_a_patient_who_reads_spanish_sees_spanish_entries(stage: Stage) -> None:
    found = [entry["id"] for entry in shown(stage, stage.intake("0002"))["resources"]]

    assert "valves-medlineplus-es" in found
    assert "valves-medlineplus" not in found


def test_a_language_without_entries_gets_english_ones() -> None:
    assert _ids(Seeker(condition="M17.11", language="fr")) == _ids(Seeker(condition="M17.11", language="en"))


def test_childhood_pages_are_for_children() -> None:
    assert "nci-childhood" in _ids(Seeker(condition="C91.00", child=True))
    assert "nci-childhood" not in _ids(Seeker(condition="C91.00", child=False))


def test_without_a_code_the_specialty_decides() -> None:
    assert "mended-hearts" in _ids(Seeker(specialty=Specialty.CARDIOLOGY))
    assert "mended-hearts" not in _ids(Seeker(specialty=Specialty.NEUROLOGY))


def test_a_group_may_be_named() -> None:
    assert "msaa" in _ids(Seeker(condition="multiple_sclerosis"))


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        (f"{GROUPS}{ENTRY}{ENTRY}", "$.resources[1].id", "resource.twice"),
        (f"{GROUPS}{ENTRY}".replace("[any]", "[joint]"), "$.resources[0].for[0]", "group.unknown"),
        (f"{GROUPS}{ENTRY}".replace("https", "http"), "$.resources[0].url", "url.insecure"),
        (f"{GROUPS}{ENTRY}".replace("kind: source", "kind: sauce"), "$.resources[0].kind", "kind.unknown"),
        (f"{GROUPS}{ENTRY}".replace("title: One, ", ""), "$.resources[0].title", "field.missing"),
        (f"{GROUPS}{ENTRY}".replace("offers", "offer"), "$.resources[0].offer", "field.unknown"),
        (f"{GROUPS}{ENTRY}".replace('"2025-11-22"', "2025-11-22"), "$", "yaml.date"),
        ("groups: [", "$", "yaml.invalid"),
        ("- one", "$", "yaml.not_a_mapping"),
    ],
)
def test_every_problem_of_the_file_has_its_path(text: str, path: str, code: str) -> None:
    file, problems = parse_resources(text)

    assert file is None
    assert (path, code) in [(problem.path, problem.code) for problem in problems]
