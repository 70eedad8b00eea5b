"""What an office may do other than send the records: lose, deny, find nothing, close, charge, send rubbish (§1.4)."""

from __future__ import annotations

from datetime import date

import pytest
from builders import World

from coordinator.domain.fee import doubts, expected_minor
from coordinator.domain.guards import missing_before_scheduling
from coordinator.domain.words import ItemStatus, LegalBasis, Priority, RequestStatus, WorkItemKind

R1 = {"request": "req-1"}
TODAY = date(2026, 12, 1)


@pytest.mark.rule("1.4-never-got-it")
def test_we_never_got_it_goes_out_by_another_channel_and_keeps_the_first_attempt(world: World) -> None:
    world.letter.channel = "fax"
    world.record("authorization_signed", authorization="auth-1")
    world.record("request_received", **R1, evidence="fax_confirmed", at="2026-11-24")

    world.record("call_logged", **R1, outcome="never_received")

    assert (world.letter.status, world.letter.asked_channel) == (RequestStatus.READY, "print")
    assert (world.letter.received_at, world.letter.due_on) == (None, None)
    (first,) = world.letter.attempts
    assert (first["channel"], first["evidence"], first["sent_at"][:10]) == ("fax", "fax_confirmed", "2026-11-23")
    assert world.letter.ball_with_us


@pytest.mark.rule("1.4-never-got-it")
def test_a_desk_with_one_channel_only_is_looked_at_by_a_person(world: World) -> None:
    world.letter.channel = "fax"
    world.record("call_logged", **R1, outcome="never_received")
    world.letter.channel, world.letter.status = "print", RequestStatus.SENT

    world.record("call_logged", **R1, outcome="never_received")

    assert world.open_kinds() == [WorkItemKind.FIND_OFFICE_ADDRESS]
    world.record("request_sent_again", **R1, channel="fax")
    assert world.open_kinds() == []


@pytest.mark.rule("1.4-own-form")
def test_a_desk_that_wants_its_own_form_is_remembered(world: World) -> None:
    desk = world.letter.desk
    assert desk is not None
    desk.own_form_required = False

    world.record("request_returned", **R1, cause="own_form")

    assert desk.own_form_required
    assert world.letter.ball_with_us
    desk.own_form_required = False


@pytest.mark.rule("1.4-own-form")
def test_what_is_sent_again_before_the_form_is_signed_waits_for_the_signature(world: World) -> None:
    world.record("request_returned", **R1, cause="own_form")

    world.record("request_sent_again", **R1, channel="fax")

    assert world.letter.status is RequestStatus.WAITING
    assert "request_ready" not in world.events()


@pytest.mark.rule("1.4-fee")
def test_nothing_is_paid_that_the_patient_did_not_approve(world: World) -> None:
    world.record("fee_quoted", **R1, amount_minor=2000)

    assert world.refused("fee_paid", **R1).code == "fee.not_approved"
    world.record("fee_challenged", **R1)
    assert world.refused("fee_paid", **R1).code == "fee.not_approved"

    world.record("fee_approved", **R1)
    world.record("fee_paid", **R1, reference="CHEQUE-1")
    assert world.letter.fee_status == "paid"


@pytest.mark.rule("1.4-fee", "3.4-fee-rules")
def test_an_open_fee_stops_the_ladder_and_not_the_legal_clock(world: World) -> None:
    world.record("request_received", **R1, evidence="portal", at="2026-11-24")

    world.record("fee_quoted", **R1, amount_minor=2000)

    assert world.letter.ball_with_us
    assert world.letter.due_on == date(2026, 12, 24)


@pytest.mark.rule("3.4-fee-rules")
@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"amount_minor": 600, "basis_claimed": "copying"}, []),
        ({"amount_minor": 2500}, []),
        ({"amount_minor": 2501}, ["above_threshold"]),
        ({"amount_minor": 600, "basis_claimed": "copying,retrieval"}, ["search_or_retrieval"]),
        ({"amount_minor": 600, "per_page": "75"}, ["per_page_for_electronic_copy"]),
    ],
)
def test_a_fee_for_the_patients_own_copy_is_measured_by_the_patient_rate(
    world: World, told: dict[str, object], why: list[str]
) -> None:
    world.record("fee_quoted", **R1, **told)

    assert expected_minor(world.letter) == 650
    assert doubts(world.letter, 2500) == why


@pytest.mark.rule("3.4-fee-rules")
@pytest.mark.parametrize("basis", [LegalBasis.ACCESS_DIRECTIVE, LegalBasis.AUTHORIZATION, LegalBasis.TREATMENT])
def test_no_cap_is_claimed_for_what_goes_to_somebody_else(world: World, basis: LegalBasis) -> None:
    world.letter.legal_basis = basis
    world.record("fee_quoted", **R1, amount_minor=50_000, basis_claimed="search", per_page="yes")

    assert expected_minor(world.letter) is None
    assert doubts(world.letter, 2500) == []


def test_a_price_by_the_page_is_said_with_yes_no_or_cents(world: World) -> None:
    assert world.refused("fee_quoted", **R1, amount_minor=1, per_page="dear").field == "per_page"
    world.record("fee_quoted", **R1, amount_minor=1, per_page="no")
    assert "fee_per_page" not in world.letter.details


@pytest.mark.rule("1.4-denied")
@pytest.mark.parametrize(
    ("basis", "code", "ground"),
    [
        ("psychotherapy_notes", "psychotherapy_notes", "unreviewable"),
        ("Endangers life", "endangers_life", "reviewable"),
        ("unpaid-bill", "unpaid_bill", "not_valid"),
        ("because we say so", "other", "unknown"),
    ],
)
def test_a_denial_is_kept_with_its_ground_and_the_last_day_to_complain(
    world: World, basis: str, code: str, ground: str
) -> None:
    world.record("request_refused", **R1, basis=basis)

    denial = world.letter.details["denial"]
    assert (denial["basis"], denial["ground"]) == (code, ground)
    assert denial["complain_by"] == "2027-05-30"
    assert world.letter.status is RequestStatus.REFUSED
    assert world.event("request_refused")["basis"] == code


@pytest.mark.rule("1.4-denied")
def test_what_is_not_denied_is_still_owed(world: World) -> None:
    world.record("request_refused", **R1, basis="harms_other", items="PATH_REPORT")

    assert (world.at("PATH_REPORT"), world.at("IMG_DICOM")) == (ItemStatus.REFUSED, ItemStatus.ACKNOWLEDGED)
    assert world.letter.open
    assert [item.record_type for item in world.letter.outstanding()] == ["IMG_DICOM"]


@pytest.mark.rule("1.4-no-record")
def test_other_names_and_dates_are_tried_before_a_record_counts_as_not_available(world: World) -> None:
    world.record("no_record_found", **R1)

    assert world.at("PATH_REPORT") is ItemStatus.ACKNOWLEDGED
    assert world.letter.ball_with_us
    (search,) = world.case.open_items(WorkItemKind.FIND_SOURCE, "req-1")
    assert search.code == "no_record: former_names, birth_date, record_number, date_range, sister_site, merged_practice"

    world.record("no_record_found", **R1, tried="former_names,date_range")
    assert world.at("PATH_REPORT") is ItemStatus.NOT_AVAILABLE
    assert world.open_kinds() == []


@pytest.mark.rule("1.4-no-record")
def test_nothing_found_again_under_the_other_name_ends_the_search(world: World) -> None:
    world.record("authorization_signed", authorization="auth-1")
    world.record("no_record_found", **R1)
    world.record("request_sent_again", **R1, channel="fax")
    world.letter.status = RequestStatus.SENT

    world.record("no_record_found", **R1)

    assert world.at("PATH_REPORT") is ItemStatus.NOT_AVAILABLE


@pytest.mark.rule("1.4-office-closed")
def test_an_office_that_is_gone_becomes_a_search_for_whoever_keeps_its_records(world: World) -> None:
    world.record("office_closed", **R1)

    assert world.at("IMG_DICOM") is ItemStatus.NOT_AVAILABLE
    (search,) = world.case.open_items(WorkItemKind.FIND_SOURCE, "req-1")
    assert search.code.startswith("office_closed: successor")

    world.record("office_closed", **R1, successor="Archive of Mercy", fax="2165550100")
    assert world.open_kinds() == []
    source = world.case.intake["sources"][-1]
    assert (source["organization"], source["items"]) == ("Archive of Mercy", ["PATH_REPORT", "IMG_DICOM"])


@pytest.mark.rule("1.4-unreadable-disc")
def test_a_disc_that_does_not_open_is_wanted_again_and_nothing_else_is(world: World) -> None:
    world.record("records_received", **R1, items="PATH_REPORT,IMG_DICOM")
    world.record("document_verified", item="PATH_REPORT")

    world.record("item_unusable", item="IMG_DICOM", cause="unreadable")

    assert [item.record_type for item in world.letter.outstanding()] == ["IMG_DICOM"]
    assert world.at("PATH_REPORT") is ItemStatus.VERIFIED
    assert world.letter.status is RequestStatus.PARTIAL
    world.record("records_received", **R1, items="IMG_DICOM")
    assert world.letter.items[1].asked_again is None


@pytest.mark.rule("1.4-essentials", "1.4-waiver")
def test_a_record_that_is_too_old_is_not_silently_accepted(world: World) -> None:
    consultation = world.letter.items[0]
    consultation.record_type = type(consultation.record_type).CONSULT_NOTE

    world.record("document_verified", item=consultation.id, dated="2025-11-30")

    codes = [reason.code for reason in missing_before_scheduling(world.case, TODAY)]
    assert "item.too_old" in codes
    world.record("item_waived", item=consultation.id, reason="nothing newer exists", agreed_by="provider")
    codes = [reason.code for reason in missing_before_scheduling(world.case, TODAY)]
    assert "item.too_old" not in codes
    assert (consultation.status, consultation.waived_by) == (ItemStatus.WAIVED, "provider")


@pytest.mark.rule("1.4-essentials")
def test_a_record_within_its_age_or_of_unknown_date_is_accepted(world: World) -> None:
    consultation = world.letter.items[0]
    consultation.record_type = type(consultation.record_type).CONSULT_NOTE

    world.record("document_verified", item=consultation.id, dated="2025-12-01")

    reasons = [str(reason) for reason in missing_before_scheduling(world.case, TODAY)]
    assert not any("too_old" in reason or "CONSULT_NOTE" in reason for reason in reasons)
    assert world.refused("document_verified", item="IMG_DICOM", dated="2026-12-02").code == "moment.in_future"


@pytest.mark.rule("3.1-own-letter")
def test_treatment_is_the_ground_of_urgent_cases_whose_second_provider_is_known(world: World) -> None:
    assert world.refused("legal_basis_changed", **R1, basis="treatment").code == "basis.not_urgent"
    world.case.priority = Priority.URGENT
    assert world.refused("legal_basis_changed", **R1, basis="treatment").code == "basis.no_provider"
    world.offered()

    world.record("legal_basis_changed", **R1, basis="treatment")

    assert world.event("legal_basis_changed") == {"request": "req-1", "basis": "treatment", "earlier": "access_self"}


@pytest.mark.rule("3.1-own-letter")
def test_a_directive_reaches_electronic_records_only(world: World) -> None:
    desk = world.letter.desk
    assert desk is not None
    world.offered()
    desk.holds_ehr = False
    refused = world.refused("legal_basis_changed", **R1, basis="access_directive")
    desk.holds_ehr = None

    assert refused.code == "basis.no_electronic_record"
    slides = world.refused("legal_basis_changed", request="req-2", basis="access_self")
    assert slides.code == "basis.material"
