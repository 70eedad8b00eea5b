"""Somebody else's record (``domain.md`` §1.4): locked at once, its sender told, asked for again, and never shown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from filed import MATCHED, dicom, document, open_work, pdf, put
from lived import lived
from sqlalchemy import select
from stage import Stage

from coordinator.domain.errors import NotFound, Refused
from coordinator.services.documents import read_document
from coordinator.services.staff import add_user
from coordinator.store import document_content
from coordinator.store.document_tables import document as document_table

NOTES = pdf(4)
NAVIGATOR, SUPERVISOR = "nav@beacon.example", "super@beacon.example"


@lived
def _received(stage: Stage) -> tuple[str, str, str]:
    """Reference, request and document: the office sent its notes, and they were filed as they came by fax."""
    add_user(stage.world, NAVIGATOR, "Nav", ["navigator"])
    add_user(stage.world, SUPERVISOR, "Super", ["supervisor"])
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(hours=6)
    request = stage.request(ref, "records_office")
    stage.advance_to(datetime(2026, 12, 1, 18, tzinfo=UTC))
    stage.fact(ref, "records_received", request=request.id, items="CONSULT_NOTE,HP_NOTE")
    item = next(i for i in request.items if i.record_type == "CONSULT_NOTE")
    filed = put(stage, ref, NOTES, item=item.id, came_by="fax")
    return ref, request.id, filed.id


def _text(path: str) -> str:
    with pypdfium2.PdfDocument(path) as opened:
        return " ".join("".join(page.get_textpage().get_text_range() for page in opened).split())


@pytest.mark.rule("1.4-wrong-patient")
def test_the_senders_privacy_officer_is_told_the_same_day_and_nobody_elses_data_is_in_the_letter(stage: Stage) -> None:
    ref, request, filed = _received(stage)

    stage.fact(ref, "wrong_patient_found", document=filed)

    (letter,) = stage.sent(ref, name="l08-wrong-patient")
    assert letter.to_role == "privacy_officer"
    assert letter.local_on.isoformat() == "2026-12-01"
    text = _text(str(Path(stage.folder) / letter.letter_path))
    assert ref in text
    assert "December 1, 2026, by fax" in text
    assert "4 pages" in text
    patient = stage.case(ref).patient
    assert patient.family not in text
    assert "1958" not in text
    assert (filed, "l08-wrong-patient") in open_work(stage, ref, "call_desk")
    assert request not in {row.request_id for row in stage.sent(ref, name="l08-wrong-patient")}


@pytest.mark.rule("1.4-wrong-patient")
def test_the_letter_to_the_privacy_officer_never_waits_for_the_distance(stage: Stage) -> None:
    ref, request, filed = _received(stage)
    stage.advance(days=1)
    assert "l06-partial-receipt" in [row.name for row in stage.sent(ref) if row.request_id == request]

    stage.fact(ref, "wrong_patient_found", document=filed)

    assert stage.names(ref, kind="letter")[-1] == "l08-wrong-patient"


@pytest.mark.rule("1.4-wrong-patient")
def test_the_item_is_asked_for_again_and_our_patient_is_told_nothing(stage: Stage) -> None:
    ref, request, filed = _received(stage)
    stage.fact(ref, "document_verified", item="CONSULT_NOTE", document=filed, matched=MATCHED)
    stage.advance(days=4)
    before = stage.names(ref, kind="message")

    stage.fact(ref, "wrong_patient_found", document=filed)
    stage.advance(days=3)

    item = next(i for i in stage.request(ref, "records_office").items if i.record_type == "CONSULT_NOTE")
    assert item.status == "requested"
    again = [row for row in stage.sent(ref, name="l06-partial-receipt") if row.request_id == request][-1]
    text = _text(str(Path(stage.folder) / again.letter_path))
    assert "Please send this again: what reached us for it cannot be used." in text
    assert set(stage.names(ref, kind="message")) - set(before) <= {"m11-records-progress"}


@pytest.mark.rule("1.4-wrong-patient")
def test_a_request_that_was_done_is_chased_again_until_it_is_answered(stage: Stage) -> None:
    ref, request, filed = _received(stage)
    for item in stage.request(ref, "records_office").items:
        stage.fact(ref, "document_verified", item=item.id)
    assert stage.request(ref, "records_office").status == "done"

    stage.fact(ref, "wrong_patient_found", document=filed)
    stage.advance(days=14)

    letters = [row.name for row in stage.sent(ref, kind="letter") if row.request_id == request]
    assert letters[-2:] == ["l06-partial-receipt", "l02-reminder-1"]


@pytest.mark.rule("1.4-quarantine-blocks")
def test_an_open_quarantine_holds_the_stage_until_it_ended(stage: Stage) -> None:
    ref, _, filed = _received(stage)
    stage.fact(ref, "wrong_patient_found", document=filed)
    for item in [i for r in stage.case(ref).requests for i in r.items]:
        stage.fact(ref, "document_verified", item=item.id)
    assert stage.case(ref).stage == "records"

    stage.fact(ref, "quarantine_ended", document=filed, outcome="returned", reference="parcel 12")

    assert stage.case(ref).stage == "scheduling"


def test_nobody_reads_it_any_more_but_a_supervisor_who_says_why(stage: Stage) -> None:
    ref, _, filed = _received(stage)
    assert read_document(stage.world, ref, filed, by=NAVIGATOR)[1].startswith(b"%PDF")
    stage.fact(ref, "wrong_patient_found", document=filed)

    with pytest.raises(Refused) as refusal:
        read_document(stage.world, ref, filed, why="curious", by=NAVIGATOR)
    assert refusal.value.code == "document.quarantined"
    with pytest.raises(Refused):
        read_document(stage.world, ref, filed, by=SUPERVISOR)
    read_document(stage.world, ref, filed, why="the privacy officer asks for its date", by=SUPERVISOR)

    with stage.world.database.reading() as session:
        reads = document_content.reads(session, stage.case(ref).id)
    assert [(r.by, r.document_id, r.why) for r in reads] == [
        (NAVIGATOR, filed, None),
        (SUPERVISOR, filed, "the privacy officer asks for its date"),
    ]


def test_when_the_quarantine_ends_its_bytes_leave_the_store_and_never_come_back(stage: Stage) -> None:
    ref, _, filed = _received(stage)
    stage.fact(ref, "wrong_patient_found", document=filed)
    stage.fact(ref, "quarantine_ended", document=filed, outcome="destroyed", reference="asked on the telephone")

    with stage.world.database.reading() as session:
        assert session.execute(select(document_table.c.content).where(document_table.c.id == filed)).scalar() is None
    with pytest.raises(NotFound):
        read_document(stage.world, ref, filed, why="once more", by=SUPERVISOR)
    with pytest.raises(Refused) as refusal:
        put(stage, ref, NOTES, "the-same.pdf")
    assert refusal.value.code == "document.wrong_patient"


@pytest.mark.rule("1.4-wrong-patient")
def test_the_duty_to_the_other_person_outlives_our_own_case(stage: Stage) -> None:
    ref, _, filed = _received(stage)
    stage.fact(ref, "patient_died", on="2026-12-01", source="family")

    stage.fact(ref, "wrong_patient_found", document=filed)

    assert stage.names(ref)[-1] == "l08-wrong-patient"
    assert document(stage, ref, filed).status == "quarantined"


def test_a_sender_who_is_silent_is_called_and_then_a_supervisor_looks_also_after_the_case_closed(stage: Stage) -> None:
    ref, _, filed = _received(stage)
    stage.fact(ref, "wrong_patient_found", document=filed)
    stage.fact(ref, "withdrawn")
    assert open_work(stage, ref, "check_document") == [(filed, "wrong_patient")]

    stage.advance(days=16)
    assert (filed, "quarantine/call") in open_work(stage, ref, "call_desk")
    assert (filed, "quarantine/review") in open_work(stage, ref, "supervisor_review")

    stage.fact(ref, "quarantine_ended", document=filed, outcome="returned")
    assert open_work(stage, ref, "check_document") == []
    assert not [wait for wait in stage.case(ref).waits if wait.running and wait.ladder == "quarantine"]


def test_a_header_of_somebody_else_locks_the_file_before_anybody_looks_and_a_person_confirms(stage: Stage) -> None:
    ref, _, _ = _received(stage)
    image = next(i for i in stage.request(ref, "image_library").items if i.record_type == "IMG_DICOM")

    filed = put(stage, ref, dicom("SMITH^JOHN", "19700101"), "IM0001", item=image.id, came_by="disc")

    assert (document(stage, ref, filed.id).status, document(stage, ref, filed.id).suspected) == ("quarantined", True)
    assert (filed.id, "wrong_patient_header") in open_work(stage, ref, "check_document")
    assert "l08-wrong-patient" not in stage.names(ref)

    stage.fact(ref, "wrong_patient_found", document=filed.id)
    assert "l08-wrong-patient" in stage.names(ref)


def test_one_difference_in_a_header_is_put_before_a_person_and_locks_nothing(stage: Stage) -> None:
    ref, _, _ = _received(stage)
    patient = stage.case(ref).patient
    born = patient.birth_date.strftime("%Y%m%d")
    image = next(i for i in stage.request(ref, "image_library").items if i.record_type == "IMG_DICOM")

    other_name = put(stage, ref, dicom("SMITH^JOHN", born, "1.2.1"), "a.dcm", item=image.id)
    stage.fact(ref, "document_verified", item=image.id)

    assert document(stage, ref, other_name.id).status == "received"
    assert open_work(stage, ref, "check_document")[-1] == (other_name.id, "header_differs")
    stage.fact(ref, "document_verified", document=other_name.id, matched="birth_date,name,accession")
    assert document(stage, ref, other_name.id).status == "verified"
