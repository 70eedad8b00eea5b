"""What may be filed, how it is kept, and how it is read again (``domain.md`` §1.4, §2.4, §10.3)."""

from __future__ import annotations

import pytest
from filed import MATCHED, dicom, document, open_work, pdf, put
from lived import lived
from pypdfium2 import PdfDocument
from sqlalchemy import select
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.services.documents import read_document
from coordinator.services.file_format import LARGEST
from coordinator.store import communications, document_content
from coordinator.store.document_tables import document as document_table

JPEG, PNG = b"\xff\xd8\xff\xe0 a photograph", b"\x89PNG\r\n\x1a\n a screenshot"
CDA = b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"></ClinicalDocument>'


@lived
def _case(stage: Stage) -> str:
    ref = stage.intake("0006")
    stage.accept(ref)
    return ref


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", pdf(1)), ("a.jpg", JPEG), ("a.png", PNG), ("a.tif", b"II*\x00 rest"), ("a.tiff", b"MM\x00* rest"),
     ("a.txt", b"plain words"), ("a.xml", CDA), ("a.dcm", dicom("X^Y", "19000101"))],
)  # fmt: skip
def test_content_and_name_agree(stage: Stage, name: str, content: bytes) -> None:
    ref = _case(stage)
    assert put(stage, ref, content, name).size == len(content)

    for other in {"b.pdf", "b.jpg", "b.png", "b.tif", "b.txt", "b.xml", "b.dcm"} - {f"b.{name[2:5]}"}:
        with pytest.raises(Refused) as refusal:
            put(stage, ref, content, other)
        assert refusal.value.code == "file.kind_differs"


@pytest.mark.parametrize("name", ["a.exe", "a.zip", "a.html", "a.pdf.scr"])
def test_what_can_be_run_is_not_kept(stage: Stage, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        put(stage, _case(stage), b"%PDF-1.7", name)
    assert refusal.value.code == "file.kind_unknown"


def test_a_file_has_a_limit(stage: Stage) -> None:
    with pytest.raises(Refused) as refusal:
        put(stage, _case(stage), b"%PDF-" + bytes(LARGEST))
    assert refusal.value.code == "file.too_large"


def test_received_is_not_verified(stage: Stage) -> None:
    ref = _case(stage)
    item = stage.request(ref, "records_office").items[0]

    filed = put(stage, ref, pdf(3), item=item.id, came_by="post")

    assert (filed.status, filed.page_count, filed.came_by) == ("received", 3, "post")
    assert stage.request(ref, "records_office").items[0].status == "needed"
    assert open_work(stage, ref, "check_document") == [(filed.id, "")]
    stage.fact(ref, "document_verified", item=item.id, document=filed.id, matched=MATCHED)
    assert open_work(stage, ref, "check_document") == []


def test_a_file_keeps_no_name_of_its_own_in_the_store(stage: Stage) -> None:
    ref = _case(stage)
    filed = put(stage, ref, pdf(1), "Nakai biopsy.pdf")

    assert "akai" not in filed.name
    assert filed.name == f"{filed.id}.pdf"


@pytest.mark.rule("1.4-unreadable-disc")
@pytest.mark.parametrize(("name", "content"), [("a.jpg", JPEG), ("a.png", PNG), ("a.tif", b"II*\x00 rest")])
def test_a_picture_is_refused_as_an_imaging_study(stage: Stage, name: str, content: bytes) -> None:
    ref = _case(stage)
    image = next(i for i in stage.request(ref, "image_library").items if i.record_type == "IMG_DICOM")

    with pytest.raises(Refused) as refusal:
        put(stage, ref, content, name, item=image.id)

    assert refusal.value.code == "document.not_dicom"
    assert stage.case(ref).documents == []


@pytest.mark.rule("1.4-unreadable-disc")
def test_an_unreadable_disc_is_asked_for_again_as_dicom(stage: Stage) -> None:
    ref = _case(stage)
    stage.sign_all(ref)
    stage.advance(hours=6)
    request = stage.request(ref, "image_library")
    for item in request.items:
        stage.fact(ref, "document_verified", item=item.id)

    stage.fact(ref, "disc_unreadable", item="IMG_DICOM")
    stage.advance(days=4)

    image = next(i for i in stage.request(ref, "image_library").items if i.record_type == "IMG_DICOM")
    assert image.status == "requested"
    (letter,) = [row for row in stage.sent(ref, name="l06-partial-receipt") if row.request_id == request.id]
    with stage.world.database.reading() as session:
        made = communications.get(session, letter.id).letter
    with PdfDocument(made) as opened:
        text = " ".join("".join(page.get_textpage().get_text_range() for page in opened).split())
    assert "the disc could not be read. Wanted are DICOM files with a DICOMDIR" in text


def test_a_study_keeps_what_finds_it_and_its_preamble_is_emptied(stage: Stage) -> None:
    ref = _case(stage)
    patient = stage.case(ref).patient
    born = patient.birth_date.strftime("%Y%m%d")
    image = next(i for i in stage.request(ref, "image_library").items if i.record_type == "IMG_DICOM")
    name = f"{patient.family.upper()}^{patient.given.upper()}"

    first = put(stage, ref, dicom(name, born), "IM1", item=image.id)
    second = put(stage, ref, dicom(name, born, instance=2), "IM2", item=image.id)

    assert first.study == {
        "uid": "1.2.840.1", "accession": "MR-88121", "on": "2026-08-01", "modality": "MR",
        "name": "same", "birth_date": "same", "record_number": "not_stated",
    }  # fmt: skip
    with stage.world.database.reading() as session:
        content = session.execute(select(document_table.c.content).where(document_table.c.id == first.id)).scalar()
    assert bytes(content)[:132] == bytes(128) + b"DICM"
    assert open_work(stage, ref, "check_document") == [(first.id, "")]
    stage.fact(ref, "document_verified", item=image.id, document=first.id, matched="name,birth_date,accession")
    assert document(stage, ref, second.id).status == "verified"


def test_a_part_is_read_as_its_own_pages_and_every_read_is_written_down(stage: Stage) -> None:
    ref = _case(stage)
    whole = put(stage, ref, pdf(9))
    made = stage.fact(ref, "document_split", document=whole.id, parts="1-3:OP_NOTE,4-9:IMG_REPORT")
    _, images = made.ids["documents"].split(",")

    _, content = read_document(stage.world, ref, images)

    with PdfDocument(content) as opened:
        assert [round(page.get_height()) for page in opened] == [403, 404, 405, 406, 407, 408]
    with stage.world.database.reading() as session:
        assert [(r.by, r.document_id) for r in document_content.reads(session, stage.case(ref).id)] == [
            ("operator", images)
        ]


def test_two_files_are_read_as_one(stage: Stage) -> None:
    ref = _case(stage)
    first, second = put(stage, ref, pdf(2)), put(stage, ref, pdf(3, width=200), "b.pdf")
    made = stage.fact(ref, "documents_merged", documents=f"{first.id},{second.id}")

    _, content = read_document(stage.world, ref, made.ids["document"])

    with PdfDocument(content) as opened:
        assert [round(page.get_width()) for page in opened] == [300, 300, 200, 200, 200]
