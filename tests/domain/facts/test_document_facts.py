"""A file is described, taken apart, put together, and checked by a person (``domain.md`` §1.4, §2.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from builders import NOW, World

from coordinator.domain.document import Document, locked
from coordinator.domain.words import ItemStatus, RequestStatus, WorkItemKind

MATCHED = "name,birth_date,mrn"


def _document(world: World, name: str) -> Document:
    return next(d for d in world.case.documents if d.id == name)


def _checks(world: World) -> list[str]:
    return [w.about for w in world.case.work_items if w.open and w.kind is WorkItemKind.CHECK_DOCUMENT]


def test_a_document_is_verified_by_three_matches_and_not_by_two(world: World) -> None:
    for too_little in ("name,birth_date", "name,mrn,address", "birth_date,mrn,phone"):
        refusal = world.refused("document_verified", item="i-1", document="doc-1", matched=too_little)
        assert refusal.code == "document.not_matched"

    world.record("document_verified", item="i-1", document="doc-1", matched=MATCHED)

    checked = _document(world, "doc-1")
    assert (checked.status, checked.matched) == ("verified", ["name", "birth_date", "mrn"])
    assert (checked.verified_by, checked.verified_at) == ("nav@clinic.example", NOW)
    assert world.at("i-1") is ItemStatus.VERIFIED


def test_a_document_that_answers_no_item_is_verified_for_itself(world: World) -> None:
    _document(world, "doc-1").item_id = None

    world.record("document_verified", document="doc-1", matched=MATCHED)

    assert _document(world, "doc-1").status == "verified"
    assert world.at("i-1") is ItemStatus.REQUESTED
    assert world.refused("document_verified").code == "key.missing"


def test_a_second_document_of_a_verified_item_is_checked_too(world: World) -> None:
    world.record("document_verified", item="i-1")
    world.case.documents.append(replace(_document(world, "doc-1"), id="doc-2", sha256="02", status="received"))

    assert not world.record("document_verified", item="i-1").recorded
    assert world.record("document_verified", item="i-1", document="doc-2", matched=MATCHED).recorded
    assert _document(world, "doc-2").status == "verified"


def test_a_document_of_another_item_does_not_verify_this_one(world: World) -> None:
    assert (
        world.refused("document_verified", item="i-2", document="doc-1", matched=MATCHED).code == "document.other_item"
    )


def test_one_file_becomes_several_documents_that_answer_their_own_items(world: World) -> None:
    world.asked(WorkItemKind.CHECK_DOCUMENT, "doc-1")

    made = world.record("document_split", document="doc-1", parts="1-3:PATH_REPORT,4-9:IMG_REPORT")

    path, image = (_document(world, name) for name in made.ids["documents"].split(","))
    assert (path.kind, path.item_id, path.pages, path.status) == ("PATH_REPORT", "i-1", 3, "received")
    assert (image.kind, image.item_id, image.pages) == ("IMG_REPORT", None, 6)
    assert path.sha256 == image.sha256 == _document(world, "doc-1").sha256
    assert _document(world, "doc-1").status == "split"
    assert _checks(world) == [path.id, image.id]


def test_a_page_is_in_one_part_only_and_must_be_there(world: World) -> None:
    for parts in ("1-3:PATH_REPORT,3-9:IMG_REPORT", "1-10:PATH_REPORT", "0-2:PATH_REPORT", "1-3:POEM", "3-1:ECG"):
        assert world.refused("document_split", document="doc-1", parts=parts).code == "key.wrong"


def test_files_are_put_together_into_one_that_is_as_sensitive_as_all(world: World) -> None:
    world.case.documents.append(replace(_document(world, "doc-1"), id="doc-2", page_count=2, labels=["HIV"]))
    world.record("document_described", document="doc-1", pages="2-9", labels="GENETIC", dated="2026-09-14")

    made = world.record("documents_merged", documents="doc-1,doc-2")

    whole = _document(world, made.ids["document"])
    assert whole.pages == 10
    assert whole.labels == ["GENETIC", "HIV"]
    assert whole.dated == date(2026, 9, 14)
    assert {_document(world, name).status for name in ("doc-1", "doc-2")} == {"merged"}
    assert _checks(world) == [whole.id]


def test_a_verified_document_that_gets_another_item_is_checked_again(world: World) -> None:
    world.record("document_verified", item="i-1", document="doc-1", matched=MATCHED)
    world.record("document_described", document="doc-1", legible="no")
    assert _document(world, "doc-1").status == "verified"

    world.record("document_described", document="doc-1", item="s-1")

    assert (_document(world, "doc-1").status, _document(world, "doc-1").kind) == ("received", "PATH_SLIDES")
    assert _checks(world) == ["doc-1"]


def test_a_picture_is_never_described_as_an_imaging_study(world: World) -> None:
    _document(world, "doc-1").format = "jpeg"

    assert world.refused("document_described", document="doc-1", type="IMG_DICOM").code == "document.not_dicom"
    assert world.refused("document_described", document="doc-1", item="IMG_DICOM").code == "document.not_dicom"


def test_somebody_elses_page_locks_everything_that_shows_it_and_nothing_else(world: World) -> None:
    made = world.record("document_split", document="doc-1", parts="1-3:PATH_REPORT,4-9:IMG_REPORT")
    theirs, ours = made.ids["documents"].split(",")

    world.record("wrong_patient_found", document=theirs)

    documents = world.case.documents
    assert locked(_document(world, theirs), documents)
    assert locked(_document(world, "doc-1"), documents)
    assert not locked(_document(world, ours), documents)
    assert world.refused("document_verified", document=theirs, matched=MATCHED).code == "document.quarantined"


def test_a_whole_file_of_somebody_elses_takes_its_parts_with_it(world: World) -> None:
    world.record("document_split", document="doc-1", parts="1-3:PATH_REPORT,4-9:IMG_REPORT")

    world.record("wrong_patient_found", document="doc-1")
    assert {d.status for d in world.case.documents} == {"quarantined"}

    world.record("quarantine_ended", document="doc-1", outcome="returned")
    assert {d.status for d in world.case.documents} == {"returned"}
    assert world.event("quarantine_ended")["emptied"] == ["doc-1"]
    assert _checks(world) == []


def test_the_bytes_stay_while_a_part_of_them_is_ours(world: World) -> None:
    made = world.record("document_split", document="doc-1", parts="1-3:PATH_REPORT,4-9:IMG_REPORT")
    theirs, _ = made.ids["documents"].split(",")
    world.record("wrong_patient_found", document=theirs)

    world.record("quarantine_ended", document=theirs, outcome="destroyed")

    assert world.event("quarantine_ended")["emptied"] == []


def test_a_quarantine_ends_by_its_own_fact_only(world: World) -> None:
    world.record("wrong_patient_found", document="doc-1")
    (check,) = [w for w in world.case.work_items if w.open]

    assert world.refused("work_item_done", work_item=check.id).code == "work_item.ended_by_its_fact"
    assert world.refused("quarantine_ended", document="doc-1", outcome="ours").code == "document.wrong_patient"


def test_a_suspect_header_is_undone_by_a_supervisor_and_confirmed_by_anybody(world: World) -> None:
    suspect = _document(world, "doc-1")
    suspect.status, suspect.suspected = "quarantined", True
    assert world.refused("quarantine_ended", document="doc-1", outcome="ours").code == "role.missing"

    world.record("quarantine_ended", document="doc-1", outcome="ours", roles=("supervisor",))
    assert (suspect.status, _checks(world)) == ("received", ["doc-1"])

    suspect.status, suspect.suspected = "quarantined", True
    assert world.record("wrong_patient_found", document="doc-1").recorded
    assert not suspect.suspected


def test_what_answered_an_item_wrongly_makes_it_wanted_again(world: World) -> None:
    world.record("records_received", request="req-1", items="i-1,i-2")
    world.record("document_verified", item="i-2")
    world.record("document_verified", item="i-1")
    assert world.letter.status is RequestStatus.DONE

    world.record("wrong_patient_found", document="doc-1")

    assert (world.at("i-1"), world.at("i-2")) == (ItemStatus.REQUESTED, ItemStatus.VERIFIED)
    assert world.letter.status is RequestStatus.PARTIAL
    assert world.event("item_wanted_again") == {"item": "i-1", "request": "req-1", "why": "wrong_record"}


def test_an_item_with_another_verified_document_is_not_asked_for_again(world: World) -> None:
    world.case.documents.append(replace(_document(world, "doc-1"), id="doc-2", sha256="02"))
    world.record("document_verified", item="i-1", document="doc-2", matched=MATCHED)

    world.record("wrong_patient_found", document="doc-1")

    assert world.at("i-1") is ItemStatus.VERIFIED


def test_an_unreadable_disc_makes_its_study_wanted_again_whether_filed_or_not(world: World) -> None:
    world.record("records_received", request="req-1", items="i-2")

    world.record("disc_unreadable", item="IMG_DICOM")

    assert world.at("i-2") is ItemStatus.REQUESTED
    assert world.letter.items[1].asked_again == "unreadable_disc"
    assert not world.record("disc_unreadable", item="IMG_DICOM").recorded
    world.record("records_received", request="req-1", items="i-2")
    assert world.letter.items[1].asked_again is None
