"""The comparison tab: words instead of colours, refused to the patient until a second person checked it."""

from __future__ import annotations

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from rules.filed import pdf, put
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


SHARE, CHECK, PRINT = "Show it to the patient", "I compared every field", "Open the patient"
"""The buttons of the comparison tab."""


def test_a_draft_says_what_is_missing_and_who_can_do_it_and_offers_only_what_succeeds(
    stage: Stage, nora: Browser
) -> None:
    ref = compared(stage)
    here = f"/cases/{ref}/comparison"
    draft, to_filer = nora.get(here).text, as_(stage, RECORDS).get(here).text

    assert "The patient is not shown it, and it is not printed for them, before:" in draft
    assert "A second person checks it." in draft
    assert "It may be you, or Carla Clinical, Olga Other, Sam Supervisor." in draft
    assert "confirms how the opinions relate</a>: Carla Clinical." in draft
    assert "It may be Carla Clinical, Nora Navigator, Olga Other, Sam Supervisor." in to_filer
    assert [words in draft for words in (CHECK, SHARE, PRINT)] == [True, False, False]
    assert [words in to_filer for words in (CHECK, SHARE, PRINT)] == [False, False, False]

    nora.post(f"{here}/verify")
    checked = nora.get(here).text
    assert [words in checked for words in (CHECK, SHARE, PRINT)] == [False, True, True]
    nora.post(f"{here}/share")
    shared = nora.get(here).text
    assert [words in shared for words in (CHECK, SHARE, PRINT)] == [False, False, True]


def test_what_points_nowhere_is_named_and_the_check_is_not_offered_before(stage: Stage, nora: Browser) -> None:
    ref = compared(stage)
    filed = put(stage, ref, pdf(2))
    stage.fact(ref, "opinion_filed", by=RECORDS, file=opinion(cost="less"), document=filed.id)

    page = nora.get(f"/cases/{ref}/comparison").text

    assert "These point to no document, page and quote:" in page
    assert "What they call it (second opinion), What they suggest (second opinion)" in page
    assert CHECK not in page


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
