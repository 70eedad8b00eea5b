"""What holds of every pair of opinions, whatever they say (domain.md §8.2, §8.3)."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from coordinator.domain.agreement import needs_reviewer, propose_diagnosis, propose_treatment
from coordinator.domain.comparison_rows import rows
from coordinator.domain.opinion_content import Reading, reading
from coordinator.domain.opinion_file import CERTAINTIES, MODALITIES, URGENCIES, parse_opinion
from coordinator.domain.words import DiagnosisAgreement as Dx
from coordinator.domain.words import TreatmentAgreement as Tx

MALIGNANT, IN_SITU, BENIGN, UNCERTAIN = (
    ("C50.912", "C7A.8"),
    ("D05.12", "D09.9"),
    ("D10.0", "D36.9"),
    ("D37.01", "D48.9"),
)
NEOPLASMS = (MALIGNANT, IN_SITU, BENIGN, UNCERTAIN)
OTHER = ("M17.11", "M17.12", "M17", "G35", "D50.9", "D80.0")
CODES = (*(code for kind in NEOPLASMS for code in kind), *OTHER)


def opinion(**head: Any) -> Reading:
    document = {"ordinal": 2, "author": {"name": "A"}, "basis_mode": "exam", "diagnoses": [{"role": "primary", **head}]}
    return reading(parse_opinion(document, icd_exists=lambda _: True).content)


def advice(**told: Any) -> Reading:
    document = {
        "ordinal": 2,
        "author": {"name": "A"},
        "basis_mode": "exam",
        "recommendations": [{"modality": "surgery", "intent": "cure", "name": "x", "urgency": "month", **told}],
    }
    return reading(parse_opinion(document, icd_exists=lambda _: True).content)


HEADS = [opinion(icd10cm=one, certainty=how) for one, how in product(CODES, ("not_stated", *CERTAINTIES))]
PAIRS = list(product(HEADS, repeat=2))
ADVICE = [advice(modality=m, urgency=u) for m, u in product(MODALITIES[::3], URGENCIES)]


def code(one: Reading) -> str:
    return str(one.diagnoses[0]["icd10cm"])


def test_it_does_not_matter_which_opinion_came_first() -> None:
    assert all(propose_diagnosis(a, b) is propose_diagnosis(b, a) for a, b in PAIRS)
    assert all(propose_treatment(a, b) is propose_treatment(b, a) for a, b in product(ADVICE, repeat=2))


def test_two_codes_that_differ_are_never_called_confirmed_and_always_wait_for_a_reviewer() -> None:
    apart = [(a, b) for a, b in PAIRS if code(a) != code(b)]

    assert apart
    assert not any(propose_diagnosis(a, b) is Dx.CONFIRMED for a, b in apart)
    assert all(needs_reviewer(a, b) for a, b in apart)


def test_another_category_is_changed_unless_nobody_takes_a_stand() -> None:
    for a, b in PAIRS:
        if code(a)[:3] != code(b)[:3]:
            assert propose_diagnosis(a, b) in (Dx.CHANGED, Dx.UNDETERMINED)


@pytest.mark.parametrize(("one", "other"), [(a, b) for a, b in product(NEOPLASMS, repeat=2) if a != b])
def test_another_kind_of_growth_is_always_changed(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    for a, b, x, y in product(one, other, CERTAINTIES, CERTAINTIES):
        assert propose_diagnosis(opinion(icd10cm=a, certainty=x), opinion(icd10cm=b, certainty=y)) is Dx.CHANGED


def test_two_who_are_both_unsure_leave_it_open() -> None:
    for a, b in product(OTHER, repeat=2):
        pair = (opinion(icd10cm=a, certainty="possible"), opinion(icd10cm=b, certainty="possible"))
        assert propose_diagnosis(*pair) is Dx.UNDETERMINED


def test_what_differs_in_kind_or_by_two_tiers_of_time_is_never_the_same() -> None:
    for a, b in product(ADVICE, repeat=2):
        one, other = a.recommendations[0], b.recommendations[0]
        tiers = abs(URGENCIES.index(one["urgency"]) - URGENCIES.index(other["urgency"]))
        if one["modality"] != other["modality"] or tiers >= 2:
            assert propose_treatment(a, b) is Tx.MAJOR_CHANGE
        elif tiers == 1:
            assert propose_treatment(a, b) is Tx.MINOR_CHANGE


def test_an_opinion_beside_itself_differs_nowhere() -> None:
    for one in [*(a for a, _ in PAIRS[:50]), *ADVICE[:20]]:
        assert {row.relation.value for row in rows({1: one, 2: one})} <= {"same", "both_silent"}
