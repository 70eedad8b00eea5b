"""Opinions on file, the side by side, and the decision."""

from __future__ import annotations

import pytest
from builders import OPINION, World, draft

from coordinator.domain.words import ComparisonStatus, Disclosure, OpinionStatus, ReferralStatus, WorkItemKind

REVIEWER = {"staff": "rev@clinic.example", "roles": ("clinical_reviewer",)}
SAME = {"diagnosis": "confirmed", "treatment": "same"}
RECOLLECTION = {**OPINION, "basis_mode": "recollection"}


def test_an_opinion_needs_its_visit(world: World) -> None:
    assert world.refused("opinion_filed", file=OPINION).code == "appointment.not_yet"
    assert world.record("opinion_filed", file={**OPINION, "ordinal": 1}).recorded


def test_a_third_opinion_has_to_be_wanted_and_needs_its_own_visit(world: World) -> None:
    world.compared()
    assert world.refused("opinion_filed", file={**OPINION, "ordinal": 3}).code == "opinion.third_not_wanted"

    world.record("third_opinion_wanted")

    assert world.refused("opinion_filed", file={**OPINION, "ordinal": 3}).code == "appointment.not_yet"
    assert {r.status for r in world.case.referrals} == {ReferralStatus.LAPSED}


def test_everything_wrong_with_an_opinion_is_told_at_once(world: World) -> None:
    world.attended()

    refusal = world.refused("opinion_filed", file={**OPINION, "basis_mode": "dream", "mood": "good"})

    assert refusal.code == "opinion.invalid"
    assert len(refusal.reasons) == 2


def test_filing_replaces_the_draft_and_says_who_filed_it(world: World) -> None:
    world.compared()

    world.record("opinion_filed", staff="lee@clinic.example", file={**OPINION, "ordinal": 1})

    first = world.case.opinion(1)
    assert first is not None
    assert (first.id, first.status, first.filed_by) == ("op-1", OpinionStatus.FILED, "lee@clinic.example")


def test_other_content_withdraws_a_verification_at_once(world: World) -> None:
    world.shared()

    world.record("opinion_filed", file={**OPINION, "cost": "2,000 dollars"})

    assert draft(world) is ComparisonStatus.DRAFT
    assert world.refused("comparison_opened").code == "comparison.not_verified"


def test_a_recollection_stands_in_for_a_report_until_one_comes(world: World) -> None:
    world.attended()
    assert world.refused("no_written_opinion", file=OPINION).code == "opinion.not_a_recollection"

    world.record("no_written_opinion", file=RECOLLECTION)
    assert world.case.recollection_filed
    assert world.events()[-2:] == ["no_written_opinion", "opinion_filed"]

    world.record("opinion_filed", file=OPINION)
    assert not world.case.recollection_filed


def test_without_a_comparison_there_is_nothing_to_do_with_it(world: World) -> None:
    for name, values in (
        ("agreement_classified", {**REVIEWER, **SAME}),
        ("comparison_verified", {}),
        ("comparison_shared", {}),
        ("comparison_opened", {}),
        ("clarification_offered", {}),
        ("clarification_answered", {"to": "1", "text": "x"}),
        ("third_opinion_wanted", {}),
        ("decision_recorded", {"text": "x"}),
        ("decision_declined", {}),
    ):
        assert world.refused(name, **values).code == "comparison.not_made"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("staff", "roles"),
    [("nav@clinic.example", ("navigator",)), ("operator", ("clinical_reviewer", "admin"))],
)
def test_only_a_clinical_reviewer_classifies(world: World, staff: str, roles: tuple[str, ...]) -> None:
    world.compared()

    assert world.refused("agreement_classified", staff=staff, roles=roles, **SAME).code == "role.missing"


def test_a_difference_needs_a_cause_and_agreement_none(world: World) -> None:
    world.compared()
    world.asked(WorkItemKind.CLASSIFY_AGREEMENT, "cmp-1")

    refusal = world.refused("agreement_classified", **REVIEWER, diagnosis="refined", treatment="same")
    assert (refusal.code, refusal.field) == ("key.missing", "cause")
    world.record("agreement_classified", **REVIEWER, **SAME)

    assert world.case.comparisons[0].classified_by == "rev@clinic.example"
    assert world.open_kinds() == []


@pytest.mark.parametrize("staff", ["nav@clinic.example", "loader@clinic.example", "operator"])
def test_who_filed_an_opinion_does_not_verify_and_neither_does_the_operator(world: World, staff: str) -> None:
    world.compared()

    assert world.refused("comparison_verified", staff=staff).code == "comparison.same_person"


def test_a_second_person_verifies_and_then_it_may_be_shared_and_opened(world: World) -> None:
    world.compared()
    world.asked(WorkItemKind.VERIFY_COMPARISON, "cmp-1")
    assert world.refused("comparison_shared").code == "comparison.not_verified"
    assert world.refused("comparison_opened").code == "comparison.not_verified"

    world.record("comparison_verified", staff="lee@clinic.example")
    assert world.open_kinds() == []
    assert world.refused("comparison_opened").code == "comparison.not_shared"
    world.record("comparison_shared")
    world.record("comparison_opened", how="letter")

    assert draft(world) is ComparisonStatus.OPENED
    assert world.case.comparisons[0].opened_how == "letter"


def test_an_offer_to_ask_back_ends_the_questions_to_those_named(world: World) -> None:
    world.compared()
    world.asked(WorkItemKind.ASK_BACK, "1", "cost")
    world.asked(WorkItemKind.ASK_BACK, "2", "cost")

    world.record("clarification_offered", to="2")
    assert [w.about for w in world.case.work_items if w.open] == ["1"]

    world.record("clarification_offered")
    assert world.open_kinds() == []


def test_an_answer_is_a_file_or_words(world: World) -> None:
    world.compared()

    assert world.refused("clarification_answered", to="2").code == "key.wrong"
    assert world.refused("clarification_answered", to="1", file=OPINION).field == "file"
    world.record("clarification_answered", to="2", file={**OPINION, "cost": "2,000 dollars"})

    assert world.events()[-2:] == ["clarification_answered", "opinion_filed"]
    assert not world.record("clarification_answered", to="2", file={**OPINION, "cost": "2,000 dollars"}).recorded


def test_a_patient_may_decide_again(world: World) -> None:
    world.compared()
    world.record("decision_recorded", text="surgery")

    assert world.record("decision_recorded", text="waiting").recorded
    assert world.record("decision_declined").recorded
    assert world.case.decision == "declined"


def test_what_was_unsealed_is_not_sealed_again(world: World) -> None:
    world.case.disclosure = Disclosure.SEALED

    world.record("opinion_unsealed")

    assert world.case.disclosure is Disclosure.FULL
