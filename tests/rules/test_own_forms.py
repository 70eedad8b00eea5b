"""Offices with a form of their own get it behind the request (``domain.md`` §1.4, "own form required")."""

from __future__ import annotations

import email
import json
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from stage import Stage

from coordinator.correspondence.pdf import render_pages
from coordinator.domain.errors import NotFound, Refused
from coordinator.paths import examples_dir
from coordinator.services.directory_loading import load_directory
from coordinator.services.own_forms import file_for_desk, file_for_request
from coordinator.services.views.desks import desks_listed
from coordinator.store import communications

HOSPITAL = "Lakeview General Hospital"


def form_file(folder: Path, words: str, name: str = "form.pdf") -> Path:
    path = folder / name
    path.write_bytes(render_pages([f"<h1>{words}</h1>"], title="form", on=date(2026, 1, 1), assets={}))
    return path


def faxes(stage: Stage, ref: str) -> dict[str, str]:
    """The words of each request as it left by fax, after the number of its pages; the last one counts."""
    found = {}
    with stage.world.database.reading() as session:
        for row in stage.sent(ref, kind="letter"):
            kept = communications.get(session, row.id)
            if kept.name == "l01-request" and kept.channel == "fax":
                parts = email.message_from_bytes(kept.bytes).walk()
                [pdf] = [part for part in parts if part.get_content_type() == "application/pdf"]
                with pypdfium2.PdfDocument(pdf.get_payload(decode=True)) as opened:
                    pages = [page.get_textpage().get_text_range() for page in opened]
                found[kept.request_id] = f"{len(pages)} pages: " + " ".join(" ".join(pages).split())
    return found


def test_a_desks_form_goes_behind_requests_to_that_desk_and_no_other(stage: Stage, tmp_path: Path) -> None:
    file_for_desk(stage.world, HOSPITAL, "records_office", form_file(tmp_path, "Form 7 of Lakeview"))
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=1)

    desk = stage.request(ref, "records_office")
    left = faxes(stage, ref)
    assert len(left) > 1
    for request, words in left.items():
        assert ("Form 7 of Lakeview" in words) is (request == desk.id)
        assert ("your own form; this" in words) is (request == desk.id)
    assert f"{left[desk.id].split()[0]}, this one included" in left[desk.id]
    with stage.world.database.reading() as session:
        listed = {(d["organization"], d["department"]): d for d in desks_listed(session)}
    assert listed[HOSPITAL, "records_office"]["own_form_pages"] == 1
    assert listed[HOSPITAL, "records_office"]["own_form_required"]


def test_the_signed_form_goes_with_the_letter_that_is_sent_again(stage: Stage, tmp_path: Path) -> None:
    file_for_desk(stage.world, HOSPITAL, "records_office", form_file(tmp_path, "Form 7 of Lakeview"))
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=1)
    request = stage.request(ref, "records_office")
    stage.fact(ref, "request_returned", request=request.id, cause="own_form")
    for paper in [p for p in stage.case(ref).authorizations if p.signed_at is None]:
        stage.fact(ref, "authorization_signed", authorization=paper.id)

    signed = form_file(tmp_path, "Signed by hand", "signed.pdf")
    assert file_for_request(stage.world, ref, request.id, signed)
    assert not file_for_request(stage.world, ref, request.id, signed)  # filed twice is filed once
    stage.fact(ref, "request_sent_again", request=request.id, channel="fax")
    stage.advance(days=7)

    last = faxes(stage, ref)[request.id]
    assert "Signed by hand" in last
    assert "Form 7" not in last
    assert "your own form, filled in and signed" in last


def test_a_directory_may_bring_the_forms_of_its_desks(stage: Stage, tmp_path: Path) -> None:
    told = json.loads((examples_dir() / "directory.json").read_text("utf-8"))
    desk = next(o for o in told["organizations"] if o["name"] == HOSPITAL)["desks"][0]
    desk["own_form"] = "form.pdf"
    file = tmp_path / "directory.json"
    file.write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(Refused) as missing:
        load_directory(stage.world, [file])
    assert "own_form" in str(missing.value)
    form_file(tmp_path, "Form 7 of Lakeview")
    first, again = load_directory(stage.world, [file]), load_directory(stage.world, [file])

    assert first["desks"]["changed"] > 0
    assert again["desks"]["changed"] == 0


def test_a_form_for_nobody_is_refused(stage: Stage, tmp_path: Path) -> None:
    form = form_file(tmp_path, "Form 7")
    with pytest.raises(NotFound):
        file_for_desk(stage.world, "Nowhere Hospital", "records_office", form)
    with pytest.raises(NotFound):
        file_for_request(stage.world, stage.intake("0001"), "0197f3a2-4b1c-7def-8abc-0123456789ab", form)
