"""Reading an opinion file: what is kept, what is refused and where (interface.md, "The opinion file")."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coordinator.domain.opinion_file import OpinionProblems, ParsedOpinion, draft_from_intake, parse_opinion

KNOWN = {"M17.11", "C50.912"}
SOURCE = {"document": "018f5b2e-7c1a-7000-8000-000000000001", "page": 2, "quote": "severe medial joint space narrowing"}
FULL: dict[str, Any] = {
    "ordinal": 2,
    "author": {"name": "Dr. Hugo Brandt", "specialty": "orthopaedics", "organization": "Bayview"},
    "date": "2027-01-04",
    "basis_mode": "exam",
    "materials_seen": ["IMG_DICOM", "018f5b2e-7c1a-7000-8000-000000000001"],
    "diagnoses": [
        {
            "label": "Osteoarthritis of the right knee",
            "icd10cm": "M17.11",
            "role": "primary",
            "laterality": "right",
            "stage": {"system": "Kellgren-Lawrence", "value": "4"},
            "grade": "4",
            "biomarkers": [{"name": "CRP", "value": "normal"}],
            "certainty": "confirmed",
            "basis": ["imaging", "exam"],
            "reasoning": "Bone on bone.",
            "source": SOURCE,
        }
    ],
    "recommendations": [
        {
            "rank": 1,
            "modality": "surgery",
            "intent": "symptom_relief",
            "name": "Knee replacement",
            "detail": "partial",
            "urgency": "elective",
            "reversible": "no",
            "source": SOURCE,
        }
    ],
    "alternatives": [{"name": "Injections", "source": SOURCE}],
    "against": [{"name": "Arthroscopy"}],
    "risks": [{"what": "infection", "likelihood": "1 in 100", "severity": "serious"}],
    "expected_outcomes": [{"outcome": "less pain", "horizon": "1 year", "estimate": "80 in 100"}],
    "side_effects": "Swelling.",
    "daily_life": "Six weeks on crutches.",
    "cost": "not_stated",
    "follow_up": "After six weeks.",
    "trials": [{"id": "NCT01234567", "note": "open"}],
    "further_tests": ["Standing radiograph"],
    "uncertainty": "Pain may have another cause.",
    "questions_unanswered": ["Which implant?"],
    "next_steps": [{"what": "Call the office", "who": "patient", "by": "2027-01-20"}],
}
LEAST: dict[str, Any] = {
    "ordinal": 2,
    "author": {"name": "Dr. Hugo Brandt"},
    "basis_mode": "video",
    "recommendations": [{"name": "Physical therapy"}],
}


def parse(document: object) -> ParsedOpinion:
    return parse_opinion(document, icd_exists=KNOWN.__contains__)


def problems(document: object) -> list[tuple[str, str]]:
    with pytest.raises(OpinionProblems) as caught:
        parse(document)
    return [(p.path, p.code) for p in caught.value.problems]


def changed(path: tuple[Any, ...], value: object, of: dict[str, Any] = FULL) -> dict[str, Any]:
    document = json.loads(json.dumps(of))  # a copy that shares nothing
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all leaves of a document."""
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [found for index, inner in enumerate(value) for found in leaves(inner, (*path, index))]
    return [path]


LEAVES = leaves(FULL)


def written(path: tuple[Any, ...]) -> str:
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)


def test_a_full_file_is_kept_word_for_word():
    opinion = parse(FULL)
    assert (opinion.ordinal, opinion.author_name, opinion.basis_mode) == (2, "Dr. Hugo Brandt", "exam")
    assert opinion.content["diagnoses"] == FULL["diagnoses"]
    assert opinion.content["recommendations"] == FULL["recommendations"]
    assert json.loads(json.dumps(opinion.content)) == opinion.content


def test_reading_what_was_read_changes_nothing():
    for document in (FULL, LEAST):
        content = parse(document).content
        assert parse(content).content == content


def test_a_missing_optional_leaf_is_not_stated_and_a_missing_list_is_empty():
    content = parse(LEAST).content
    assert content["cost"] == "not_stated"
    assert content["author"]["specialty"] == "not_stated"
    assert content["recommendations"][0]["modality"] == "not_stated"
    assert content["recommendations"][0]["source"]["quote"] == "not_stated"
    assert content["diagnoses"] == []


@pytest.mark.parametrize("path", [p for p in LEAVES if p != ("ordinal",)], ids=written)
def test_every_leaf_may_be_not_stated(path):
    parse(changed(path, "not_stated"))


@pytest.mark.parametrize("empty", [None, "", "   "])
@pytest.mark.parametrize("path", LEAVES, ids=written)
def test_an_empty_leaf_is_refused_with_its_path(path, empty):
    found = problems(changed(path, empty))
    assert [code for _, code in found] == ["value.empty"]
    assert found[0][0].startswith(written(path))


@pytest.mark.parametrize("path", [(), ("author",), ("diagnoses", 0), ("recommendations", 0, "source")])
def test_an_unknown_key_is_refused_with_its_path(path):
    document = changed((*path, "colour"), "red")
    assert problems(document) == [(written((*path, "colour")), "key.unknown")]


@pytest.mark.parametrize(
    "path",
    [
        ("basis_mode",),
        ("materials_seen", 0),
        ("diagnoses", 0, "icd10cm"),
        ("diagnoses", 0, "role"),
        ("diagnoses", 0, "laterality"),
        ("diagnoses", 0, "certainty"),
        ("diagnoses", 0, "basis", 0),
        ("recommendations", 0, "modality"),
        ("recommendations", 0, "intent"),
        ("recommendations", 0, "urgency"),
        ("recommendations", 0, "reversible"),
        ("next_steps", 0, "who"),
    ],
    ids=written,
)
def test_a_wrong_code_is_refused_with_its_path(path):
    assert problems(changed(path, "Z99.xyz")) == [(written(path), "code.unknown")]


@pytest.mark.parametrize("key", ["ordinal", "author", "basis_mode"])
def test_a_missing_required_key_is_named(key):
    document = {k: v for k, v in FULL.items() if k != key}
    assert problems(document) == [(f"$.{key}", "value.missing")]


def test_an_author_without_a_name_is_refused():
    assert problems(changed(("author",), {"specialty": "x"})) == [("$.author.name", "value.missing")]


def test_one_entry_of_diagnoses_or_recommendations_is_required():
    nothing = {**LEAST, "recommendations": []}
    assert problems(nothing) == [("$.diagnoses", "entry.missing")]
    assert problems({**nothing, "diagnoses": [{"label": "not_stated"}]}) == [("$.diagnoses", "entry.missing")]
    assert parse({**nothing, "diagnoses": [{"label": "Gout"}]}).content["recommendations"] == []


@pytest.mark.parametrize("ordinal", [0, 4, "2", True, 2.5])
def test_the_ordinal_is_one_two_or_three(ordinal):
    assert problems({**LEAST, "ordinal": ordinal}) == [("$.ordinal", "value.wrong")]


@pytest.mark.parametrize("day", ["2027-13-01", "20270104", "4 January 2027", 5])
def test_a_date_is_written_as_year_month_day(day):
    assert problems({**LEAST, "date": day}) == [("$.date", "value.wrong")]


def test_a_quote_has_at_most_25_words():
    path = ("diagnoses", 0, "source", "quote")
    parse(changed(path, " ".join(["word"] * 25)))
    assert problems(changed(path, " ".join(["word"] * 26))) == [(written(path), "quote.too_long")]


def test_all_problems_are_told_at_once_and_none_repeats_what_the_file_says():
    document = {**changed(("cost",), ""), "basis_mode": "Smith", "diagnoses": [{"icd10cm": "Smith"}]}
    with pytest.raises(OpinionProblems) as caught:
        parse(document)
    assert len(caught.value.problems) == 3
    assert "Smith" not in str(caught.value)
    assert caught.value.code == "opinion.invalid"


@pytest.mark.parametrize("document", [None, [], "text", 3])
def test_what_is_no_object_is_refused(document):
    assert problems(document)[0][0] == "$"


def test_a_list_in_the_place_of_text_is_refused():
    assert problems({**LEAST, "cost": ["a"]}) == [("$.cost", "value.wrong")]
    assert problems({**LEAST, "diagnoses": "M17.11"}) == [("$.diagnoses", "value.wrong")]


def test_the_draft_from_the_intake_tells_only_what_the_intake_tells():
    draft = draft_from_intake(
        {
            "provider": "Dr. Owen Clarke",
            "organization": "Willamette Bone and Joint",
            "given_on": "2026-10-01",
            "diagnosis": {"label": "Osteoarthritis of the right knee", "icd10cm": "M17.11"},
            "recommendation": "Total knee replacement",
        }
    )
    assert draft["author"] == {
        "name": "Dr. Owen Clarke",
        "specialty": "not_stated",
        "organization": "Willamette Bone and Joint",
    }
    assert draft["date"] == "2026-10-01"
    assert draft["basis_mode"] == "not_stated"
    assert draft["diagnoses"][0]["icd10cm"] == "M17.11"
    assert draft["diagnoses"][0]["certainty"] == "not_stated"
    [recommendation] = draft["recommendations"]
    assert (recommendation["name"], recommendation["modality"]) == ("Total knee replacement", "not_stated")
    assert draft["side_effects"] == "not_stated"
    assert draft.keys() == parse(FULL).content.keys()


def test_a_draft_of_an_intake_that_names_only_the_organization_invents_nothing():
    draft = draft_from_intake({"organization": "Willamette Bone and Joint", "provider": None, "diagnosis": None})
    assert draft["author"]["name"] == "not_stated"
    assert (draft["diagnoses"], draft["recommendations"]) == ([], [])
