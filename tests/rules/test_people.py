"""Who reads, who signs, and who may be told what: minors, representatives, companions (``domain.md`` §4.5, §12)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from lived import lived
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.paths import examples_dir
from coordinator.services.views.case_show import case_show


def told(number: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((examples_dir() / "intake" / f"intake-{number}.json").read_text("utf-8"))
    return found


def shown(stage: Stage, ref: str) -> dict[str, Any]:
    with stage.world.database.reading() as session:
        return case_show(session, ref, stage.world.book(session), stage.world.now(session))


@lived
def nearly_grown(stage: Stage) -> str:
    """A patient of 17 whose birthday is the coming December 20, a Sunday; the parent signed everything."""
    ref = stage.intake("0005", patient={**told("0005")["patient"], "birth_date": "2008-12-20"})
    stage.accept(ref)
    stage.sign_all(ref)
    return ref


def calls(stage: Stage, ref: str) -> list[str]:
    return [w.code for w in stage.case(ref).work_items if w.open and w.kind == "call_patient"]


@pytest.mark.rule("12-minor")
def test_everything_about_a_minor_goes_to_the_parent_and_nothing_to_the_child(stage: Stage) -> None:
    ref = stage.intake("0005")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=12)

    assert {row.to_role for row in stage.sent(ref, kind="message")} == {"representative"}
    assert {row.address for row in stage.sent(ref, kind="message")} == {"sonya@patients.example"}
    assert all("intake-0005@patients.example" not in mail.rcpt_tos for mail in stage.sink.mails)


@pytest.mark.rule("12-minor")
def test_a_child_does_not_sign_and_a_parent_signs_with_authority(stage: Stage) -> None:
    ref = stage.intake("0005")
    stage.accept(ref)
    paper = stage.case(ref).authorizations[0]

    with pytest.raises(Refused) as refused:
        stage.fact(ref, "authorization_signed", authorization=paper.id, signer="patient")
    assert refused.value.code == "authorization.minor_signs"

    stage.sign_all(ref)
    assert stage.case(ref).authorizations[0].authority == "parent"


@pytest.mark.rule("1.3-representative", "12-minor")
def test_a_minor_without_anybody_who_may_act_waits_until_papers_are_shown(stage: Stage) -> None:
    ref = stage.intake("0005", contacts=[])
    stage.fact(ref, "identity_verified")
    stage.fact(ref, "terms_accepted")
    stage.fact(ref, "contact_verified", contact=stage.case(ref).patient.contact_points[0].id)
    stage.fact(ref, "case_accepted")
    stage.advance(days=2)
    assert [r["code"] for r in shown(stage, ref)["missing"]] == ["representative.missing"]
    assert stage.sink.mails == []

    added = stage.fact(
        ref, "person_added", full_name="Sonya Begay", role="representative", may_be_told="all", email="sonya@p.example"
    )
    assert stage.case(ref).stage == "request"
    stage.fact(ref, "authority_shown", contact=added.ids["contact"], in_effect="yes", authority="parent")

    assert stage.case(ref).stage == "records"


@pytest.mark.rule("1.3-representative")
def test_a_patient_without_capacity_needs_somebody_who_may_act(stage: Stage) -> None:
    ref = stage.intake("0006", patient={**told("0006")["patient"], "capacity": "represented"})
    stage.accept(ref)

    assert [r["code"] for r in shown(stage, ref)["missing"]] == ["capacity.unsettled"]


@pytest.mark.rule("12-minor")
def test_on_the_eighteenth_birthday_the_patient_reads_and_signs(stage: Stage) -> None:
    ref = nearly_grown(stage)
    stage.advance_to(datetime(2026, 12, 20, 6, 59, tzinfo=UTC))
    assert "reconsent_at_18" not in calls(stage, ref)
    assert shown(stage, ref)["reader"] != "patient"

    stage.advance_to(datetime(2026, 12, 20, 7, 1, tzinfo=UTC))  # midnight in Denver

    assert "reconsent_at_18" in calls(stage, ref)
    assert shown(stage, ref)["reader"] == "patient"
    papers = shown(stage, ref)["authorizations"]
    assert [p["status"] for p in papers] == ["expired", "waiting"]

    stage.advance(days=3)
    mails = [row for row in stage.sent(ref, kind="message") if row.made_at > datetime(2026, 12, 20, 7, tzinfo=UTC)]
    assert {row.to_role for row in mails} == {"patient"}

    stage.fact(ref, "authorization_signed", authorization=papers[1]["id"], signer="patient")
    assert stage.case(ref).authorizations[1].authority is None


@pytest.mark.rule("1.3-representative-papers", "12-power-of-attorney")
def test_a_power_of_attorney_that_is_not_known_to_be_in_effect_leaves_the_signature_to_the_patient(
    stage: Stage,
) -> None:
    ref = stage.intake("0002")
    stage.accept(ref)
    agent = stage.case(ref).patient.contacts[0]
    paper = stage.case(ref).authorizations[0]

    with pytest.raises(Refused) as refused:
        stage.fact(ref, "authorization_signed", authorization=paper.id, signer=agent.id)
    assert refused.value.code == "authorization.incomplete"
    assert shown(stage, ref)["reader"] == "patient"

    stage.fact(ref, "authority_shown", contact=agent.id, in_effect="yes", until="2026-12-31")
    stage.fact(ref, "authorization_signed", authorization=paper.id, signer=agent.id)
    assert stage.case(ref).authorizations[0].authority == "health care power of attorney"


@pytest.mark.rule("1.3-representative-papers")
def test_an_authority_ends_on_its_day(stage: Stage) -> None:
    ref = stage.intake("0002")
    stage.accept(ref)
    agent = stage.case(ref).patient.contacts[0]
    stage.fact(ref, "authority_shown", contact=agent.id, in_effect="yes", until="2026-11-24")
    stage.advance(days=3)

    with pytest.raises(Refused):
        stage.fact(ref, "authorization_signed", authorization=stage.case(ref).authorizations[0].id, signer=agent.id)


@pytest.mark.rule("12-contacts")
def test_a_representative_for_logistics_only_does_not_sign_for_records(stage: Stage) -> None:
    ref = stage.intake("0002")
    stage.accept(ref)
    agent = stage.case(ref).patient.contacts[0]
    stage.fact(ref, "authority_shown", contact=agent.id, in_effect="yes")
    stage.fact(ref, "contact_told", contact=agent.id, may_be_told="logistics")

    with pytest.raises(Refused) as refused:
        stage.fact(ref, "authorization_signed", authorization=stage.case(ref).authorizations[0].id, signer=agent.id)
    assert "outside" in str(refused.value)


@pytest.mark.rule("12-contacts")
def test_a_reader_who_may_only_hear_logistics_hears_nothing_of_the_records(stage: Stage) -> None:
    parent = {**told("0005")["contacts"][0], "may_be_told": "logistics"}
    other = {**parent, "name": "Ray Begay", "email": "ray@patients.example", "may_be_told": "all"}
    ref = stage.intake("0005", contacts=[parent, other])
    stage.accept(ref)
    stage.advance(days=1)

    heard = [name for row in stage.sent(ref, address="sonya@patients.example") for name in row.parts or [row.name]]
    assert "m01-welcome" in heard
    assert "m06-sign-authorization" not in heard
    assert ("m06-sign-authorization", "no_channel") in stage.not_sent(ref)
    assert "m06-sign-authorization" in calls(stage, ref)


@pytest.mark.rule("12-contacts")
def test_a_permission_is_taken_back_at_any_time(stage: Stage) -> None:
    ref = stage.intake("0001")
    companion = stage.case(ref).patient.contacts[0]

    stage.fact(ref, "contact_told", contact=companion.id, may_be_told="nothing")

    [person] = shown(stage, ref)["contacts"]
    assert (person["may_be_told"], person["revoked_at"] is not None) == ("nothing", True)


@pytest.mark.rule("12-contacts")
def test_a_childs_only_reader_is_not_shut_out_by_mistake(stage: Stage) -> None:
    ref = stage.intake("0005")
    parent = stage.case(ref).patient.contacts[0]

    with pytest.raises(Refused) as refused:
        stage.fact(ref, "contact_told", contact=parent.id, may_be_told="nothing")
    assert refused.value.code == "representative.needed"


@pytest.mark.rule("12-no-email")
def test_a_patient_without_email_gets_letters_and_calls(stage: Stage) -> None:
    patient = {**told("0006")["patient"], "email": None}
    ref = stage.intake("0006", patient=patient)
    stage.fact(ref, "identity_verified")
    stage.fact(ref, "terms_accepted")
    phone = next(p for p in stage.case(ref).patient.contact_points if p.kind == "phone")
    stage.fact(ref, "contact_verified", contact=phone.id)
    stage.fact(ref, "case_accepted")
    stage.advance(days=1)

    assert {row.channel for row in stage.sent(ref, kind="message")} == {"print"}
    assert stage.sink.mails == []


@pytest.mark.rule("12-requests-from-sources")
def test_acceptance_makes_a_request_per_desk_and_basis_and_a_paper_per_organization_and_kind(stage: Stage) -> None:
    ref = stage.intake("0001")
    stage.accept(ref)

    case = stage.case(ref)
    asked = [(r.department.value, r.legal_basis, sorted(i.record_type.value for i in r.items)) for r in case.requests]
    assert asked == [
        ("records_office", "access_self", ["CONSULT_NOTE", "LAB_REPORT", "MED_LIST", "PROGRESS_NOTE"]),
        ("image_library", "access_self", ["IMG_DICOM", "IMG_REPORT"]),
        ("pathology", "access_self", ["MOL_REPORT", "PATH_REPORT"]),
        ("pathology", "treatment", ["PATH_SLIDES"]),
    ]
    assert [(p.kind.value, p.organization_name) for p in case.authorizations] == [
        ("access_request", "Lakeview General Hospital")
    ]


@pytest.mark.rule("12-unknown-desk")
def test_an_unknown_desk_is_made_from_the_sources_numbers_and_without_any_a_person_looks(stage: Stage) -> None:
    source = {"organization": "Elm Street Clinic", "department": "records_office", "items": ["CONSULT_NOTE"]}
    known = stage.intake("0006", external_id="A", sources=[{**source, "fax": "+15035550177"}])
    lost = stage.intake("0006", external_id="B", sources=[{**source, "organization": "Oak Street Clinic"}])
    for ref in (known, lost):
        stage.accept(ref)

    desk = stage.case(known).requests[0].desk
    assert (desk.fax, desk.organization.name) == ("+15035550177", "Elm Street Clinic")
    assert stage.case(lost).requests[0].desk is None
    assert [w.kind for w in stage.case(lost).work_items if w.open and w.kind == "find_office_address"] != []


@pytest.mark.rule("12-contacts")
def test_detail_is_allowed_with_the_text_that_was_told(stage: Stage) -> None:
    opted = [{"what": "unencrypted_detail", "allowed": True, "on": "2026-11-22", "text_version": "3"}]
    ref = stage.intake("0006", opt_ins=opted)
    email = stage.case(ref).patient.contact_points[0]
    assert (email.detail_text_version, email.detail_allowed_by) == ("3", "patient")

    stage.fact(ref, "detail_revoked", contact=email.id)
    stage.fact(ref, "detail_allowed", contact=email.id, text_version="4")

    assert stage.case(ref).patient.contact_points[0].detail_text_version == "4"
