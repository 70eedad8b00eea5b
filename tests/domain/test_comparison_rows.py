"""The rows of the side by side (interface.md, "The comparison"; domain.md §12)."""

from __future__ import annotations

from typing import Any

import pytest

from coordinator.domain.comparison_rows import Relation, Row, rows, silent
from coordinator.domain.opinion_content import Reading, reading
from coordinator.domain.opinion_file import draft_from_intake, parse_opinion

FIELDS = [
    "diagnosis", "certainty", "stage", "grade", "biomarkers", "reasoning", "recommendation", "intent", "timing",
    "alternatives", "advised_against", "benefits", "risks", "side_effects", "daily_life", "cost", "trials",
    "further_tests", "follow_up", "uncertainty",
]  # fmt: skip
KNEE = {"label": "Osteoarthritis of the right knee", "icd10cm": "M17.11", "role": "primary"}
SURGERY = {"rank": 1, "modality": "surgery", "name": "Knee replacement", "urgency": "month", "intent": "symptom_relief"}


def opinion(**said: Any) -> Reading:
    document = {"ordinal": 2, "author": {"name": "A"}, "basis_mode": "exam", "diagnoses": [KNEE], **said}
    return reading(parse_opinion(document, icd_exists=lambda _: True).content)


def row(field: str, *opinions: Reading) -> Row:
    return next(r for r in rows(dict(enumerate(opinions, 1))) if r.field == field)


def test_all_twenty_fields_stand_in_their_order_even_when_both_are_silent():
    assert [r.field for r in rows({1: opinion(), 2: opinion()})] == FIELDS


@pytest.mark.parametrize(
    ("expected", "first", "second"),
    [
        (Relation.SAME, "Swelling.", "swelling"),
        (Relation.DIFFERS, "Swelling", "Fever"),
        (Relation.ONLY_1, "Swelling", "not_stated"),
        (Relation.ONLY_2, "not_stated", "Swelling"),
        (Relation.BOTH_SILENT, "not_stated", "not_stated"),
    ],
)
def test_the_relation_says_who_spoke_and_whether_the_words_agree(expected, first, second):
    found = row("side_effects", opinion(side_effects=first), opinion(side_effects=second))
    assert found.relation is expected
    assert found.values == {"1": first, "2": second}


def test_with_three_opinions_the_relation_is_said_per_pair_and_nothing_is_counted():
    found = row("cost", opinion(cost="$100"), opinion(cost="$100"), opinion())
    assert found.relations == {"1-2": Relation.SAME, "1-3": Relation.ONLY_1, "2-3": Relation.ONLY_2}
    assert found.relation is Relation.DIFFERS
    assert set(found.as_json()) == {"field", "values", "relation", "relations", "sources", "question"}


def test_three_that_say_the_same_are_the_same_and_three_silent_are_silent():
    assert row("cost", *[opinion(cost="$100")] * 3).relation is Relation.SAME
    assert row("cost", *[opinion()] * 3).relation is Relation.BOTH_SILENT


def test_the_third_alone_is_called_by_its_ordinal():
    found = rows({1: opinion(), 3: opinion(cost="$5")})
    assert next(r for r in found if r.field == "cost").relation is Relation.ONLY_3


def test_one_opinion_is_no_comparison():
    with pytest.raises(ValueError, match="two opinions"):
        rows({1: opinion()})


def test_the_same_code_in_other_words_is_the_same_diagnosis():
    other = {**KNEE, "label": "Knee arthrosis", "laterality": "right"}
    assert row("diagnosis", opinion(), opinion(diagnoses=[other])).relation is Relation.SAME


@pytest.mark.parametrize(
    "other",
    [
        [{**KNEE, "icd10cm": "M17.12"}],
        [{**KNEE, "certainty": "ruled_out"}],
        [KNEE, {"label": "Gout", "role": "secondary"}],
        [{"label": "Gout", "role": "primary"}],
    ],
)
def test_another_code_a_ruled_out_one_or_a_further_diagnosis_differs(other):
    assert row("diagnosis", opinion(), opinion(diagnoses=other)).relation is Relation.DIFFERS


def test_opposite_sides_differ_although_the_code_is_the_same():
    left, right = ({**KNEE, "icd10cm": "M17.9", "laterality": side} for side in ("left", "right"))
    assert row("diagnosis", opinion(diagnoses=[left]), opinion(diagnoses=[right])).relation is Relation.DIFFERS


def test_no_diagnosis_of_an_opinion_is_hidden():
    several = [{"label": "Gout", "role": "differential"}, KNEE, {"label": "Fracture", "certainty": "ruled_out"}]
    value = row("diagnosis", opinion(diagnoses=several), opinion()).values["1"]
    assert value == "Osteoarthritis of the right knee (M17.11); Gout (differential); ruled out: Fracture"


def test_recommendations_stand_by_rank_with_what_cannot_be_undone():
    ranked = [{**SURGERY, "rank": 2, "detail": "total", "reversible": "no"}, {"rank": 1, "name": "Physical therapy"}]
    value = row("recommendation", opinion(recommendations=ranked), opinion()).values["1"]
    assert value == "Physical therapy; Knee replacement (surgery): total, cannot be undone"


def test_the_draft_of_the_intake_agrees_with_the_same_treatment_said_more_fully():
    draft = reading(
        draft_from_intake({"provider": "B", "recommendation": "Knee replacement", "diagnosis": {"icd10cm": "M17.11"}})
    )
    second = opinion(recommendations=[SURGERY])
    assert row("recommendation", draft, second).relation is Relation.SAME
    assert row("diagnosis", draft, second).relation is Relation.SAME
    assert row("intent", draft, second).relation is Relation.ONLY_2


def test_a_detail_only_one_gives_differs():
    detailed = opinion(recommendations=[{**SURGERY, "detail": "partial"}])
    assert row("recommendation", opinion(recommendations=[SURGERY]), detailed).relation is Relation.DIFFERS


@pytest.mark.parametrize(
    ("field", "said", "value"),
    [
        ("certainty", {"diagnoses": [{**KNEE, "certainty": "ruled_out"}]}, "ruled out"),
        ("stage", {"diagnoses": [{**KNEE, "stage": {"system": "AJCC 8", "value": "IIB"}}]}, "IIB, by AJCC 8"),
        ("grade", {"diagnoses": [{**KNEE, "grade": "3"}]}, "3"),
        ("biomarkers", {"diagnoses": [{**KNEE, "biomarkers": [{"name": "ER", "value": "+"}]}]}, "ER: +"),
        ("reasoning", {"diagnoses": [{**KNEE, "reasoning": "Bone on bone."}]}, "Bone on bone."),
        ("intent", {"recommendations": [SURGERY]}, "symptom relief"),
        ("timing", {"recommendations": [SURGERY]}, "within a month"),
        ("alternatives", {"alternatives": [{"name": "Injection"}]}, "Injection"),
        ("advised_against", {"against": ["Arthroscopy"]}, "Arthroscopy"),
        (
            "benefits",
            {"expected_outcomes": [{"outcome": "less pain", "estimate": "80 in 100"}]},
            "less pain, 80 in 100",
        ),
        ("risks", {"risks": [{"what": "infection", "likelihood": "1 in 100"}]}, "infection, 1 in 100"),
        ("trials", {"trials": [{"id": "NCT01234567"}]}, "NCT01234567"),
        ("further_tests", {"further_tests": [{"name": "MRI"}]}, "MRI"),
        ("follow_up", {"follow_up": "In six weeks"}, "In six weeks"),
        ("uncertainty", {"uncertainty": "Cause unclear", "questions_unanswered": ["Why?"]}, "Cause unclear; Why?"),
    ],
)
def test_each_field_is_read_from_its_place(field, said, value):
    found = row(field, opinion(**said), opinion())
    assert found.values == {"1": value, "2": "not_stated"}
    assert found.relation is Relation.ONLY_1


def test_the_order_of_an_unranked_list_does_not_matter():
    a, b = ({"name": "Injection"}, {"name": "Brace"})
    assert row("alternatives", opinion(alternatives=[a, b]), opinion(alternatives=[b, a])).relation is Relation.SAME


def test_a_row_points_to_the_place_it_was_read_from():
    source = {"document": "018f5b2e-7c1a-7000-8000-000000000001", "page": 2, "quote": "bone on bone"}
    found = row("reasoning", opinion(diagnoses=[{**KNEE, "reasoning": "Worn", "source": source}]), opinion())
    assert found.sources == {"1": source}


def test_silence_on_side_effects_daily_life_cost_and_follow_up_is_asked_back():
    told = {"side_effects": "x", "daily_life": "x", "cost": "x", "follow_up": "x"}
    asked = silent(rows({1: opinion(**told), 2: opinion(**{**told, "cost": "not_stated"})}))
    assert asked == [("cost", 2)]
    assert len(silent(rows({1: opinion(), 2: opinion()}))) == 8


def test_silence_on_any_other_row_asks_nothing():
    told = {"side_effects": "x", "daily_life": "x", "cost": "x", "follow_up": "x"}
    assert silent(rows({1: opinion(**told), 2: opinion(**told)})) == []
