"""Who looked at a case, and what was sent to whom."""

from __future__ import annotations

from own_cases import accepted, signed_in
from sqlalchemy import select
from stage import Stage

from coordinator.services.desk.access import ON_A_PAGE
from coordinator.store import case_looks
from coordinator.store.document_tables import case_look


def rows(stage: Stage) -> list[tuple[str, list[str]]]:
    """Every look at pages that was kept, the first first."""
    with stage.world.database.reading() as session:
        kept = session.execute(select(case_look).order_by(case_look.c.quarter_at)).all()
    return [(row.by, list(row.pages)) for row in kept]


def test_a_look_is_kept_once_a_quarter_of_an_hour_with_all_its_pages(stage: Stage) -> None:
    ref, nora = accepted(stage), signed_in(stage)

    for path in ("", "/records", "", "/records", "/access"):
        assert nora.get(f"/cases/{ref}{path}").status_code == 200
    stage.advance(minutes=20)
    nora.get(f"/cases/{ref}")

    me = "nora@beacon.example"
    assert rows(stage) == [(me, ["overview", "records", "access"]), (me, ["overview"])]


def test_a_page_that_follows_by_itself_is_no_look_and_neither_is_one_that_was_refused(stage: Stage) -> None:
    ref, nora = accepted(stage), signed_in(stage)

    nora.client.get(f"/cases/{ref}", headers={"x-following": "1"})
    nora.get("/cases/SO-XXXX-XX")

    assert rows(stage) == []


def test_the_page_says_who_saw_what_and_goes_on_by_pages(stage: Stage) -> None:
    ref, nora = accepted(stage), signed_in(stage)
    case_id = stage.case(ref).id
    nora.get(f"/cases/{ref}/records")
    first = nora.get(f"/cases/{ref}/access").text
    with stage.world.database.transaction() as session:
        for number in range(ON_A_PAGE):
            case_looks.note(session, case_id, f"p{number:02}@beacon.example", stage.now, "overview")

    page = nora.get(f"/cases/{ref}/access").text
    onward = page.partition(f'href="/cases/{ref}/access?after=')[2].partition('"')[0]
    second = nora.get(f"/cases/{ref}/access?after={onward}").text

    assert "<strong>Nora Navigator</strong> saw the page records" in first
    assert page.count(" saw ") + second.count(" saw ") == ON_A_PAGE + 1
    assert nora.get(f"/cases/{ref}/access?after=x").status_code == 400


def test_what_left_under_a_paper_is_listed_with_what_it_named(stage: Stage) -> None:
    ref, nora = accepted(stage), signed_in(stage)
    stage.sign_all(ref)
    stage.advance(hours=2)

    page = nora.get(f"/cases/{ref}/access").text.partition('id="disclosed"')[2]

    assert "to Lakeview General Hospital, records office, by fax" in page
    assert "signed Mon 23 Nov 2026" in page
    assert "It named: Consultation notes, Progress notes, Laboratory results, Medication list." in page
