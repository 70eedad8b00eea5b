"""The packet for a second provider: open, it tells the first opinion; sealed, it holds no word of it."""

from __future__ import annotations

import pytest
from rendering_builders import INTAKES, NOW, case_of, pdf_text, rendered, route_for, to_provider

from coordinator.domain.document import Document
from coordinator.domain.words import Channel, Disclosure, ItemStatus


def packet(case):
    return pdf_text(rendered(case, to_provider("l12-referral-packet", case)).letter)


@pytest.mark.parametrize("number", INTAKES)
@pytest.mark.parametrize("disclosure", Disclosure)
def test_every_packet_asks_the_patients_question_and_shows_no_trace_of_a_template(number, disclosure):
    case = case_of(number)
    case.disclosure = disclosure

    text = packet(case)

    assert case.intake["question"]["text"] in text
    assert "by December 8, 2026 whether you accept" in text
    assert not [trace for trace in ("None", "{{", "{%", "Undefined") if trace in text]


@pytest.mark.parametrize("number", INTAKES)
def test_a_sealed_packet_holds_neither_the_first_clinician_nor_the_recommendation(number):
    case = case_of(number)
    case.disclosure = Disclosure.SEALED
    first = case.intake["first_opinion"]
    case.intake["question"]["text"] = f"Is it true what {first['provider']} says: {first['recommendation'].upper()}?"
    case.intake["worry"] = f"That {first['provider'].split()[-1]} is right"
    for item in case.items():
        item.status = ItemStatus.VERIFIED

    text = packet(case)

    assert first["provider"].split()[-1] not in text
    assert first["recommendation"].lower() not in text.lower()
    assert first["organization"] not in text
    assert "The patient asked for a view of your own" in text


def test_an_open_packet_names_the_first_opinion_and_its_author():
    text = packet(case_of(1))

    assert "First recommendation: Chemotherapy first, then surgery (Dr. Ellen Marsh, Lakeview General Hospital)" in text


def test_a_scheduled_treatment_is_never_withheld_and_a_sealed_packet_names_only_its_day():
    case = case_of(1)
    opened = packet(case)
    case.disclosure = Disclosure.SEALED
    sealed = packet(case)

    assert "treatment is scheduled for January 11, 2027 (chemotherapy)" in opened
    assert "treatment is scheduled for January 11, 2027" in sealed
    assert "(chemotherapy)" not in sealed


def test_the_packet_carries_worry_other_treatments_and_the_day_to_decide():
    text = packet(case_of(1))

    assert "What worries the patient most: Losing my job while I am treated" in text
    assert "Other treatments and supplements: turmeric capsules" in text
    assert "January 11, 2027, the day the patient must decide" in text


def test_verified_records_are_listed_and_missing_essential_ones_are_named():
    case = case_of(1)
    case.requests[0].items[0].status = ItemStatus.VERIFIED
    case.requests[0].items[2].status = ItemStatus.RECEIVED

    listed, missing = packet(case).split("Not obtained so far:")

    assert "Consultation notes, Lakeview General Hospital, June 1, 2026 to November 15, 2026" in listed
    assert "Laboratory results" not in listed
    assert "Laboratory results" in missing
    assert "Consultation notes" not in missing


def test_a_packet_sent_ahead_of_the_records_says_so():
    assert "none yet: the records are being collected" in packet(case_of(3))


def test_allergies_and_an_implant_are_told_whatever_is_sealed():
    case = case_of(2)
    case.answers["allergies"] = "penicillin"
    case.intake["history"]["implant"] = True

    assert "For safety: allergies: penicillin; an implant or device is in place" in packet(case)


def test_a_provider_without_a_fax_gets_the_packet_by_post():
    case = case_of(1)
    case.referrals[0].provider.office_fax = None
    effect = to_provider("l12-referral-packet", case)

    assert route_for(effect, case).channel is Channel.PRINT
    assert rendered(case, effect).address == ""


def test_a_long_index_has_pages_of_its_own_and_the_letter_stays_a_letter():
    case = case_of(1)
    item = case.requests[0].items[0]
    item.status = ItemStatus.VERIFIED
    case.documents = [_note(f"doc-{number:02}", item.id) for number in range(90)]

    text = packet(case)

    assert "90 documents, listed on the pages behind this letter." in text
    assert "90 Consultation notes, Lakeview General Hospital, June 1, 2026 to November 15, 2026, 3 pages" in text


def _note(name, item):
    return Document(
        name, "CONSULT_NOTE", name, NOW, "x", 1, "n", item_id=item, status="verified", format="pdf", page_count=3
    )
