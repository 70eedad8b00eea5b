"""Slides, blocks and discs on loan (``domain.md`` §2.4, §5 L11, §12): to the laboratory, never to us, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from filed import open_work
from lived import lived
from stage import Stage

from coordinator.services.preview import preview_letter
from coordinator.services.views.case_show import case_show

LABORATORY = "Northern Lights Cancer Center"
SLIDES = "PATH_SLIDES"


@lived
def _case(stage: Stage) -> str:
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.sign_all(ref)
    return ref


@lived
def _lent(stage: Stage) -> str:
    """Twelve slides reached the reviewing laboratory on the first of December."""
    ref = _case(stage)
    stage.fact(ref, "reviewing_laboratory_chosen", organization=LABORATORY)
    stage.advance_to(datetime(2026, 12, 1, 18, tzinfo=UTC))
    stage.fact(ref, "custody_moved", item=SLIDES, status="released", count=12, accessions="S26-10442", tracking="1Z 5")
    stage.fact(ref, "custody_moved", item=SLIDES, status="received_by_reviewer")
    return ref


def _text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as opened:
        return " ".join("".join(page.get_textpage().get_text_range() for page in opened).split())


def _letter(stage: Stage, row: object) -> str:
    return _text((Path(stage.folder) / row.letter_path).read_bytes())  # type: ignore[attr-defined]


def _shown(stage: Stage, ref: str) -> dict[str, object]:
    with stage.world.database.reading() as session:
        return case_show(session, ref, stage.world.book(session), stage.world.now(session))


@pytest.mark.rule("12-laboratory")
def test_slides_wait_for_the_reviewing_laboratory_and_never_come_to_us(stage: Stage) -> None:
    ref = _case(stage)
    stage.advance(days=4)
    loan = next(r for r in stage.case(ref).requests if any(i.record_type == SLIDES for i in r.items))
    assert loan.sent_at is None
    assert ("", "") in open_work(stage, ref, "choose_reviewing_laboratory")

    stage.fact(ref, "reviewing_laboratory_chosen", organization=LABORATORY)
    stage.advance(days=4)

    (letter,) = [row for row in stage.sent(ref, kind="letter") if row.request_id == loan.id]
    text = _letter(stage, letter)
    assert "Request to lend pathology material" in text
    to = text.split("Please send to")[1].split("Questions")[0]
    assert LABORATORY in to
    assert stage.world.letterhead.brand.name not in to


@pytest.mark.rule("12-laboratory")
def test_a_loan_shows_who_has_it_how_many_and_until_when(stage: Stage) -> None:
    ref = _lent(stage)

    (loan,) = _shown(stage, ref)["custody"]

    assert (loan["laboratory"], loan["kind"], loan["count"]) == (LABORATORY, "slides", 12)
    assert (loan["accessions"], loan["tracking"], loan["return_by"]) == (["S26-10442"], "1Z 5", "2027-01-30")
    assert [step["status"] for step in loan["history"]] == ["released", "received_by_reviewer"]


@pytest.mark.rule("1.7-material")
def test_borrowed_material_is_asked_back_on_days_30_45_and_60_and_on_until_it_is_there(stage: Stage) -> None:
    ref = _lent(stage)

    stage.advance(days=95)

    letters = stage.sent(ref, name="l11-slide-return")
    days = [(row.local_on - stage.case(ref).custody[0].moved_at.date()).days for row in letters]
    assert [min(abs(day - nominal) for nominal in (30, 45, 60, 75, 90)) <= 4 for day in days] == [True] * 5
    assert {row.to_role for row in letters} == {"desk"}
    first, last = _letter(stage, letters[0]), _letter(stage, letters[-1])
    assert "12 glass slides" in first
    assert "S26-10442" in first
    assert "January 30, 2027" in first
    assert "We wrote before" in last
    assert "the date for the return has passed" in last

    stage.fact(ref, "custody_moved", item=SLIDES, status="returned", count=12)
    stage.advance(days=60)
    assert len(stage.sent(ref, name="l11-slide-return")) == 5


@pytest.mark.rule("1.7-material")
@pytest.mark.parametrize(
    ("fact", "values"),
    [
        ("patient_died", {"on": "2026-12-01", "source": "family"}),
        ("withdrawn", {}),
        ("case_closed", {"reason": "transferred"}),
        ("placed_on_hold", {"reason": "travels", "review_on": "2027-06-01"}),
    ],
)
def test_borrowed_material_stays_visible_and_is_chased_whatever_becomes_of_the_case(
    stage: Stage, fact: str, values: dict[str, str]
) -> None:
    ref = _lent(stage)

    stage.fact(ref, fact, **values)
    stage.advance(days=36)

    assert "l11-slide-return" in stage.names(ref)
    shown = _shown(stage, ref)
    assert shown["custody"][0]["status"] == "received_by_reviewer"
    assert "the return of borrowed material" in [holder["waiting_for"] for holder in shown["holders"]]


def test_nobody_is_asked_for_what_is_on_its_way_back(stage: Stage) -> None:
    ref = _lent(stage)
    stage.fact(ref, "custody_moved", item=SLIDES, status="returning", tracking="1Z 6")

    stage.advance(days=36)

    assert ("l11-slide-return", "satisfied") in stage.not_sent(ref)
    assert [h["holder"] for h in _shown(stage, ref)["holders"] if "borrowed" in h["waiting_for"]] == ["courier"]


def test_without_a_laboratory_the_treating_provider_is_asked(stage: Stage) -> None:
    ref = _case(stage)
    stage.fact(ref, "shortlist_wanted")
    listed = [entry for entry in stage.case(ref).shortlist if not entry["excluded"]]
    stage.fact(ref, "provider_chosen", provider=listed[0]["provider"])
    stage.fact(ref, "custody_moved", item="IMG_DICOM", status="received_by_reviewer", count=1)

    assert "1 disc of images" in _text(preview_letter(stage.world, ref, "l11"))
    stage.advance(days=36)
    assert [row.to_role for row in stage.sent(ref, name="l11-slide-return")] == ["provider"]
