"""The print queue: one PDF in the order of the list, posted with a day, taken back before, undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from office_day import COLLEAGUE, accepted, somebody
from servers import PostgresServer, smtp_sink
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.services.record import record
from coordinator.services.staff import add_user
from coordinator.store import journal

ELSEWHERE = "lou@beacon.example"


def by_post(number: str, given: str, family: str, place: int) -> dict[str, Any]:
    """A patient without an e-mail address: everything goes to them by post."""
    changes = somebody(number, given, family, place)
    changes["patient"] |= {"email": None, "preferred_channel": "phone"}
    return changes


@pytest.fixture(scope="module")
def stage(
    postgres_server: PostgresServer, desk_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Two patients who are written to by post; their letters are printed."""
    with smtp_sink() as sink:
        url = postgres_server.url(postgres_server.create_database(desk_template))
        made = Stage.again(url, sink, tmp_path_factory.mktemp("print"))
        add_user(made.world, COLLEAGUE, "Kim Colleague", ["navigator"], "north", PASSWORD)
        add_user(made.world, ELSEWHERE, "Lou Elsewhere", ["navigator"], "south", PASSWORD)
        for place, (given, family) in enumerate((("Ada", "Post"), ("Ben", "Stamp")), start=1):
            made.refs[given.lower()] = accepted(made, "0001", sign=False, **by_post("0001", given, family, place))
        made.advance(days=3)
        yield made
        made.close()


@pytest.fixture(scope="module")
def nora(stage: Stage) -> Browser:
    browser = Browser.of(stage)
    browser.sign_in(NAVIGATOR, PASSWORD)
    return browser


def queued(stage: Stage, name: str) -> list[str]:
    return [row.id for row in stage.sent(stage.refs[name], channel="print", status="queued")]


def on_page(page: str) -> list[str]:
    return re.findall(r'name="letter" id="choose-[^"]+" value="([^"]+)"', page)


def test_what_waits_for_the_post_is_listed_oldest_first_and_printed_as_one_file(stage: Stage, nora: Browser) -> None:
    ids = on_page(nora.get("/print").text)
    assert set(ids) == {*queued(stage, "ada"), *queued(stage, "ben")}
    assert len(ids) >= 2

    answer = nora.post("/print/batch", letter=ids)
    with pypdfium2.PdfDocument(answer.content) as printed:
        words = [page.get_textpage().get_text_range() for page in printed]

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    whose = dict.fromkeys(queued(stage, "ada"), "Ada Post") | dict.fromkeys(queued(stage, "ben"), "Ben Stamp")
    assert whose[ids[0]] in words[0]
    assert "412 Birch Ave" in words[0], "the address stands in the window"


def test_a_letter_that_was_posted_leaves_the_queue_and_comes_back_when_that_was_wrong(
    stage: Stage, nora: Browser
) -> None:
    letter = queued(stage, "ada")[0]
    nora.get("/print")

    posted = nora.post("/print/posted", letter=letter, on="2026-11-25")
    (row,) = [r for r in stage.sent(stage.refs["ada"]) if r.id == letter]
    undo = re.search(rf'action="(/cases/{stage.refs["ada"]}/undo/\d+)"', posted.text)
    assert undo is not None
    again = nora.post(undo[1], back="/print")

    assert (row.status, row.posted_on.isoformat()) == ("mailed", "2026-11-25")
    assert letter not in on_page(posted.text)
    assert "posted Wed 25 Nov 2026" in posted.text
    assert letter in on_page(again.text)


def test_a_letter_is_not_posted_tomorrow_nor_one_that_does_not_wait(stage: Stage, nora: Browser) -> None:
    letter = queued(stage, "ada")[0]
    nora.get("/print")

    ahead = nora.post("/print/posted", letter=letter, on="2026-12-24")
    gone = nora.post("/print/posted", letter=[letter, "00000000-0000-7000-8000-000000000000"], on="")

    assert ahead.status_code == 422
    assert "the day it went to the post" in ahead.text
    assert "1 of the letters you chose did not wait any more" in gone.text
    assert nora.post("/print/posted").status_code == 422, "nothing was chosen"
    with pytest.raises(Refused, match=r"letter\.not_waiting"):
        record(stage.world, stage.refs["ben"], "letter_posted", {"letter": letter})
    with pytest.raises(Refused, match=r"letter\.not_waiting"):
        record(stage.world, stage.refs["ben"], "letter_posted", {"letter": "yesterday's"})


def test_a_letter_that_is_taken_back_is_told_by_a_person_instead(stage: Stage, nora: Browser) -> None:
    ref, letter = stage.refs["ben"], queued(stage, "ben")[0]
    nora.get("/print")

    page = nora.post(f"/cases/{ref}/facts/letter_taken_back", letter=letter, reason="Wrong enclosure", back="/print")
    (row,) = [r for r in stage.sent(ref) if r.id == letter]
    (call,) = [w for w in stage.case(ref).work_items if w.open and w.code == row.name and w.kind == "call_patient"]
    stage.fact(ref, "corrected", seq=_number(stage, ref, "letter_taken_back"))

    assert row.status == "withdrawn"
    assert letter not in on_page(page.text)
    assert call.open
    assert letter in queued(stage, "ben"), "after the undo it waits again"
    assert not next(w for w in stage.case(ref).work_items if w.id == call.id).open


def test_nobody_prints_letters_of_cases_that_are_not_theirs(stage: Stage) -> None:
    kim = Browser.of(stage)
    kim.sign_in(COLLEAGUE, PASSWORD)

    assert "Nothing waits for the post" in kim.get("/print").text
    assert kim.post("/print/batch", letter=queued(stage, "ada")[0]).status_code == 404
    assert kim.post("/print/posted", letter=queued(stage, "ada")[0]).status_code == 422
    assert queued(stage, "ada")


def test_letters_go_at_once_with_their_case_to_another_navigator(stage: Stage, nora: Browser) -> None:
    ref, hers = stage.refs["ada"], set(queued(stage, "ada"))
    lou = Browser.of(stage)
    lou.sign_in(ELSEWHERE, PASSWORD)
    assert hers <= set(on_page(nora.get("/print").text))
    assert not on_page(lou.get("/print").text)

    stage.fact(ref, "navigator_changed", to=ELSEWHERE)
    stage.fact(ref, "handover_accepted", by=ELSEWHERE)

    assert set(on_page(lou.get("/print").text)) == hers
    assert not hers & set(on_page(nora.get("/print").text))
    assert lou.post("/print/batch", letter=sorted(hers)).status_code == 200


def _number(stage: Stage, ref: str, name: str) -> int:
    with stage.world.database.reading() as session:
        return next(e.seq for e in journal.events_of(session, stage.case(ref).id) if e.name == name)
