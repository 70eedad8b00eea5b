"""The shortlist: who is left out and why, what is known about the rest, in which order (domain.md §6 and §12)."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coordinator.domain.candidate import FACT_NAMES, Board, Candidate, CredentialCheck, Opening, Wish, distance_km
from coordinator.domain.matching import in_order, openness, ordered, restored, shortlist, shown, snapshot
from coordinator.domain.words import Specialty, VisitMode

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
VIDEO, IN_PERSON, REVIEW = VisitMode.VIDEO, VisitMode.IN_PERSON, VisitMode.RECORD_REVIEW


def opening(days: float, mode: VisitMode = VIDEO, id_: str = "slot") -> Opening:
    return Opening(id_, NOW + timedelta(days=days), mode, 45)


FITS = Candidate(
    id="p1",
    name="Dr. Hugo Brandt",
    organization_id="o1",
    organization="Bayview University Medical Center",
    practice_group="Bayview Joints",
    specialties=(Specialty.ORTHOPAEDICS,),
    conditions=("M17",),
    board=Board("certified", "board register", date(2026, 10, 1)),
    yearly_volume={"M17": 260},
    modes=(VIDEO, IN_PERSON),
    licensed_in=("CA", "OR"),
    languages=("en",),
    insurance=("Prairie Health Plan",),
    cost_minor=65000,
    multidisciplinary_review=True,
    accepts_second_opinions=True,
    slots=(opening(10),),
)
WISH = Wish(
    specialty=Specialty.ORTHOPAEDICS,
    icd_root="M17",
    first_opinion_provider="Dr. Owen Clarke",
    first_opinion_organization="Willamette Bone and Joint",
    patient_state="OR",
    language="en",
)


def filters(candidate: Candidate, wish: Wish = WISH) -> list[str]:
    [entry] = shortlist([candidate], wish, NOW)
    return [e.filter for e in entry.excluded]


def fact(candidate: Candidate, name: str, wish: Wish = WISH) -> str:
    [entry] = shortlist([candidate], wish, NOW)
    [value] = [f["value"] for f in entry.facts if f["name"] == name]
    return value


def test_a_provider_who_fits_is_left_in():
    assert filters(FITS) == []


@pytest.mark.parametrize(
    ("expected", "candidate", "wish"),
    [
        ("H1", replace(FITS, sanctioned=True), WISH),
        ("H2", replace(FITS, specialties=(Specialty.NEUROLOGY,)), WISH),
        ("H2", replace(FITS, age_groups=("adult",)), replace(WISH, age_group="child")),
        ("H3", replace(FITS, name="owen  CLARKE"), WISH),
        ("H3", FITS, replace(WISH, first_practice_group="bayview joints")),
        ("H4", replace(FITS, organization="Willamette Bone and Joint"), WISH),
        ("H5", replace(FITS, accepts_second_opinions=False), WISH),
        ("H5", FITS, replace(WISH, allowed_modes=frozenset({REVIEW}))),
        ("H6", replace(FITS, modes=(VIDEO,)), replace(WISH, patient_state="TX")),
        ("H7", FITS, replace(WISH, consult_by=date(2026, 11, 30))),
        ("H8", FITS, replace(WISH, self_pay_limit_minor=64999)),
        ("H9", FITS, replace(WISH, declined_ids=frozenset({"p1"}))),
        ("H9", FITS, replace(WISH, refused_ids=frozenset({"p1"}))),
        ("H9", FITS, replace(WISH, conflicted_ids=frozenset({"p1"}))),
    ],
)
def test_each_hard_filter_leaves_out_alone_and_gives_its_reason(expected, candidate, wish):
    [entry] = shortlist([candidate], wish, NOW)
    assert [e.filter for e in entry.excluded] == [expected]
    assert len(entry.excluded[0].reason) > 10


def test_every_failed_filter_is_told_not_only_the_first():
    assert filters(replace(FITS, sanctioned=True, accepts_second_opinions=False)) == ["H1", "H5"]


def test_the_practice_group_of_the_first_opinion_is_found_in_the_directory():
    first = replace(
        FITS, id="p0", name="Dr. Owen Clarke", organization="Willamette Bone and Joint", practice_group="WBJ"
    )
    colleague = replace(FITS, practice_group="WBJ")
    entries = {e.candidate_id: e for e in shortlist([first, colleague], WISH, NOW)}
    assert [e.filter for e in entries["p1"].excluded] == ["H3"]


def test_a_namesake_elsewhere_does_not_drag_the_practice_group_along():
    namesake = replace(FITS, id="p0", name="Dr. Owen Clarke", practice_group="Bayview Joints")
    entries = {e.candidate_id: e for e in shortlist([namesake, FITS], WISH, NOW)}
    assert entries["p1"].excluded == ()


def test_two_unknown_practice_groups_are_not_the_same_group():
    assert filters(replace(FITS, practice_group=None)) == []


def test_the_patient_may_allow_the_same_institution():
    candidate = replace(FITS, organization="Willamette Bone and Joint")
    assert filters(candidate, replace(WISH, same_institution_allowed=True)) == []


def test_without_a_licence_in_the_patients_state_only_video_goes_away():
    candidate = replace(FITS, slots=(opening(5, VIDEO, "v"), opening(9, IN_PERSON, "i")))
    [entry] = shortlist([candidate], replace(WISH, patient_state="TX"), NOW)
    assert entry.excluded == ()
    assert [slot.id for slot in entry.slots] == ["i"]


def test_a_video_opening_without_licence_does_not_meet_a_deadline():
    candidate = replace(FITS, slots=(opening(5, VIDEO), opening(30, IN_PERSON)))
    wish = replace(WISH, patient_state="TX", consult_by=date(2026, 12, 1))
    assert filters(candidate, wish) == ["H7"]


def test_the_last_day_of_a_deadline_is_the_patients_day():
    evening = datetime(2026, 12, 1, 2, tzinfo=UTC)  # still 30 November in Oregon
    candidate = replace(FITS, slots=(Opening("s", evening, VIDEO, 45),))
    wish = replace(WISH, consult_by=date(2026, 11, 30), time_zone=ZoneInfo("America/Los_Angeles"))
    assert filters(candidate, wish) == []


def test_a_deadline_that_is_not_fixed_leaves_nobody_out():
    assert filters(FITS, replace(WISH, consult_by=date(2026, 11, 30), deadline_fixed=False)) == []


def test_without_a_listed_opening_the_provider_stays_and_the_opening_is_unknown():
    candidate = replace(FITS, slots=())
    wish = replace(WISH, consult_by=date(2026, 11, 30))
    assert filters(candidate, wish) == []
    assert fact(candidate, "earliest_opening", wish) == "unknown"


def test_an_opening_that_has_passed_is_no_opening():
    [entry] = shortlist([replace(FITS, slots=(opening(-1),))], WISH, NOW)
    assert entry.slots == ()


@pytest.mark.parametrize(
    ("candidate", "wish"),
    [
        (FITS, replace(WISH, payer="Prairie Health Plan", self_pay_limit_minor=100)),
        (replace(FITS, insurance=()), replace(WISH, payer="Prairie Health Plan", self_pay_limit_minor=100)),
        (replace(FITS, cost_minor=None), replace(WISH, self_pay_limit_minor=100)),
        (replace(FITS, assistance="sliding scale"), replace(WISH, self_pay_limit_minor=100)),
        (FITS, replace(WISH, self_pay_limit_minor=65000)),
    ],
)
def test_a_price_excludes_only_when_surely_above_what_the_patient_can_pay(candidate, wish):
    assert filters(candidate, wish) == []


def test_out_of_network_and_above_the_limit_is_left_out():
    assert filters(FITS, replace(WISH, payer="Other Plan", self_pay_limit_minor=100)) == ["H8"]


def test_unknown_facts_say_unknown_and_never_no():
    bare = Candidate(id="p", name="N", organization_id="o", organization="Org", specialties=(Specialty.ORTHOPAEDICS,))
    [entry] = shortlist([bare], replace(WISH, payer="Plan"), NOW)
    assert entry.excluded == ()
    known = {f["name"] for f in entry.facts if f["value"] != "unknown"}
    assert known == {"independence"}


def test_the_board_certificate_carries_its_register_and_date():
    [entry] = shortlist([FITS], WISH, NOW)
    board = next(f for f in entry.facts if f["name"] == "board_certification")
    assert (board["value"], board["source"], board["as_of"]) == ("certified", "board register", "2026-10-01")


def test_nothing_on_the_shortlist_scores_or_says_best():
    entries = shortlist([FITS, replace(FITS, id="p2", sanctioned=True)], WISH, NOW)
    text = (str(snapshot(entries)) + openness(entries)).lower()
    assert "best" not in text
    assert "score" not in text
    assert "rank" not in text


def test_earliest_opening_comes_first_then_name_then_id_and_the_left_out_last():
    entries = [
        replace(FITS, id="d", name="A", sanctioned=True, slots=(opening(1),)),
        replace(FITS, id="c", name="A", slots=()),
        replace(FITS, id="b2", name="B"),
        replace(FITS, id="b1", name="B"),
        replace(FITS, id="a", name="Z", slots=(opening(3),)),
    ]
    expected = ["a", "b1", "b2", "c", "d"]
    assert [e.candidate_id for e in shortlist(entries, WISH, NOW)] == expected
    assert [e.candidate_id for e in shortlist(entries[::-1], WISH, NOW)] == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("earliest", ["far", "near", "blank"]),
        ("experience", ["near", "far", "blank"]),
        ("nearest", ["near", "far", "blank"]),
        ("cost", ["far", "near", "blank"]),
    ],
)
def test_the_patient_chooses_the_order_and_unknown_comes_last(by, expected):
    portland = replace(WISH, latitude=45.52, longitude=-122.68)
    candidates = [
        replace(FITS, id="blank", yearly_volume={"M17": None}, cost_minor=None, slots=()),
        replace(FITS, id="near", latitude=45.6, longitude=-122.6, cost_minor=70000, slots=(opening(9),)),
        replace(
            FITS,
            id="far",
            latitude=37.77,
            longitude=-122.42,
            yearly_volume={"M17": 0},
            cost_minor=0,
            slots=(opening(2),),
        ),
    ]
    assert [e.candidate_id for e in ordered(shortlist(candidates, portland, NOW), by=by)] == expected


def test_distance_is_in_kilometres():
    candidate = replace(FITS, latitude=37.7749, longitude=-122.4194)
    distance = distance_km(candidate, replace(WISH, latitude=45.5152, longitude=-122.6784))
    assert distance == pytest.approx(860, abs=5)


def test_at_most_five_are_shown_and_nobody_left_out_is():
    crowd = [replace(FITS, id=f"p{n}", name=f"N{n}") for n in range(7)]
    crowd[0] = replace(crowd[0], sanctioned=True)
    assert [e.candidate_id for e in shown(shortlist(crowd, WISH, NOW))] == ["p1", "p2", "p3", "p4", "p5"]


@pytest.mark.parametrize(("count", "said"), [(0, False), (1, True), (2, True), (3, False)])
def test_one_or_two_are_said_openly_to_be_all_we_know_of(count, said):
    entries = shortlist([replace(FITS, id=f"p{n}") for n in range(count)], WISH, NOW)
    assert ("all we know of" in openness(entries)) is said


def test_the_snapshot_has_the_keys_of_the_interface():
    [kept] = snapshot(shortlist([replace(FITS, sanctioned=True)], WISH, NOW))
    assert {"provider", "name", "excluded", "facts", "slots"} <= kept.keys()
    assert kept["excluded"][0].keys() == {"filter", "reason"}
    assert kept["facts"][0].keys() == {"name", "value", "source", "as_of"}
    assert {"id", "starts_at", "mode"} <= kept["slots"][0].keys()


def test_a_kept_snapshot_can_be_put_in_another_order():
    made = shortlist([FITS, replace(FITS, id="p2", cost_minor=100), replace(FITS, id="p3", sanctioned=True)], WISH, NOW)
    kept = json.loads(json.dumps(snapshot(made)))
    assert restored(kept) == made
    assert [e.candidate_id for e in ordered(restored(kept), by="cost")] == ["p2", "p1", "p3"]


def test_every_list_tells_the_same_facts_in_the_same_order():
    checks = tuple(CredentialCheck("p1", board, "active", "register", date(2026, 11, 2)) for board in ("one", "two"))
    [bare] = shortlist([replace(FITS, board=None, modes=(), conditions=())], replace(WISH, language=None), NOW)
    [told] = shortlist([FITS], replace(WISH, recommended={"p1": ("friend",)}, credentials=checks), NOW)
    assert [f["name"] for f in bare.facts] == list(FACT_NAMES)
    assert [f["name"] for f in told.facts] == [*FACT_NAMES, "credential_check"]


def test_a_list_made_for_another_case_leaves_a_kept_list_as_it_was():
    kept = snapshot(shortlist([FITS], WISH, NOW))
    before = deepcopy(kept)
    checked = CredentialCheck("p1", "board", "active", "register", date(2026, 11, 2))
    other = replace(
        WISH, icd_root="G40", payer="Other Plan", patient_state="TX", recommended={"p1": ("friend",)},
        credentials=(checked,),
    )  # fmt: skip
    shortlist([FITS], other, NOW)
    in_order(kept, "lowest_cost")
    assert kept == before
    assert snapshot(shortlist([FITS], WISH, NOW)) == before
