"""The consultation tab: the visit, the patient's questions, the packet, and an opinion entered as a form."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from rules.opinion_stories import text_of
from stage import Stage
from stage_walk import in_consultation, visited

OPINION = {
    "ordinal": "2",
    "author.name": "Dr. Vera Lindt",
    "basis_mode": "exam",
    "diagnoses.0.label": "Worn right knee",
    "diagnoses.0.icd10cm": "M17.11",
    "diagnoses.0.role": "primary",
    "recommendations.0.rank": "1",
    "recommendations.0.name": "Exercise first",
    "recommendations.0.modality": "rehabilitation",
    "side_effects": "Sore muscles",
    "next_steps.0.what": "Start exercise",
    "next_steps.0.who": "patient",
    "next_steps.0.by": "2026-12-20",
    "questions_unanswered": "How long?\nHow often?",
}


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in."""
    browser = Browser.of(stage)
    browser.sign_in(NAVIGATOR, PASSWORD)
    return browser


def enter(nora: Browser, ref: str, **changes: Any) -> Any:
    nora.get(f"/cases/{ref}/consultation/opinion?ordinal=2")
    return nora.post(f"/cases/{ref}/consultation/opinion", **{**OPINION, **changes})


def test_the_patients_list_is_filled_ordered_and_printed(stage: Stage, nora: Browser) -> None:
    ref = in_consultation(stage)
    here = f"/cases/{ref}/consultation"
    assert "The list is empty" in nora.get(here).text

    nora.post(f"/cases/{ref}/facts/question_chosen", question="q1-1", back=here)
    nora.post(f"/cases/{ref}/facts/question_added", text="Will I walk again?", back=here)
    own = stage.case(ref).answers["question_list"][1]["id"]
    nora.post(f"/cases/{ref}/facts/question_moved", question=own, place="1", back=here)
    nora.post(f"/cases/{ref}/facts/worry_told", text="Losing my job", back=here)

    page = nora.get(here).text
    sheet = text_of(nora.get(f"/cases/{ref}/sheets/preparation?language=en&large=yes").content)
    assert page.index("Will I walk again?") < page.index("What do you think I have, in everyday words?")
    assert "There is room for 8 more." in page
    assert "Losing my job" in page
    assert "Will I walk again?" in sheet
    assert "For the person who comes along" in sheet


def test_whether_it_took_place_is_asked_from_its_beginning_on(stage: Stage, nora: Browser) -> None:
    ref = in_consultation(stage)
    here = f"/cases/{ref}/consultation"
    assert "can be said from its beginning on" in nora.get(here).text

    stage.advance(days=14, hours=1)
    assert "It took place" in nora.get(here).text
    nora.post(f"/cases/{ref}/facts/visit_missed", cause="transport", back=here)

    assert "no way to get there" in nora.get(here).text


def test_an_opinion_is_entered_as_a_form_and_what_stays_empty_is_not_stated(stage: Stage, nora: Browser) -> None:
    ref = visited(stage)

    shown = enter(nora, ref)
    stage.rest()

    filed = next(o for o in stage.case(ref).opinions if o.ordinal == 2)
    assert "Recorded: opinion filed" in shown.text
    assert filed.filed_by == NAVIGATOR
    assert filed.content["diagnoses"][0]["icd10cm"] == "M17.11"
    assert filed.content["recommendations"][0]["rank"] == 1
    assert filed.content["cost"] == "not_stated"
    assert filed.content["recommendations"][0]["reversible"] == "not_stated"
    assert filed.content["questions_unanswered"] == ["How long?", "How often?"]
    again = nora.get(f"/cases/{ref}/consultation/opinion?ordinal=2").text
    assert 'value="Worn right knee"' in again
    assert "Start exercise" in nora.get(f"/cases/{ref}/consultation").text


def test_what_is_wrong_stands_at_its_field_and_the_draft_is_kept(stage: Stage, nora: Browser) -> None:
    ref = visited(stage)

    long = " ".join(["word"] * 26)
    answer = enter(nora, ref, **{
        "diagnoses.0.icd10cm": "X99.99", "diagnoses.0.source.quote": long, "basis_mode": "", "cost": "200 & more",
        "diagnoses.3.label": "Gout", "author.name": "", "author.specialty": "", "author.organization": "",
    })  # fmt: skip

    assert answer.status_code == 422
    assert "Nothing you typed is lost" in answer.text
    assert 'href="#field-diagnoses-0-icd10cm"' in answer.text
    assert "no such ICD-10-CM code" in answer.text
    assert "a quote has at most 25 words" in answer.text
    assert 'id="field-basis_mode-problem"' in answer.text
    assert 'id="field-author-name-problem">This is needed.' in answer.text
    assert "200 &amp; more" in answer.text
    assert 'name="diagnoses.1.label" type="text" value="Gout"' in answer.text
    assert stage.case(ref).opinion(2) is None


def test_one_more_entry_keeps_what_was_typed(stage: Stage, nora: Browser) -> None:
    ref = visited(stage)

    answer = enter(nora, ref, more="risks", **{"risks.0.what": "Infection"})

    assert 'name="risks.0.what" type="text" value="Infection"' in answer.text
    assert 'name="risks.1.what" type="text" value=""' in answer.text
    assert stage.case(ref).opinion(2) is None


def test_what_the_patient_remembers_stands_in_for_an_opinion_that_never_comes(stage: Stage, nora: Browser) -> None:
    ref = visited(stage)
    form = nora.get(f"/cases/{ref}/consultation/opinion?ordinal=2&basis=recollection").text
    assert '<option value="recollection" selected>' in form

    enter(nora, ref, basis_mode="recollection")

    assert stage.case(ref).recollection_filed


def test_a_sealed_first_opinion_is_said_to_be_sealed_and_no_more(stage: Stage, nora: Browser) -> None:
    import json

    from coordinator.paths import examples_dir

    told = json.loads((examples_dir() / "intake" / "intake-0006.json").read_text(encoding="utf-8"))
    ref = in_consultation(stage, question={**told["question"], "disclosure": "sealed"})

    page = nora.get(f"/cases/{ref}/consultation").text
    packet = page.split('id="packet"')[1].split('id="opinions"')[0]

    assert "The first opinion is sealed." in packet
    for telling in (told["first_opinion"]["provider"], told["first_opinion"]["recommendation"]):
        assert telling not in packet
    nora.post(f"/cases/{ref}/facts/opinion_unsealed", reason="asked", back=f"/cases/{ref}/consultation")
    assert "The first opinion is sealed." not in nora.get(f"/cases/{ref}/consultation").text
