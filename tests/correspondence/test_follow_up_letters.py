"""Reminders, notices and letters to providers: only what is missing, only what is proved, only what the law says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from letter_text import VARIANT, letter, text_of

from coordinator.correspondence.letters import render_letter
from coordinator.domain.errors import Refused
from coordinator.domain.words import LegalBasis


@pytest.mark.parametrize(
    "variant", ["l02-reminder-1", "l03-reminder-2", "l04-pre-deadline", "l05-overdue", "l06-partial-receipt"]
)
def test_a_follow_up_lists_only_what_is_missing(variant):
    text = letter(variant)

    for label in ("Laboratory results", "Medication list", "Imaging study, all series"):
        assert label in text
    missing = text.split("Still missing")[1]
    assert "Consultation notes" not in missing


def test_the_first_reminder_says_nothing_of_the_law():
    assert "164.5" not in letter("l02-reminder-1")


def test_the_second_reminder_shows_the_proof_of_receipt():
    assert "Proof of receipt. Your office received our request on November 24, 2026: fax confirmed" in letter(
        "l03-reminder-2"
    )


def test_the_second_reminder_claims_no_receipt_that_is_not_proved():
    name, values = VARIANT["l03-reminder-2"]

    text = text_of(render_letter(name, replace(values, received_on=None, receipt="")))

    assert "no sign yet that our request of November 23, 2026 reached you" in text


def test_the_notice_before_the_deadline_names_the_day_and_the_three_ways():
    text = letter("l04-pre-deadline")

    assert "Attention: Director of Records and Privacy Officer" in text
    assert "An answer is due by December 24, 2026" in text
    for way in ("the records listed below", "written notice", "written denial"):
        assert way in text


def test_the_overdue_letter_asks_within_5_business_days_and_is_neutral_about_complaints():
    text = letter("l05-overdue")

    assert "within 5 business days, by January 5, 2027" in text
    assert "a patient may complain" in text


def test_a_copy_is_asked_to_be_passed_on_and_never_claimed_to_be_sent():
    assert "Copy for the supervisor of your desk: please pass it on." in letter("l03-reminder-2")
    assert "Copy for your privacy officer: please pass it on." in letter("l04-pre-deadline")


@pytest.mark.parametrize("name", ["l04-pre-deadline", "l05-overdue"])
@pytest.mark.parametrize("basis", [LegalBasis.AUTHORIZATION, LegalBasis.TREATMENT])
@pytest.mark.rule("3.1-own-letter")
def test_the_letters_about_the_deadline_are_refused_where_no_deadline_applies(name, basis):
    with pytest.raises(Refused, match=r"letter\.no_legal_deadline"):
        render_letter(name, replace(VARIANT[name][1], basis=basis))


def test_thanks_come_before_what_is_missing():
    text = letter("l06-partial-receipt")

    assert text.index("Thank you for what you sent") < text.index("Consultation notes") < text.index("Still missing")


def test_the_packet_holds_question_index_and_both_dates():
    text = letter("l12-referral-packet")

    for wanted in (
        "or can surgery come first?",
        "MR of the left breast",
        "December 8, 2026",
        "January 11, 2027",
        "turmeric",
    ):
        assert wanted in text


def test_a_sealed_packet_with_the_first_recommendation_is_refused():
    name, values = VARIANT["l12-referral-packet"]
    assert values.packet is not None

    for leak in ({"first_recommendation": "x"}, {"first_clinician": "y"}):
        with pytest.raises(Refused, match=r"packet\.sealed"):
            render_letter(name, replace(values, packet=replace(values.packet, **leak)))


def test_an_open_packet_tells_the_first_recommendation():
    name, values = VARIANT["l12-referral-packet"]
    assert values.packet is not None
    packet = replace(
        values.packet, sealed=False, first_recommendation="Medicine first", first_clinician="Dr. Ellen Marsh"
    )

    text = text_of(render_letter(name, replace(values, packet=packet)))

    assert "Medicine first (Dr. Ellen Marsh)" in text
