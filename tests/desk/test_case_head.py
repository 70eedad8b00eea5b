"""What stands over every page of a case."""

from __future__ import annotations

import re
from datetime import timedelta

from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from own_cases import accept, accepted, signed_in
from page_seen import Seen
from stage import Stage
from stage_walk import RECORDS, REVIEWER, compared

from coordinator.domain.errors import Refused
from coordinator.domain.words import StaffRole
from coordinator.services.desk.closed_case import ENDINGS, closed_shown
from coordinator.services.record import record
from coordinator.services.staff import add_user

PAGES = (
    "", "/records", "/scheduling", "/consultation", "/comparison", "/messages", "/messages/waiting", "/messages/plan",
    "/messages/new", "/timeline", "/access",
)  # fmt: skip


def test_the_header_says_whose_case_it_is_where_it_stands_and_who_has_the_ball(stage: Stage) -> None:
    ref, nora = stage.intake("0001"), signed_in(stage)

    waiting = nora.get(f"/cases/{ref}").text
    accept(stage, ref)
    taken = nora.get(f"/cases/{ref}").text

    assert "<q>Do I need chemotherapy before surgery, or can surgery come first?</q>" in waiting
    assert "accepting the terms" in waiting
    assert "Mon 11 Jan 2027</strong>, in 49 days" in waiting
    assert "Records asked for by " in waiting
    assert "0 % settled" in waiting
    assert 'desk-steps--now" aria-current="step">Request' in waiting
    assert 'desk-steps--now" aria-current="step">Records' in taken
    assert "a signature for Lakeview General Hospital" in taken
    assert "request_records_by" not in waiting, "names of the code are not for people"


def test_a_closed_case_shows_how_far_it_came(stage: Stage) -> None:
    ref = accepted(stage)
    stage.fact(ref, "withdrawn")

    page = signed_in(stage).get(f"/cases/{ref}").text

    assert 'desk-steps--done">Records' in page
    assert '<li class="">Scheduling' in page
    assert 'aria-current="step">Closed' in page
    assert "withdrawn by the patient" in page


def offered(browser: Browser, ref: str) -> tuple[set[str], set[str]]:
    """The facts that the pages of a case offer, and what else of the case their buttons and links would change."""
    facts, acts = set[str](), set[str]()
    for path in PAGES:
        page = Seen(browser.get(f"/cases/{ref}{path}").text, f"/cases/{ref}{path}")
        posts = [form.action for form in page.forms if form.method.lower() == "post"]
        facts |= {found[1] for to in (*posts, *page.links) if (found := re.search(rf"/{ref}/facts/(\w+)", to))}
        acts |= {to for to in posts if f"/{ref}/" in to and "/facts/" not in to}
        acts |= {to for to in page.links if to.endswith(("/messages/new", "/consultation/opinion"))}
    return facts, acts


def why_not(stage: Stage, ref: str, fact: str) -> str:
    """The code with which a fact is refused."""
    try:
        record(stage.world, ref, fact, {}, by=NAVIGATOR)
    except Refused as refusal:
        return refusal.code
    return ""


def test_a_closed_case_offers_nothing_that_would_be_refused_for_its_end(stage: Stage) -> None:
    add_user(stage.world, RECORDS, "Rita Records", ["records_coordinator"], "north", PASSWORD)
    add_user(stage.world, REVIEWER, "Carla Clinical", ["navigator", "clinical_reviewer"], "north", PASSWORD)
    ref, carla = compared(stage), signed_in(stage, REVIEWER)
    facts, acts = offered(carla, ref)
    assert {"message_written", "agreement_classified", "withdrawn"} <= facts
    assert {f"/cases/{ref}/messages/new", f"/cases/{ref}/comparison/verify"} <= acts

    stage.fact(ref, "withdrawn")
    stage.advance(hours=3)
    facts, acts = offered(carla, ref)

    assert acts == set()
    assert {"note_added", "call_logged", "case_reopened"} <= facts
    assert not facts & {*ENDINGS, "letter_approved", "document_verified"}, "it has ended, and there is none of these"
    assert {fact for fact in facts if why_not(stage, ref, fact) == "case.closed"} == set()


def test_a_closed_case_says_why_and_how_it_goes_on(stage: Stage) -> None:
    ref = accepted(stage)
    stage.fact(ref, "withdrawn")
    nora = signed_in(stage)

    for path in PAGES:
        page = nora.get(f"/cases/{ref}{path}").text
        assert "This case is closed.</strong> Only calls, notes and what is still owed are recorded now" in page, path
        assert f'<a href="/cases/{ref}/facts/case_reopened">Re-open it</a>' in page, path
    late = nora.post(f"/cases/{ref}/messages/new", contact="patient", text="We found an opening.", step="send")
    form = nora.get(f"/cases/{ref}/facts/message_written")
    refused = nora.post(f"/cases/{ref}/facts/worry_told", text="Losing my hair")

    assert late.status_code == 422
    assert "We found an opening." in late.text, "nothing typed is lost"
    assert "re-open it first" in late.text
    assert "Not recorded: this case is closed." in form.text
    assert 'name="text"' not in form.text
    assert refused.status_code == 422
    assert "Losing my hair" in refused.text
    assert "case.closed" not in refused.text

    nora.get(f"/cases/{ref}/facts/case_reopened")
    assert "This case is closed" not in nora.post(f"/cases/{ref}/facts/case_reopened", reason="she called again").text


def test_a_case_that_a_death_closed_is_reopened_by_a_supervisor_only(stage: Stage) -> None:
    ref = accepted(stage)
    stage.fact(ref, "patient_died", on="2026-11-22", source="her brother")
    case = stage.case(ref)

    shown = closed_shown(case, {StaffRole.NAVIGATOR}, stage.now)
    to_supervisor = closed_shown(case, {StaffRole.SUPERVISOR}, stage.now)

    assert shown is not None
    assert to_supervisor is not None
    assert (shown.reopens, to_supervisor.reopens) == (False, True)
    assert "a supervisor can re-open the case until Sat 22 May 2027." in shown.way_back


def test_after_half_a_year_a_closed_case_stays_closed(stage: Stage) -> None:
    ref = accepted(stage)
    stage.fact(ref, "withdrawn")
    case = stage.case(ref)
    assert case.closed_at is not None

    shown = closed_shown(case, {StaffRole.SUPERVISOR}, case.closed_at + timedelta(days=180, hours=1))

    assert shown is not None
    assert not shown.reopens
    assert "a new case" in shown.way_back
