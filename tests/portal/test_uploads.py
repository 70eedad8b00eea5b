from __future__ import annotations

import random
from pathlib import Path

import pytest
from httpx import Response
from portal_reader import MailReader, Page
from rules.filed import dicom, pdf

from coordinator.domain.words import WorkItemKind
from coordinator.services import file_format
from coordinator.services.portal import inspecting
from coordinator.store import document_content
from coordinator.web.portal import files

JPEG = b"\xff\xd8\xff\xe0" + bytes(200)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
TIFF = b"II*\x00" + bytes(200)
CDA = b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>'


def _upload(reader: MailReader, name: str, content: bytes, **fields: str) -> Response:
    known = Page(reader.get("/p/upload").text).form("/p/upload")
    data = {"form": known["form"], "item": "", **fields}
    return reader.browser.post("/p/upload", data=data, files={"file": (name, content)})


def _quarantine(reader: MailReader) -> list[Path]:
    folder = reader.stage.world.files / "quarantine"
    return list(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Befund Müller.PDF", pdf(2), "pdf"), ("../../etc/passwd.jpg", JPEG, "jpeg"), ("scan.png", PNG, "png"),
        ("C:\\scan.tiff", TIFF, "tiff"), ("notes.txt", "Über den Befund".encode(), "text"), ("ccd.xml", CDA, "cda"),
        ("IM1.dcm", dicom("Nobody^Known", "19000101"), "dicom"),
    ],
)  # fmt: skip
def test_a_file_becomes_a_document_that_a_person_checks(
    reader: MailReader, name: str, content: bytes, kind: str
) -> None:
    reader.enter()

    answer = _upload(reader, name, content)

    assert "We have your file" in answer.text
    case = reader.stage.case(reader.ref)
    (document,) = case.documents
    assert (document.format, document.came_by) == (kind, "upload")
    assert document.filed_by == f"patient:{case.patient.id}"
    assert Path(name).stem not in document.name
    assert case.open_items(WorkItemKind.CHECK_DOCUMENT, document.id)
    assert _quarantine(reader) == []


def test_the_program_in_a_dicom_preamble_is_gone(reader: MailReader) -> None:
    reader.enter()
    _upload(reader, "IM1.dcm", dicom("Nobody^Known", "19000101"))

    (document,) = reader.stage.case(reader.ref).documents
    with reader.stage.world.database.reading() as session:
        stored = document_content.stored(session, [document.id])[document.id]
    assert stored[:128] == bytes(128)


def test_a_pdf_that_may_run_something_is_marked_for_its_check(reader: MailReader) -> None:
    reader.enter()
    _upload(reader, "form.pdf", pdf(1).replace(b"<<", b"<< /OpenAction << /S /JavaScript /JS (app) >>", 1))

    (item,) = reader.stage.case(reader.ref).open_items(WorkItemKind.CHECK_DOCUMENT)
    assert item.code == "active_content"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "cannot take this kind"), ("a", b"%PDF-1.7", "cannot take this kind"),
        ("a.pdf.html", b"%PDF-1.7", "cannot take this kind"), ("a.pdf", b"MZ\x90", "does not fit its name"),
        ("a.png", JPEG, "does not fit its name"), ("a.txt", PNG, "does not fit its name"),
        ("a.pdf", b"", "does not fit its name"), ("a.pdf", b"%PDF-1.7 and nothing", "cannot open this file"),
        ("a.dcm", bytes(128) + b"DICM" + b"\xff" * 50, "cannot open this file"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_says_what_to_do(reader: MailReader, name: str, content: bytes, said: str) -> None:
    reader.enter()

    answer = _upload(reader, name, content)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="file-error"' in answer.text
    assert reader.stage.case(reader.ref).documents == []
    assert _quarantine(reader) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    reader: MailReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.enter()
    monkeypatch.setattr(files, "LARGEST", 1000)

    announced = _upload(reader, "a.pdf", pdf(1) + bytes(60_000))
    form = Page(reader.get("/p/upload").text).form("/p/upload")["form"]
    body = (
        f'--x\r\nContent-Disposition: form-data; name="form"\r\n\r\n{form}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    ).encode()
    unannounced = reader.browser.post(
        "/p/upload",
        content=iter([body, b"%PDF-", *[bytes(5000)] * 10, b"\r\n--x--\r\n"]),
        headers={"content-type": "multipart/form-data; boundary=x"},
    )

    assert (announced.status_code, unannounced.status_code) == (413, 413)
    assert "too large" in announced.text
    assert _quarantine(reader) == []
    assert file_format.LARGEST > 1000


def test_a_file_without_the_pages_token_is_never_written(reader: MailReader) -> None:
    reader.enter()
    for fields in ({"form": ""}, {"form": "0" * 64}):
        assert _upload(reader, "a.pdf", pdf(1), **fields).status_code == 403
    late = reader.browser.post(
        "/p/upload",
        content=b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-\r\n--x--\r\n',
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert late.status_code == 403
    assert reader.stage.case(reader.ref).documents == []


def test_a_file_whose_reader_crashes_crashes_somewhere_else(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(3))

    assert inspecting.opens(path, "pdf")
    assert not inspecting.opens(tmp_path / "gone.pdf", "pdf")


def test_mutated_forms_and_files_raise_nothing_and_leave_nothing(reader: MailReader) -> None:
    """Bodies with cut, doubled and changed bytes. The seed says which."""
    seed = 20261123
    chance = random.Random(seed)
    reader.enter()
    form = Page(reader.get("/p/upload").text).form("/p/upload")["form"]
    head = (
        f'--x\r\nContent-Disposition: form-data; name="form"\r\n\r\n{form}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    ).encode()
    whole = head + PNG + b"\r\n--x--\r\n"
    statuses = set()
    for _ in range(150):
        body = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(body))
            change = chance.randrange(3)
            if change == 0:
                del body[at : at + chance.randint(1, 40)]
            elif change == 1:
                body[at:at] = body[at : at + chance.randint(1, 40)]
            else:
                body[at] = chance.randrange(256)
            if not body:
                break
        answer = reader.browser.post(
            "/p/upload", content=bytes(body), headers={"content-type": "multipart/form-data; boundary=x"},
            follow_redirects=False,
        )  # fmt: skip
        statuses.add(answer.status_code)

    assert statuses <= {303, 403, 404, 413, 422}, seed
    assert _quarantine(reader) == []
    assert not [path for path in reader.stage.world.files.rglob("*") if path.name.startswith("a.")]
