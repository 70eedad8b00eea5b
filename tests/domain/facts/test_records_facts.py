"""Records that came, borrowed material, and the calls about both."""

from __future__ import annotations

from datetime import date

from builders import NOW, World

from coordinator.domain.words import ItemStatus, ReceiptEvidence, RequestStatus, WorkItemKind

R1 = {"request": "req-1"}


def test_records_without_a_receipt_imply_it(world: World) -> None:
    world.letter.promised_on = date(2026, 12, 20)

    world.record("records_received", **R1, items="i-1", at="2026-11-30")

    assert world.letter.receipt_evidence is ReceiptEvidence.ANSWER
    assert world.letter.due_on == date(2026, 12, 30)
    assert world.letter.promised_on is None
    assert world.letter.status is RequestStatus.PARTIAL
    assert (world.at("i-1"), world.at("i-2")) == (ItemStatus.RECEIVED, ItemStatus.ACKNOWLEDGED)


def test_the_patients_own_records_need_no_letter(world: World) -> None:
    world.record("records_received", request="req-3", items="MED_LIST")
    world.record("document_verified", item="MED_LIST")

    assert world.case.requests[2].status is RequestStatus.DONE
    assert world.case.requests[2].received_at is None


def test_records_may_come_after_all(world: World) -> None:
    world.record("no_record_found", **R1, tried="former_names")

    world.record("records_received", **R1, items="i-2")

    assert (world.at("i-1"), world.at("i-2")) == (ItemStatus.NOT_AVAILABLE, ItemStatus.RECEIVED)
    assert world.letter.status is RequestStatus.PARTIAL


def test_verifying_settles_an_item_and_its_documents_and_ends_the_request(world: World) -> None:
    world.asked(WorkItemKind.CHECK_DOCUMENT, "doc-1")

    world.record("document_verified", item="i-1")
    world.record("document_verified", item="IMG_DICOM")

    assert world.case.documents[0].status == "verified"
    assert world.letter.status is RequestStatus.DONE
    assert world.letter.items[1].received_at == NOW
    assert world.open_kinds() == []


def test_what_was_waived_is_not_verified_and_the_other_way_round(world: World) -> None:
    world.record("item_waived", item="i-1", reason="old", agreed_by="provider")
    world.record("document_verified", item="i-2")

    assert world.refused("document_verified", item="i-1").code == "item.settled"
    assert world.refused("item_waived", item="i-2", reason="x", agreed_by="patient").code == "item.settled"
    assert world.letter.status is RequestStatus.DONE


def test_a_record_without_any_source_may_be_waived_by_its_type(world: World) -> None:
    recorded = world.record("item_waived", item="lab_report", reason="lost in a fire", agreed_by="patient")

    assert world.case.answers["waived.LAB_REPORT"] == "patient"
    assert recorded.ids == {"item": "LAB_REPORT"}


def test_somebody_elses_record_is_locked_away_and_stays_so(world: World) -> None:
    world.record("wrong_patient_found", document="doc-1")
    world.record("document_verified", item="i-1")

    assert world.case.documents[0].status == "quarantined"
    assert world.open_kinds() == [WorkItemKind.CHECK_DOCUMENT]


def test_only_a_reviewing_laboratory_gets_slides(world: World) -> None:
    world.asked(WorkItemKind.CHOOSE_REVIEWING_LABORATORY)

    assert world.refused("reviewing_laboratory_chosen", organization="Mercy Hospital").code == "laboratory.unknown"
    world.record("reviewing_laboratory_chosen", organization="Bayview")

    assert world.case.laboratory_desk_id == "desk-lab"
    assert world.open_kinds() == []


def test_material_that_goes_out_starts_its_ladder_once(world: World) -> None:
    world.record("custody_moved", item="s-1", status="requested")
    assert "material_lent" not in world.events()

    made = world.record("custody_moved", item="s-1", status="released", return_by="2027-01-15")
    world.record("custody_moved", item="s-1", status="in_transit")

    assert world.events().count("material_lent") == 1
    assert world.event("material_lent") == {"custody": made.ids["custody"]}
    assert world.case.custody[0].return_by == date(2027, 1, 15)


def test_borrowed_material_is_followed_after_the_case_is_closed(world: World) -> None:
    world.record("custody_moved", item="s-1", status="released")
    world.closed()

    assert world.record("custody_moved", item="s-1", status="returned").recorded


def test_a_call_about_a_request_ends_its_calls_and_its_own_form_gives_it_back(world: World) -> None:
    world.asked(WorkItemKind.CALL_DESK, "req-1", "t01-receipt-call")
    world.asked(WorkItemKind.CALL_DESK, "req-2", "t01-receipt-call")

    world.record("call_logged", **R1, outcome="own_form", note="their form is on their site")

    assert [w.about for w in world.case.work_items if w.open] == ["req-2"]
    assert (world.letter.status, world.letter.returned_cause) == (RequestStatus.RETURNED, "own_form")


def test_a_call_to_the_patient_ends_their_calls_only_when_somebody_spoke(world: World) -> None:
    world.asked(WorkItemKind.CALL_PATIENT, "auth-1")
    world.asked(WorkItemKind.CALL_PROVIDER, "ref-1")

    world.record("call_logged", contact="patient", outcome="left_message")
    assert world.open_kinds() == [WorkItemKind.CALL_PATIENT, WorkItemKind.CALL_PROVIDER]

    world.record("call_logged", contact="tel-1", outcome="reached")
    assert world.open_kinds() == [WorkItemKind.CALL_PROVIDER]

    world.record("call_logged", outcome="reached")
    assert world.open_kinds() == []


def test_a_call_about_what_the_patient_holds_is_a_call_to_the_patient(world: World) -> None:
    world.asked(WorkItemKind.CALL_PATIENT, "req-3", "m08-upload-records")
    world.asked(WorkItemKind.CALL_PATIENT, "auth-1")

    world.record("call_logged", request="req-3", outcome="no_answer")
    assert len(world.open_kinds()) == 2

    world.record("call_logged", request="req-3", outcome="promised")
    assert [w.about for w in world.case.work_items if w.open] == ["auth-1"]


def test_a_call_may_name_the_very_item_it_was(world: World) -> None:
    first = world.asked(WorkItemKind.CALL_PATIENT, "a")
    world.asked(WorkItemKind.CALL_PATIENT, "b")

    world.record("call_logged", work_item=first, outcome="reached")

    assert [w.about for w in world.case.work_items if w.open] == ["b"]
