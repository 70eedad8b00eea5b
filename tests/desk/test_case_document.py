"""One document of a case: the file beside what people say of it. Who read it is written down first."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from browsing import Browser
from desk_people import NAVIGATOR, SUPERVISOR
from every_page import signed_in as whole_sign_in
from lived import lived
from own_cases import accepted, signed_in
from stage import Stage

from coordinator.domain.document import Document, DocumentStatus
from coordinator.domain.words import ItemStatus
from coordinator.services.documents import file_document
from coordinator.store import document_content

MATCHED = ["name", "birth_date", "mrn"]


def pdf(pages: int) -> bytes:
    """A PDF with so many empty pages."""
    with pypdfium2.PdfDocument.new() as made:
        for _ in range(pages):
            made.new_page(300, 400)
        written = io.BytesIO()
        made.save(written)
        return written.getvalue()


def put(stage: Stage, ref: str, folder: Path, pages: int, item: str | None = None) -> Document:
    """File a scan with a case."""
    path = folder / f"scan-{pages}.pdf"
    path.write_bytes(pdf(pages))
    document = file_document(stage.world, ref, path, item=item, came_by="fax")
    stage.rest()
    return document


def statuses(stage: Stage, ref: str) -> dict[str, str]:
    return {document.id: document.status for document in stage.case(ref).documents}


@pytest.fixture
@lived
def asked(stage: Stage) -> str:
    """A case whose letters left."""
    ref = accepted(stage)
    stage.sign_all(ref)
    stage.advance(hours=2)
    return ref


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in."""
    return signed_in(stage)


def test_its_pages_are_pictures_and_the_file_opens_under_a_policy_of_its_own(
    stage: Stage, nora: Browser, asked: str, tmp_path: Path
) -> None:
    document = put(stage, asked, tmp_path, 3, "LAB_REPORT")

    page = nora.get(f"/cases/{asked}/documents/{document.id}")
    file = nora.client.get(f"/cases/{asked}/documents/{document.id}/file")
    saved = nora.client.get(f"/cases/{asked}/documents/{document.id}/file?save=1")

    picture = nora.client.get(f"/inbox/{document.id}/pages/3")
    assert page.text.count(f'<img src="/inbox/{document.id}/pages/') == 3
    assert picture.headers["content-type"] == "image/png"
    assert file.content.startswith(b"%PDF")
    assert file.headers["content-type"] == "application/pdf"
    policy = file.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["cache-control"] == "no-store"
    assert saved.headers["content-disposition"] == f'attachment; filename="{document.id}.pdf"'
    assert saved.headers["content-type"] == "application/octet-stream"


def test_every_read_is_written_down(stage: Stage, nora: Browser, asked: str, tmp_path: Path) -> None:
    document = put(stage, asked, tmp_path, 2, "LAB_REPORT")

    nora.get(f"/cases/{asked}/documents/{document.id}")
    nora.client.get(f"/cases/{asked}/documents/{document.id}/file")

    with stage.world.database.reading() as session:
        reads = document_content.reads(session, stage.case(asked).id)
    assert [(read.by, read.document_id) for read in reads] == [(NAVIGATOR, document.id)]


def test_three_things_must_match_before_it_is_right(stage: Stage, nora: Browser, asked: str, tmp_path: Path) -> None:
    document = put(stage, asked, tmp_path, 2, "LAB_REPORT")
    nora.get(f"/cases/{asked}/documents/{document.id}")
    told = {"document": document.id, "item": document.item_id, "dated": "2026-10-20"}

    refused = nora.post(f"/cases/{asked}/facts/document_verified", **told, matched=["name"])
    taken = nora.post(
        f"/cases/{asked}/facts/document_verified", **told, matched=MATCHED, back=f"/cases/{asked}/records#documents"
    )

    assert refused.status_code == 422
    assert taken.url.path == f"/cases/{asked}/records"
    assert statuses(stage, asked)[document.id] == DocumentStatus.VERIFIED
    item = next(i for i in stage.request(asked, "records_office").items if i.id == document.item_id)
    assert (item.status, str(item.dated_on)) == (ItemStatus.VERIFIED, "2026-10-20")


def test_a_long_fax_is_split_by_its_pages(stage: Stage, nora: Browser, asked: str, tmp_path: Path) -> None:
    document = put(stage, asked, tmp_path, 9)
    nora.get(f"/cases/{asked}/documents/{document.id}")
    address = f"/cases/{asked}/documents/{document.id}/split"

    wrong = nora.post(address, first=["2", "4"], last=["5", "9"], kind=["LAB_REPORT", "MED_LIST"])
    empty = nora.post(address, first=["", ""], last=["", ""], kind=["LAB_REPORT", "MED_LIST"])
    nora.post(address, first=["2", "6"], last=["5", ""], kind=["LAB_REPORT", "MED_LIST"])

    assert wrong.status_code == 422
    assert "Part 2: page 4 is in part 1 too, and a page cannot be in two parts." in wrong.text
    assert 'value="4"' in wrong.text, "nothing typed is lost"
    assert "Say from which page to which." in empty.text
    parts = [d for d in stage.case(asked).documents if d.id != document.id]
    assert [(d.kind, d.pages) for d in parts] == [("LAB_REPORT", 4), ("MED_LIST", 1)]


def test_two_files_are_put_together(stage: Stage, nora: Browser, asked: str, tmp_path: Path) -> None:
    first, second = (put(stage, asked, tmp_path, pages, "LAB_REPORT") for pages in (2, 3))
    page = nora.get(f"/cases/{asked}/documents/{first.id}").text

    nora.post(f"/cases/{asked}/facts/documents_merged", documents=[first.id, second.id])

    assert "It is one with others" in page
    whole = next(d for d in stage.case(asked).documents if d.id not in (first.id, second.id))
    assert whole.pages == 5


def test_what_is_somebody_elses_is_locked_away_and_opened_by_a_supervisor_with_a_reason(
    stage: Stage, nora: Browser, asked: str, tmp_path: Path
) -> None:
    document = put(stage, asked, tmp_path, 2, "LAB_REPORT")
    address = f"/cases/{asked}/documents/{document.id}"
    nora.get(address)
    nora.post(f"/cases/{asked}/facts/wrong_patient_found", document=document.id)
    sam = whole_sign_in(stage, SUPERVISOR)

    locked = nora.get(address).text
    refused = [nora.client.get(f"{address}/file").status_code, nora.post(f"{address}/open", why="curious").status_code]
    page = sam.get(address).text
    without = sam.post(f"{address}/open", why=" ")
    opened = sam.post(f"{address}/open", why="The office asks which pages")

    assert "<img" not in locked
    assert "Open it once" not in locked
    assert refused == [404, 404]
    assert "Open it once" in page
    assert without.status_code == 422
    assert opened.content.startswith(b"%PDF")
    assert "attachment" in opened.headers["content-disposition"]
    with stage.world.database.reading() as session:
        assert document_content.reads(session, stage.case(asked).id)[-1].why == "The office asks which pages"


def test_a_document_of_another_case_is_not_there(stage: Stage, nora: Browser, asked: str, tmp_path: Path) -> None:
    other = accepted(stage, "0006")
    document = put(stage, asked, tmp_path, 2)

    assert nora.get(f"/cases/{other}/documents/{document.id}").status_code == 404
    assert nora.get(f"/cases/{other}/documents/{document.id}/file").status_code == 404
