"""How two opinions relate, as proposals for staff (domain.md §8.2 to §8.5)."""

from __future__ import annotations

from typing import Any

import pytest

from coordinator.domain import agreement
from coordinator.domain.agreement import needs_reviewer, prompts, propose_cause, propose_diagnosis, propose_treatment
from coordinator.domain.opinion_content import Reading, reading
from coordinator.domain.opinion_file import draft_from_intake, parse_opinion
from coordinator.domain.words import DiagnosisAgreement as Dx
from coordinator.domain.words import DifferenceCause, TreatmentAgreement
from coordinator.domain.words import TreatmentAgreement as Tx


def opinion(
    diagnoses: list[dict[str, Any]] | None = None, recommendations: list[dict[str, Any]] | None = None, **more: Any
) -> Reading:
    document = {
        "ordinal": 2,
        "author": {"name": "A"},
        "basis_mode": "exam",
        "diagnoses": [{"icd10cm": "M17.11"}] if diagnoses is None else diagnoses,
        "recommendations": [SURGERY] if recommendations is None else recommendations,
        **more,
    }
    return reading(parse_opinion(document, icd_exists=lambda _: True).content)


SURGERY = {
    "modality": "surgery",
    "intent": "cure",
    "name": "Knee replacement",
    "detail": "total",
    "urgency": "quarter",
    "reversible": "no",
}
TEST_FIRST = {"rank": 1, "modality": "further_testing", "name": "MRI"}


def dx(a: list[dict[str, Any]], b: list[dict[str, Any]]) -> Dx | None:
    return propose_diagnosis(opinion(a), opinion(b))


def tx(a: dict[str, Any], b: dict[str, Any]) -> TreatmentAgreement | None:
    return propose_treatment(opinion(recommendations=[a]), opinion(recommendations=[b]))


@pytest.mark.parametrize(
    ("expected", "a", "b"),
    [
        (Dx.CONFIRMED, {"icd10cm": "M17.11"}, {"icd10cm": "m1711"}),
        (
            Dx.CONFIRMED,
            {"icd10cm": "M17.11", "label": "arthrosis, right"},
            {"icd10cm": "M17.11", "laterality": "right"},
        ),
        (Dx.REFINED, {"icd10cm": "M17.11"}, {"icd10cm": "M17.12"}),
        (Dx.REFINED, {"icd10cm": "M17.9"}, {"icd10cm": "M17.9", "laterality": "left"}),
        (Dx.REFINED, {"icd10cm": "C50.912", "grade": "2"}, {"icd10cm": "C50.912", "grade": "3"}),
        (Dx.REFINED, {"icd10cm": "C50.912"}, {"icd10cm": "C50.912", "stage": {"value": "IIB"}}),
        (Dx.REFINED, {"icd10cm": "C50.912"}, {"icd10cm": "C50.912", "biomarkers": [{"name": "ER", "value": "+"}]}),
        (Dx.CHANGED, {"icd10cm": "G35"}, {"icd10cm": "G36.0"}),
        (Dx.CHANGED, {"icd10cm": "G35"}, {"icd10cm": "G35", "certainty": "ruled_out"}),
        (Dx.CONFIRMED, {"icd10cm": "G35", "certainty": "ruled_out"}, {"icd10cm": "G35", "certainty": "ruled_out"}),
        (Dx.UNDETERMINED, {"icd10cm": "G35", "certainty": "possible"}, {"icd10cm": "G36", "certainty": "possible"}),
        (None, {"label": "Osteoarthritis"}, {"icd10cm": "M17.11"}),
    ],
)
def test_two_leading_diagnoses_relate_as_the_table_says(expected, a, b):
    assert dx([a], [b]) is expected
    assert dx([b], [a]) is expected


@pytest.mark.parametrize(("a", "b"), [("C50.9", "D05.1"), ("C50.9", "D24.1"), ("D05.1", "D24.1"), ("D24.1", "D48.6")])
@pytest.mark.parametrize("certainty", ["confirmed", "possible"])
def test_a_change_of_tumor_class_is_always_changed(a, b, certainty):
    one, other = {"icd10cm": a, "certainty": certainty}, {"icd10cm": b, "certainty": certainty}
    assert dx([one], [other]) is Dx.CHANGED
    assert propose_diagnosis(opinion([one], basis_mode="recollection"), opinion([other])) is Dx.CHANGED


def test_what_one_opinion_holds_and_the_other_rules_out_is_changed():
    holds = [{"icd10cm": "M17.11", "role": "primary"}]
    rules_out = [{"icd10cm": "M17.9", "role": "primary"}, {"icd10cm": "M17.11", "certainty": "ruled_out"}]
    assert dx(holds, rules_out) is Dx.CHANGED
    assert dx(rules_out, holds) is Dx.CHANGED


def test_from_a_differential_to_one_of_its_members_is_refined():
    open_question = [{"icd10cm": "G35", "role": "differential"}, {"icd10cm": "G36.0", "role": "differential"}]
    assert dx(open_question, [{"icd10cm": "G36.0", "role": "primary"}]) is Dx.REFINED
    assert dx(open_question, [{"icd10cm": "G37.9", "role": "primary"}]) is None


def test_a_differential_over_two_tumor_classes_is_left_to_a_person():
    open_question = [{"icd10cm": "C50.9", "role": "differential"}, {"icd10cm": "D24.1", "role": "differential"}]
    assert dx(open_question, [{"icd10cm": "D24.1", "role": "primary"}]) is None


def test_without_a_diagnosis_or_from_memory_alone_it_is_undetermined():
    assert dx([], [{"icd10cm": "G35"}]) is Dx.UNDETERMINED
    remembered = opinion([{"icd10cm": "G35"}], basis_mode="recollection")
    assert propose_diagnosis(opinion([{"icd10cm": "G35"}]), remembered) is Dx.UNDETERMINED


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        (Tx.SAME, {}),
        (Tx.SAME, {"name": "KNEE  replacement."}),
        (Tx.MINOR_CHANGE, {"name": "Knee resurfacing"}),
        (Tx.MINOR_CHANGE, {"detail": "partial"}),
        (Tx.MINOR_CHANGE, {"urgency": "month"}),
        (Tx.MAJOR_CHANGE, {"urgency": "week"}),
        (Tx.MAJOR_CHANGE, {"intent": "symptom_relief"}),
        (Tx.MAJOR_CHANGE, {"modality": "rehabilitation"}),
        (Tx.MAJOR_CHANGE, {"modality": "watchful_waiting", "intent": "observe"}),
        (Tx.MAJOR_CHANGE, {"reversible": "yes"}),
        (None, {"modality": "not_stated"}),
        (None, {"intent": "not_stated"}),
        (None, {"detail": "not_stated"}),
        (Tx.SAME, {"urgency": "not_stated"}),
    ],
)
def test_two_recommendations_relate_as_the_table_says(expected, change):
    assert tx(SURGERY, {**SURGERY, **change}) is expected
    assert tx({**SURGERY, **change}, SURGERY) is expected


def test_another_test_first_is_a_minor_change():
    tested = opinion(recommendations=[TEST_FIRST, {**SURGERY, "rank": 2}])
    assert propose_treatment(opinion(), tested) is Tx.MINOR_CHANGE


def test_the_order_is_that_of_the_ranks_not_of_the_file():
    shuffled = opinion(recommendations=[{**SURGERY, "rank": 2}, TEST_FIRST])
    ranked = opinion(recommendations=[TEST_FIRST, {**SURGERY, "rank": 2}])
    assert propose_treatment(shuffled, ranked) is Tx.SAME


def test_an_irreversible_step_added_is_a_major_change():
    drug = {"rank": 1, "modality": "systemic_therapy", "intent": "cure", "name": "Drug"}
    assert (
        propose_treatment(opinion(recommendations=[drug]), opinion(recommendations=[drug, {**SURGERY, "rank": 2}]))
        is Tx.MAJOR_CHANGE
    )


@pytest.mark.parametrize("warning", ["Knee replacement", "replacement", "surgery"])
def test_advising_against_what_the_other_recommends_is_a_major_change(warning):
    assert propose_treatment(opinion(), opinion(against=[{"name": warning}])) is Tx.MAJOR_CHANGE


def test_advising_against_something_nobody_recommends_changes_nothing():
    assert propose_treatment(opinion(), opinion(against=[{"name": "Arthroscopy"}])) is Tx.SAME


def test_without_a_recommendation_on_one_side_nothing_is_comparable():
    assert propose_treatment(opinion(), opinion(recommendations=[])) is Tx.NOT_COMPARABLE


def test_only_the_same_code_and_the_same_treatment_need_no_reviewer():
    assert not needs_reviewer(opinion(), opinion())
    assert needs_reviewer(opinion(), opinion([{"icd10cm": "M17.12"}]))
    assert needs_reviewer(opinion(), opinion(recommendations=[{**SURGERY, "detail": "partial"}]))
    assert needs_reviewer(opinion([{"label": "Arthrosis"}]), opinion([{"label": "Arthrosis"}]))
    assert needs_reviewer(opinion(), opinion([{"icd10cm": "M17.11", "certainty": "ruled_out"}]))


def test_the_draft_from_the_intake_always_needs_a_reviewer():
    draft = reading(
        draft_from_intake({"provider": "B", "diagnosis": {"icd10cm": "M17.11"}, "recommendation": "Knee replacement"})
    )
    assert propose_treatment(draft, opinion()) is None
    assert needs_reviewer(draft, opinion())


OTHER = [{"icd10cm": "M17.12"}]
ID_A, ID_B = "018f5b2e-7c1a-7000-8000-00000000000a", "018f5b2e-7c1a-7000-8000-00000000000b"
MATERIALS = {ID_A: "IMG_DICOM", ID_B: "IMG_DICOM"}


@pytest.mark.parametrize(
    ("seen_a", "seen_b", "cause"),
    [
        (["IMG_DICOM"], ["IMG_DICOM", "PATH_SLIDES"], DifferenceCause.DIFFERENT_INFORMATION),
        (["IMG_DICOM"], ["IMG_DICOM"], None),
        (["IMG_DICOM"], [ID_A], None),
        ([ID_A], [ID_B], DifferenceCause.DIFFERENT_INFORMATION),
        ([], ["IMG_DICOM"], None),
    ],
)
def test_different_material_suggests_different_information(seen_a, seen_b, cause):
    a, b = opinion(materials_seen=seen_a), opinion(OTHER, materials_seen=seen_b)
    assert propose_cause(a, b, MATERIALS) is cause


def test_two_opinions_that_agree_have_no_cause_of_difference():
    assert propose_cause(opinion(materials_seen=["ECG"]), opinion(materials_seen=["ECHO"]), {}) is None


def test_each_side_is_told_what_it_did_not_see():
    a, b = opinion(materials_seen=["ECG", "ECHO"]), opinion(materials_seen=["ECG", "CATH"])
    assert agreement.unseen(a, b, {}) == ({"CATH"}, {"ECHO"})


@pytest.mark.parametrize(
    ("expected", "diagnosis", "treatment", "cause"),
    [
        (["same_on_main_points"], Dx.CONFIRMED, Tx.SAME, None),
        (["clarify_either"], Dx.REFINED, Tx.SAME, None),
        (["clarify_either"], Dx.CONFIRMED, Tx.MINOR_CHANGE, None),
        (
            ["offer_missing_items", "clarify_both", "offer_provider_call", "third_opinion_information"],
            Dx.CHANGED,
            Tx.SAME,
            DifferenceCause.DIFFERENT_INFORMATION,
        ),
        (["offer_expert_reread", "clarify_either"], Dx.REFINED, None, DifferenceCause.DIFFERENT_READING),
        (["clarify_both", "offer_provider_call", "third_opinion_information"], Dx.REFINED, Tx.MAJOR_CHANGE, None),
        ([], None, None, None),
    ],
)
def test_the_prompts_follow_from_the_classes_and_the_cause(expected, diagnosis, treatment, cause):
    assert prompts(diagnosis, treatment, cause) == expected


def test_a_changed_diagnosis_with_an_irreversible_step_puts_the_third_opinion_first():
    told = prompts(Dx.CHANGED, Tx.MAJOR_CHANGE, None, irreversible=True)
    assert "third_opinion_prominent" in told
    assert "third_opinion_information" not in told


def test_after_a_third_opinion_nothing_more_is_pursued():
    assert prompts(Dx.CHANGED, Tx.MAJOR_CHANGE, None, irreversible=True, third_opinion=True) == ["three_columns"]


def test_a_deadline_before_a_third_opinion_is_said():
    assert "ask_about_safe_waiting" in prompts(Dx.CHANGED, None, None, third_too_late=True)


def test_two_open_diagnoses_suggest_asking_about_a_board():
    possible = [{"icd10cm": "G35", "certainty": "possible"}]
    assert agreement.both_uncertain(opinion(possible), opinion(possible))
    assert prompts(Dx.UNDETERMINED, None, None, uncertain=True) == ["ask_about_board"]
