"""The comparison tab: words instead of colours, refused to the patient until a second person checked it."""

from __future__ import annotations

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from rules.opinion_stories import opinion, text_of
from stage import Stage
from stage_walk import RECORDS, REVIEWER, compared

from coordinator.services.staff import add_user

COLLEAGUE = "olga@beacon.example"


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in; a colleague, a records coordinator and a clinical reviewer work there too."""
    add_user(stage.world, COLLEAGUE, "Olga Other", ["records_coordinator"], "north", PASSWORD)
    add_user(stage.world, RECORDS, "Rita Records", ["records_coordinator"], "north", PASSWORD)
    add_user(stage.world, REVIEWER, "Carla Clinical", ["clinical_reviewer"], "north", PASSWORD)
    return as_(stage, NAVIGATOR)


def as_(stage: Stage, email: str) -> Browser:
    browser = Browser.of(stage)
    browser.sign_in(email, PASSWORD)
    return browser


def test_the_side_by_side_says_in_words_how_each_row_relates(stage: Stage, nora: Browser) -> None:
    ref = compared(stage, second=opinion(cost="not_stated", materials_seen=["IMG_DICOM"]))

    page = nora.get(f"/cases/{ref}/comparison").text

    assert "Said in different ways" in page
    assert "only the second says it" in page
    for always in ("Side effects", "Daily life", "Cost", "Follow-up"):
        assert f"{always}<span" in page
    assert "Exercise first (rehabilitation): can be undone" in page
    assert "Dr. Number 2 had: imaging study, all series." in page
    assert "not stated" in page
    assert "From the intake: what was told when the case was opened" in page
    for banned in ("better", "winner", "recommended by us", "score", "%)"):
        assert banned not in page.split('id="side"')[1]


def test_whoever_filed_an_opinion_cannot_check_it_and_reads_who_may(stage: Stage, nora: Browser) -> None:
    ref = compared(stage)
    rita = as_(stage, RECORDS)

    page = rita.get(f"/cases/{ref}/comparison").text
    refused = rita.post(f"/cases/{ref}/comparison/verify")

    assert "You filed one of these opinions, so somebody else checks them." in page
    assert "Olga Other" in page
    assert refused.status_code == 422
    assert "Ask somebody named below" in refused.text
    assert stage.case(ref).comparison().verified_at is None  # type: ignore[union-attr]


def test_a_draft_is_refused_to_the_patient_and_a_checked_one_is_shown(stage: Stage, nora: Browser) -> None:
    ref = compared(stage)
    nora.get(f"/cases/{ref}/comparison")

    refused = nora.post(f"/cases/{ref}/comparison/share")
    unprinted = nora.get(f"/cases/{ref}/comparison/sheet?language=es&large=yes")
    assert (refused.status_code, unprinted.status_code) == (422, 422)
    assert "A second person has not checked it yet" in refused.text
    assert "A second person has not checked it yet" in unprinted.text
    assert stage.case(ref).comparison().shared_at is None  # type: ignore[union-attr]

    checked = as_(stage, COLLEAGUE)
    checked.get(f"/cases/{ref}/comparison")
    assert "Checked by a second person" in checked.post(f"/cases/{ref}/comparison/verify").text
    shared = nora.post(f"/cases/{ref}/comparison/share")
    assert "The patient may see it" in shared.text
    assert "Recorded: comparison shared" in shared.text


def test_the_patients_version_is_printed_in_spanish_and_large_type(stage: Stage, nora: Browser) -> None:
    ref = compared(stage)
    stage.fact(ref, "comparison_verified", by=COLLEAGUE)

    spanish = nora.get(f"/cases/{ref}/comparison/sheet?language=es&large=yes")
    english = nora.get(f"/cases/{ref}/comparison/sheet?language=en")

    assert spanish.headers["content-type"] == "application/pdf"
    assert "Las opiniones, una al lado de la otra" in text_of(spanish.content)
    assert "The opinions side by side" in text_of(english.content)
    assert pages(spanish.content) > pages(english.content)


def pages(pdf: bytes) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(pdf))


def test_a_clinical_reviewer_says_how_the_opinions_relate_and_nobody_else(stage: Stage, nora: Browser) -> None:
    ref = compared(stage)

    assert "This is how they relate" not in nora.get(f"/cases/{ref}/comparison").text
    carla = as_(stage, REVIEWER)
    assert "This is how they relate" in carla.get(f"/cases/{ref}/comparison").text
    carla.post(
        f"/cases/{ref}/facts/agreement_classified", diagnosis="confirmed", treatment="minor_change",
        cause="different_judgement", back=f"/cases/{ref}/comparison",
    )  # fmt: skip

    assert stage.case(ref).comparison().classified_by == REVIEWER  # type: ignore[union-attr]
    assert "a small difference" in carla.get(f"/cases/{ref}/comparison").text


def test_a_silent_opinion_is_asked_back_and_the_patients_questions_are_ticked(stage: Stage, nora: Browser) -> None:
    ref = compared(stage, second=opinion(cost="not_stated"))
    stage.fact(ref, "question_added", text="What will it cost me?")
    page = nora.get(f"/cases/{ref}/comparison").text
    assert "Ask Dr. Number 2 back" in page
    question = stage.case(ref).answers["question_list"][0]["id"]

    nora.post(
        f"/cases/{ref}/facts/question_answered", question=question, by="2", answer="left_open",
        back=f"/cases/{ref}/comparison",
    )  # fmt: skip

    assert "Second opinion: left open" in nora.get(f"/cases/{ref}/comparison").text


def test_before_two_opinions_there_is_nothing_to_compare(stage: Stage, nora: Browser) -> None:
    from stage_walk import accepted

    ref = accepted(stage)

    assert "No comparison yet" in nora.get(f"/cases/{ref}/comparison").text
