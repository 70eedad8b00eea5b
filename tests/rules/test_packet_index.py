"""What is in a packet and what is not (``domain.md`` §1.4, §2.3, §2.4, §8.6, §10.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from filed import MATCHED, dicom, pdf, put
from lived import lived
from stage import Stage

from coordinator.domain.packet_index import packet_index, withheld
from coordinator.domain.packet_timeline import packet_timeline
from coordinator.store import journal


@lived
def _asked(stage: Stage, number: str = "0006", **changes: object) -> str:
    ref = stage.intake(number, **changes)
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(hours=6)
    return ref


def _verified(stage: Stage, ref: str, item: str, **described: object) -> str:
    """A document of this item, described and checked; its id."""
    wanted = next(i for r in stage.case(ref).requests for i in r.items if i.record_type == item)
    width = 200 + len(stage.case(ref).documents)
    filed = put(stage, ref, pdf(2, width), f"{item}{width}.pdf", item=wanted.id)
    if described:
        stage.fact(ref, "document_described", document=filed.id, **described)
    stage.fact(ref, "document_verified", document=filed.id, matched=MATCHED)
    return filed.id


def _documents(stage: Stage, ref: str) -> list[str | None]:
    return [entry.document_id for entry in packet_index(stage.case(ref))]


def _verify_everything(stage: Stage, ref: str) -> None:
    for item in [i for r in stage.case(ref).requests for i in r.items]:
        stage.fact(ref, "document_verified", item=item.id)


def _events(stage: Stage, ref: str) -> list[str]:
    with stage.world.database.reading() as session:
        return [event.name for event in journal.events_of(session, stage.case(ref).id)]


@pytest.mark.rule("1.4-packet-index")
def test_the_index_is_made_by_the_engine_when_the_rest_holds_and_before_the_stage_is_left(stage: Stage) -> None:
    ref = _asked(stage)
    assert "packet_indexed" not in _events(stage, ref)

    _verify_everything(stage, ref)

    names = _events(stage, ref)
    assert stage.case(ref).stage == "scheduling"
    moved = max(number for number, name in enumerate(names) if name == "stage_entered")
    assert names.index("packet_indexed") < moved


def test_the_index_is_ordered_by_kind_and_then_by_date_and_counts_a_study_once(stage: Stage) -> None:
    ref = _asked(stage)
    late = _verified(stage, ref, "CONSULT_NOTE", dated="2026-10-01")
    early = _verified(stage, ref, "CONSULT_NOTE", dated="2026-02-01")
    operation = _verified(stage, ref, "OP_NOTE", dated="2024-05-05")
    patient = stage.case(ref).patient
    name, born = f"{patient.family}^{patient.given}", patient.birth_date.strftime("%Y%m%d")
    image = next(i for i in stage.request(ref, "image_library").items if i.record_type == "IMG_DICOM")
    first = put(stage, ref, dicom(name, born), "IM1", item=image.id)
    put(stage, ref, dicom(name, born, instance=2), "IM2", item=image.id)
    stage.fact(ref, "document_verified", document=first.id, matched="name,birth_date,accession")

    entries = packet_index(stage.case(ref))

    assert [e.document_id for e in entries] == [first.id, early, late, operation]
    assert [e.number for e in entries] == [1, 2, 3, 4]
    assert (entries[0].files, entries[1].pages) == (2, 2)


@pytest.mark.rule("1.4-wrong-patient", "1.4-packet-index")
def test_a_wrong_patients_document_never_appears_in_a_packet(stage: Stage) -> None:
    ref = _asked(stage)
    kept, wrong = _verified(stage, ref, "CONSULT_NOTE"), _verified(stage, ref, "HP_NOTE")
    assert set(_documents(stage, ref)) == {kept, wrong}

    stage.fact(ref, "wrong_patient_found", document=wrong)
    assert _documents(stage, ref) == [kept]

    stage.fact(ref, "quarantine_ended", document=wrong, outcome="destroyed")
    assert _documents(stage, ref) == [kept]
    assert [e.item_id for e in packet_index(stage.case(ref)) if e.document_id is None] == []


def test_what_nobody_checked_is_in_no_packet(stage: Stage) -> None:
    ref = _asked(stage)
    put(stage, ref, pdf(1), item=stage.request(ref, "records_office").items[0].id)

    assert packet_index(stage.case(ref)) == []


@pytest.mark.rule("1.4-sensitive-withheld")
def test_a_labelled_document_travels_only_under_a_paper_with_its_initials(stage: Stage) -> None:
    ref = _asked(stage)
    filed = _verified(stage, ref, "CONSULT_NOTE", labels="HIV,GENETIC")
    assert [(w.document_id, w.code, w.detail) for w in withheld(stage.case(ref))] == [
        (filed, "label.not_initialled", "GENETIC, HIV")
    ]
    assert _documents(stage, ref) == []

    paper = stage.request(ref, "records_office").authorization_id
    for initials, held in (("HIV", "GENETIC"), ("HIV,GENETIC", "")):
        stage.fact(ref, "authorization_signed", authorization=paper, initials=initials)
        assert "".join(w.detail for w in withheld(stage.case(ref))) == held
    assert _documents(stage, ref) == [filed]

    stage.fact(ref, "authorization_revoked", authorization=paper)
    assert _documents(stage, ref) == []


def test_a_sealed_document_shows_neither_by_name_nor_as_a_count_nor_through_its_item(stage: Stage) -> None:
    ref = _asked(stage)
    kept, sealed = _verified(stage, ref, "HP_NOTE"), _verified(stage, ref, "CONSULT_NOTE", dated="2026-10-01")

    stage.fact(ref, "document_sealed", document=sealed)

    case = stage.case(ref)
    assert [(e.number, e.document_id) for e in packet_index(case)] == [(1, kept)]
    assert all(row.number is None for row in packet_timeline(case))
    stage.fact(ref, "document_unsealed", document=sealed)
    assert set(_documents(stage, ref)) == {kept, sealed}


def test_the_packet_letter_carries_the_index_and_a_timeline_of_one_page(stage: Stage) -> None:
    told = {"surgery": True, "biopsy": False, "symptoms_since": "2025-11-15"}
    ref = _asked(stage, history={**told, "chemo_or_radiation": None, "genetic_test": None, "implant": True})
    _verified(stage, ref, "OP_NOTE", dated="2024-05-05")
    _verified(stage, ref, "CONSULT_NOTE", dated="2026-10-01")
    _verify_everything(stage, ref)
    listed = [entry for entry in stage.case(ref).shortlist if not entry["excluded"]]
    stage.fact(ref, "provider_chosen", provider=listed[0]["provider"])
    stage.advance_to(datetime(2026, 11, 25, 20, tzinfo=UTC))

    (letter,) = stage.sent(ref, name="l12-referral-packet")
    with pypdfium2.PdfDocument(Path(stage.folder) / letter.letter_path) as opened:
        pages = [" ".join(page.get_textpage().get_text_range().split()) for page in opened]
    assert "Operative note, Willamette Bone and Joint, May 5, 2024, 2 pages" in " ".join(pages)
    assert [number for number, text in enumerate(pages) if text.startswith("Timeline")] == [len(pages) - 1]
    assert "First symptoms November 15, 2025" in pages[-1]
    assert "Surgery and procedures May 5, 2024 Operative note" in pages[-1]
    assert "Biopsy and tissue none, as the patient told us" in pages[-1]
    assert "Treatment no dated record in this packet" in pages[-1]
