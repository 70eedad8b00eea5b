"""A case's first page: what is missing, what a person must do, who has the ball, whom to reach."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from browsing import Browser
from own_cases import accepted, signed_in
from stage import Stage

from coordinator.domain import booking_guards, guards
from coordinator.domain.facts import FACTS
from coordinator.domain.words import ItemStatus, WorkItemKind
from coordinator.services.desk.fact_acts import ACTS
from coordinator.services.desk.missing_words import ASKS
from coordinator.services.desk.overview import ALWAYS, FREQUENT, GROUPS
from coordinator.services.desk.work_acts import acts_of
from coordinator.services.desk.work_words import ASKED

VERBS = {
    "Add", "Agree", "Allow", "Answer", "Approve", "Ask", "Book", "Call", "Challenge", "Change", "Check", "Choose",
    "Classify", "Close", "Confirm", "Correct", "Decide", "Decline", "Describe", "Do", "Drop", "End", "File", "Find",
    "Finish", "Give", "Hand", "Hold", "Join", "Keep", "Leave", "Let", "Lock", "Log", "Look", "Make", "Mark", "Move",
    "Name", "Note", "Offer", "Open", "Pause", "Put", "Read", "Record", "Say", "Send", "Set", "Settle", "Share",
    "Show", "Sort", "Split", "Stop", "Take", "Use", "Withdraw", "Write",
}  # fmt: skip
"""How the words of a button begin."""


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in."""
    return signed_in(stage)


def test_what_is_missing_comes_first_each_with_its_button(stage: Stage, nora: Browser) -> None:
    ref = stage.intake("0001")
    page = nora.get(f"/cases/{ref}").text

    assert page.index("What is missing to move on") < page.index("Record what happened")
    assert "identity is not checked" in page
    assert f'href="/cases/{ref}/facts/identity_verified"' in page


def test_what_one_office_owes_is_one_row(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage)
    stage.sign_all(ref)
    stage.advance(days=1)

    rows = re.findall(
        r'desk-row__what">([^<]+)</p>\s*<p class="desk-soft">The office owes it: ([^<]+)<',
        nora.get(f"/cases/{ref}").text,
    )

    assert ("Consultation notes, progress notes, laboratory results, medication list",
            "Lakeview General Hospital, records office") in rows  # fmt: skip


def test_the_button_of_a_work_item_ends_it(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage)
    stage.sign_all(ref)
    stage.advance(days=40)  # the stage is late, and nobody has said that the letters came
    items = stage.case(ref).work_items
    call = next(item for item in items if item.open and item.kind is WorkItemKind.CALL_DESK)
    late = next(item for item in items if item.open and item.kind is WorkItemKind.STAGE_LATE)

    page = nora.get(f"/cases/{ref}").text
    answer = nora.post(f"/cases/{ref}/facts/work_item_done", work_item=late.id, back=f"/cases/{ref}")

    assert f'href="/calls/work/{call.id}"' in page
    assert f'name="work_item" value="{late.id}"' in page
    assert answer.status_code == 200
    assert late.id not in {item.id for item in stage.case(ref).work_items if item.open}


def test_every_reason_of_a_guard_has_its_words_and_a_fact_that_is_there() -> None:
    sources = "".join(Path(module.__file__ or "").read_text() for module in (guards, booking_guards))
    codes = {*re.findall(r'Reason\(\s*"([a-z_.]+)"', sources), *re.findall(r'code = "(item\.[a-z_]+)"', sources)}
    settled = {ItemStatus.VERIFIED, ItemStatus.WAIVED, ItemStatus.SUPERSEDED, ItemStatus.RECEIVED}
    codes |= {f"item.{status}" for status in set(ItemStatus) - settled} | {"item.to_review", "item.too_old"}

    assert codes - {"answer.missing"} <= set(ASKS), codes - set(ASKS)
    assert {asks.fact for asks in ASKS.values()} - {""} <= set(FACTS)


def test_the_acts_offered_are_facts_and_no_fact_is_left_out_of_the_list(stage: Stage, nora: Browser) -> None:
    assert {name for names in FREQUENT.values() for name in names} | set(ALWAYS) <= set(FACTS)
    assert {fact.usually for fact in FACTS.values()} <= set(GROUPS)
    ref = accepted(stage)

    listed = nora.get(f"/cases/{ref}").text.partition('id="facts"')[2]
    found = nora.get(f"/cases/{ref}?find=interpreter").text.partition('id="facts"')[2].partition("</details>")[0]

    assert all(f"/facts/{name}" in listed for name in set(FACTS) - {"corrected"})
    assert "Record a booked interpreter" in found
    assert "Record a fee" not in found


def test_the_ledger_says_who_is_waited_for_and_what_ends_it(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage)
    paper = stage.case(ref).authorizations[0]

    page = nora.get(f"/cases/{ref}").text

    assert "<strong>The patient</strong>: a signature for Lakeview General Hospital" in page
    assert f'href="/cases/{ref}/facts/authorization_signed?authorization={paper.id}"' in page
    assert "work_item" not in page.partition('id="held"')[2].partition("</ul>")[0].replace("?work_item=", "")


def test_people_are_shown_with_what_they_may_be_told_and_how_they_can_be_reached(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage)
    mobile = next(p for p in stage.case(ref).patient.contact_points if p.kind == "phone")
    stage.fact(ref, "channel_opted_out", contact=mobile.id)

    page = nora.get(f"/cases/{ref}").text.partition('id="people"')[2]

    assert "Chidi Okafor" in page
    assert "times and places only" in page
    assert "confirmed" in page
    assert "does not want it" in page


def test_a_note_is_added_and_read(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage)
    nora.get(f"/cases/{ref}")

    nora.post(f"/cases/{ref}/facts/note_added", text="Her sister drives her.\n<b>Not on Fridays.</b>")

    page = nora.get(f"/cases/{ref}").text.partition('id="notes"')[2]
    assert "Her sister drives her.\n&lt;b&gt;Not on Fridays.&lt;/b&gt;" in page


def test_a_pause_and_a_hand_over_are_said(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage)
    stage.fact(ref, "placed_on_hold", reason="She travels", review_on="2026-12-20")
    stage.fact(ref, "navigator_changed", to="sam@beacon.example")

    page = nora.get(f"/cases/{ref}").text

    assert "somebody looks again on Sun 20 Dec 2026: She travels" in page
    assert "hands this case over to sam@beacon.example" in page
    assert "Accept it" not in page, "only who is asked is asked"


def test_every_button_that_records_something_says_what_its_presser_does(stage: Stage, nora: Browser) -> None:
    rows = [
        SimpleNamespace(id="w", kind=kind, code=code, about="x", ref="SO-7K4M-Q2", request_id=None)
        for kind in WorkItemKind
        for code in ("", "handover", "hold-review", "another_channel", "wrong_patient")
    ]
    offered = [act.label for row in rows for act in (acts_of(row)[0], *acts_of(row)[1])]
    offered += [asks.does for asks in ASKS.values() if asks.does] + [asked.does for asked in ASKED.values()]
    ref = accepted(stage)
    page = unescape(nora.get(f"/cases/{ref}").text)
    written = re.findall(rf'href="/cases/{ref}/facts/(\w+)">([^<]+)<', page.partition('id="frequent"')[2])

    assert set(ACTS) == set(FACTS), "a fact without an act of its own"
    assert len({*ACTS.values()}) == len(ACTS), "two facts with the same words"
    assert [words for words in (*ACTS.values(), *offered) if words.split()[0] not in VERBS] == []
    assert len(written) > len(FACTS), "the frequent ones and all of them"
    assert [one for one in written if one != (one[0], ACTS[one[0]])] == []
    assert f"<h1>{ACTS['item_waived']}</h1>" in nora.get(f"/cases/{ref}/facts/item_waived").text


def test_a_title_says_what_is_missing_and_not_the_rule_behind_it(stage: Stage, nora: Browser) -> None:
    ref = stage.intake("0005")  # names nobody who has some essential records
    accepted_page = nora.get(f"/cases/{ref}").text.partition('id="frequent"')[0]

    assert "round trip" not in accepted_page
    assert "Speaks en" not in nora.get(f"/cases/{ref}").text
    assert "Speaks English" in nora.get(f"/cases/{ref}").text
