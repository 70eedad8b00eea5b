"""The request: every field of ``domain.md`` §3.8 for its legal basis, and nothing that may not stand there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from letter_text import REQUESTS, VARIANT, letter, pages_of, text_of

from coordinator.correspondence.letter_values import LetterItem
from coordinator.correspondence.letters import render_letter
from coordinator.correspondence.sample_letters import NOTES
from coordinator.correspondence.samples import BRAND
from coordinator.domain.errors import Refused
from coordinator.domain.words import RecordType


@pytest.mark.parametrize("variant", REQUESTS)
def test_a_request_holds_every_field_that_an_office_needs(variant):
    _, values = VARIANT[variant]
    text = letter(variant)
    patient, request = values.patient, values.request
    assert request is not None

    wanted = [
        "November 24, 2026",
        patient.full_name,
        *patient.former_names,
        "April 17, 1968",
        patient.record_number,
        *patient.postal,
        patient.phone,
        request.requester[0],
        request.dates_of_service,
        *values.delivery,
        "cannot readily",
        "December 18, 2026, because of an upcoming appointment",
        "Specially protected records",
        "charge above $0.00",
        "send what is ready now and list what is still to come",
        "certify in writing that no record was found",
        BRAND.help_hours,
        "not ordinary e-mail",
        f"{request.signature.name}, signed on",
        request.signature.identity,
        "Letter L01, version 1",
        request.signature.proof,
        *request.attachments,
    ]
    for item in values.items:
        wanted += [item.dates, item.accession, item.body_part]
    assert [field for field in wanted if field not in text] == []


@pytest.mark.rule("3.1-own-letter")
def test_on_basis_a_the_letter_is_the_patients():
    pages = pages_of(render_letter(*VARIANT["l01-request a"]))

    assert pages[0].startswith("Maria Okafor 412 Birch Ave")
    assert "my health records" in pages[0]
    assert "under my right of access, 45 CFR 164.524" in pages[0]
    assert "within 30 days of receiving this request" in pages[0]
    assert "only the work of copying, supplies and postage" in " ".join(pages)
    assert "genetic tests: included (initials MO)" in " ".join(pages)


@pytest.mark.rule("3.1-own-letter")
def test_on_basis_b_the_patient_directs_where_the_copy_goes():
    text = letter("l01-request b")

    assert "164.524(c)(3)(ii)" in text
    assert "within 30 days of receiving this request" in text
    assert "secure inbox records@northfield.example" in text


@pytest.mark.parametrize("variant", ["l01-request c", "l01-request d"])
@pytest.mark.rule("3.1-own-letter")
def test_an_authorization_or_treatment_letter_never_quotes_the_30_day_rule(variant):
    text = letter(variant)

    assert "30 days" not in text
    assert "164.524" not in text


def test_a_request_never_prints_the_day_on_which_the_30_days_end():
    _, values = VARIANT["l01-request a"]

    assert "December 24" not in text_of(render_letter("l01-request", replace(values, due_on=date(2026, 12, 24))))


def test_on_basis_c_the_authorization_and_the_part_2_notice_are_named():
    text = letter("l01-request c")

    assert "45 CFR 164.508" in text
    assert "42 CFR part 2 prohibits" in text


def test_on_basis_c_the_last_page_is_the_authorization_with_six_elements_three_statements_and_initials():
    page = pages_of(render_letter(*VARIANT["l01-request c"]))[-1]

    for element in (
        "1. Information Consultation notes; Progress notes",
        "2. May disclose it Lakeview General Hospital",
        "3. May receive it c/o Second Opinion Coordination",
        "4. Purpose At the request of the patient",
        "5. Ends On May 22, 2027",
        "6. Signature Maria Okafor",
        "Maria Okafor, signed on November 23, 2026",
        "revoke it in writing at any time",
        "may not make treatment, payment, enrollment",
        "may disclose it again",
        "genetic tests yes MO",
        "HIV no none",
    ):
        assert element in page


def test_on_basis_c_the_letter_itself_is_ours_and_not_signed_in_the_patients_name():
    pages = pages_of(render_letter(*VARIANT["l01-request c"]))

    assert "The coordination team" in " ".join(pages[:-1])
    assert "signed on" not in " ".join(pages[:-1])


def test_a_letter_under_an_authorization_does_not_leave_without_it():
    name, values = VARIANT["l01-request c"]

    with pytest.raises(Refused, match=r"letter\.value_missing"):
        render_letter(name, replace(values, authorization=None))


def test_a_parent_writes_for_the_child_and_never_as_the_child():
    text = letter("l01-request a-parent")

    assert text.startswith("Ada Okafor 412 Birch Ave, Rochester, MN 55901 Telephone (507) 555-0182")
    assert "Request for a copy of my child's health records" in text
    assert "I am the parent of Maria Okafor." in text
    assert "as personal representative (45 CFR 164.524, 164.502(g))" in text
    assert "my health records" not in text


@pytest.mark.rule("3.1-own-letter")
def test_on_basis_d_one_laboratory_asks_another_to_lend_and_says_the_terms():
    text = letter("l01-request d")
    loan = VARIANT["l01-request d"][1].loan
    assert loan is not None

    for wanted in (
        "164.506(c)",
        loan.laboratory,
        loan.slides,
        loan.stains,
        "Recuts are welcome",
        loan.courier_account,
        "January 29, 2027",
    ):
        assert wanted in text


def test_slides_are_not_asked_for_until_a_laboratory_is_named():
    name, values = VARIANT["l01-request d"]

    with pytest.raises(Refused, match=r"letter\.no_laboratory"):
        render_letter(name, replace(values, loan=None))


def test_a_pathology_desk_is_asked_to_hold_the_slides_while_no_laboratory_is_named():
    assert "Please hold the slides and blocks" in letter("l01-request a-pathology")
    assert "Please hold the slides" not in letter("l01-request a")


def test_a_long_list_still_fits_on_two_pages():
    name, values = VARIANT["l01-request a"]
    many = tuple(LetterItem(kind, dates="2026", body_part="all") for kind in list(RecordType)[:16])

    assert len(pages_of(render_letter(name, replace(values, items=many)))) == 2


def test_the_dates_of_an_item_fall_back_to_the_dates_of_service():
    name, values = VARIANT["l01-request a"]

    assert "as above" in text_of(render_letter(name, replace(values, items=(replace(NOTES[0], dates=""),))))


def test_a_missing_accession_number_is_said_and_not_left_blank():
    assert re.search(r"Medication list all not known current", letter("l01-request a"))
