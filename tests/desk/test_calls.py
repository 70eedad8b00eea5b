"""Calls today: one call, everybody who waits there, an outcome for each; two people never ring at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from office_day import COLLEAGUE, morning
from servers import PostgresServer, smtp_sink
from sqlalchemy import Interval, literal, select, update
from stage import Stage

from coordinator.domain.errors import NotFound
from coordinator.services.desk.calls import calls, whom_named
from coordinator.services.sign_in.here import signed_in
from coordinator.store import call_claims
from coordinator.store.engine_tables import event as event_table
from coordinator.store.work_tables import call_claim

FILE_NAME = re.compile(r"CALL TO [A-Z ]*[a-z][a-z0-9_-]+   ")


@pytest.fixture(scope="module")
def stage(
    postgres_server: PostgresServer, desk_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """One morning for all tests of this file; each uses patients or a desk of its own."""
    with smtp_sink() as sink:
        made = morning(postgres_server, desk_template, sink, tmp_path_factory.mktemp("calls"))
        yield made
        made.close()


@pytest.fixture(scope="module")
def nora(stage: Stage) -> Browser:
    return _here(stage, NAVIGATOR)


def _here(stage: Stage, email: str) -> Browser:
    browser = Browser.of(stage)
    browser.sign_in(email, PASSWORD)
    return browser


def desk_of(stage: Stage, department: str, name: str = "maria") -> str:
    """The page of the call to one desk of the hospital."""
    return f"/calls/with/desk/{request_of(stage, name, department).desk.id}"


def request_of(stage: Stage, name: str, department: str) -> Any:
    return next(r for r in stage.case(stage.refs[name]).requests if r.department == department and r.sent_at)


def line(stage: Stage, name: str, department: str, outcome: str, **more: str) -> dict[str, str]:
    """What a form says about one patient."""
    request = request_of(stage, name, department)
    return {f"outcome-{request.id}": outcome, **{f"{key}-{request.id}": value for key, value in more.items()}}


def facts(stage: Stage, name: str) -> list[str]:
    case_id = stage.case(stage.refs[name]).id
    with stage.world.database.reading() as session:
        statement = select(event_table.c.name).where(event_table.c.stream == case_id).order_by(event_table.c.seq)
        return list(session.execute(statement).scalars())


def test_one_call_gathers_everybody_who_waits_at_a_desk(stage: Stage, nora: Browser) -> None:
    page = nora.get("/calls").text

    (block,) = [one for one in page.split('class="desk-row"') if "Lakeview General Hospital, image library" in one]
    assert "4 patients:" in block
    for name in ("Maria Okafor", "Rosa Ibarra", "Tom Hale", "June Okoye"):
        assert name in block
    assert 'href="tel:+14155550160">(415) 555-0160<' in block
    assert "Open now until 16:30 CST" in block
    assert "Nobody there has said that our letter arrived." in block
    assert "press 4, ask for release of information" in page


def test_one_form_answers_four_patients_each_with_facts_of_their_own(stage: Stage, nora: Browser) -> None:
    path = desk_of(stage, "records_office")
    nora.get(path)

    shown = nora.post(path, **{
        **line(stage, "maria", "records_office", "has_it", note="Anna at the desk"),
        **line(stage, "rosa", "records_office", "promised", on="2026-12-08"),
        **line(stage, "tom", "records_office", "never_received"),
        **line(stage, "june", "records_office", "fee", amount="$12.50"),
    })  # fmt: skip
    stage.rest()

    assert shown.url.path == "/calls"
    assert "Rosa Ibarra</a>: they named a day" in shown.text
    assert request_of(stage, "maria", "records_office").receipt_evidenced
    assert request_of(stage, "rosa", "records_office").promised_on.isoformat() == "2026-12-08"
    assert request_of(stage, "june", "records_office").fee_quoted_minor == 1250
    again = next(r for r in stage.case(stage.refs["tom"]).requests if r.department == "records_office")
    assert [attempt["channel"] for attempt in again.attempts] == ["fax"], "the first proof is kept"
    assert again.asked_channel == "print", "it goes another way"
    assert path not in nora.get("/calls").text, "nobody needs to ring there any more"


def test_a_call_that_was_recorded_wrongly_is_undone_whole(stage: Stage, nora: Browser) -> None:
    path = desk_of(stage, "pathology")
    nora.get(path)
    shown = nora.post(path, **line(stage, "rosa", "pathology", "promised", on="2026-12-09"))
    told = re.search(r'name="one" value="([^"]+)"', shown.text)
    assert told is not None

    undone = nora.post("/calls/undo", one=told[1], told=told[1])
    stage.rest()

    assert "(taken back)" in undone.text
    assert request_of(stage, "rosa", "pathology").promised_on is None
    assert "Rosa Ibarra" in nora.get(path).text.split("They wait there too")[0], "the call is due again"


def test_what_is_wrong_stands_at_its_patient_and_the_others_are_recorded(stage: Stage, nora: Browser) -> None:
    path = desk_of(stage, "image_library")
    nora.get(path)

    shown = nora.post(path, **{
        **line(stage, "maria", "image_library", "promised", on="soon", note="after <lunch>"),
        **line(stage, "rosa", "image_library", "fee", amount="a lot"),
        **line(stage, "tom", "image_library", "has_it"),
    })  # fmt: skip

    assert shown.status_code == 422
    assert "Which day did they name?" in shown.text
    assert "How much, in dollars?" in shown.text
    assert 'value="after &lt;lunch&gt;"' in shown.text
    assert 'value="a lot"' in shown.text
    assert "Tom Hale</a>: they have it" in shown.text
    assert f"outcome-{request_of(stage, 'tom', 'image_library').id}" not in shown.text, "he is done"
    assert request_of(stage, "tom", "image_library").receipt_evidenced
    assert "office_promised" not in facts(stage, "maria")


def test_a_patients_facts_are_recorded_together_or_not_at_all(stage: Stage, nora: Browser) -> None:
    path = desk_of(stage, "image_library")
    nora.get(path)
    before = facts(stage, "june")

    shown = nora.post(path, **line(stage, "june", "image_library", "left_message", again="2026-11-20"))

    assert shown.status_code == 422
    assert "we call back ahead" in shown.text
    assert facts(stage, "june") == before, "the call itself is not recorded either"


def test_a_call_that_nobody_answered_comes_back_on_its_day(stage: Stage, nora: Browser) -> None:
    path = desk_of(stage, "image_library")
    nora.get(path)

    nora.post(path, **line(stage, "june", "image_library", "no_answer", again="2026-11-30"))

    request = request_of(stage, "june", "image_library")
    (back,) = [w for w in stage.case(stage.refs["june"]).work_items if w.open and w.about == request.id]
    assert (back.code, back.due_at.isoformat()) == ("call_back", "2026-11-30T16:00:00+00:00"), "10:00 at the office"
    assert "Call the records office" in nora.get("/").text.split("Coming up")[1]


def test_who_calls_keeps_others_from_calling_until_they_are_done(stage: Stage, nora: Browser) -> None:
    path, kim = desk_of(stage, "physician_office", "grace"), _here(stage, COLLEAGUE)
    with stage.world.database.transaction() as session:
        call_claims.take(session, path.removeprefix("/calls/with/"), COLLEAGUE)
    nora.get(path)

    refused = nora.post(path, **line(stage, "grace", "physician_office", "has_it", note="typed already"))
    with stage.world.database.transaction() as session:
        call_claims.give_up(session, path.removeprefix("/calls/with/"), COLLEAGUE)
    again = nora.post(path, **line(stage, "grace", "physician_office", "left_message"))

    assert refused.status_code == 409
    assert f"{COLLEAGUE} is calling them now." in refused.text
    assert again.url.path == "/calls"
    assert kim.get(path).status_code == 404, "a colleague does not see the patients"


def test_of_two_who_want_to_call_at_once_one_does(stage: Stage) -> None:
    def want(who: str) -> bool:
        with stage.world.database.transaction() as session:
            return call_claims.take(session, "desk/race", who)

    with ThreadPoolExecutor(8) as pool:
        for _ in range(10):
            with stage.world.database.transaction() as session:
                session.execute(call_claim.delete())
            assert sum(pool.map(want, [f"{n}@beacon.example" for n in range(8)])) == 1


def test_a_claim_ends_by_itself(stage: Stage) -> None:
    with stage.world.database.transaction() as session:
        assert call_claims.take(session, "desk/old", COLLEAGUE)
        assert not call_claims.take(session, "desk/old", NAVIGATOR)
        past = call_claim.c.until - literal(call_claims.LASTS + timedelta(seconds=1), Interval)
        session.execute(update(call_claim).where(call_claim.c.whom == "desk/old").values(until=past))
        assert not call_claims.running(session, ["desk/old"])
        assert call_claims.take(session, "desk/old", NAVIGATOR)


def test_a_patient_is_called_about_all_their_matters_with_the_words_beside(stage: Stage, nora: Browser) -> None:
    ref = stage.refs["maria"]
    stage.fact(ref, "call_back_agreed", who="patient", when=(stage.now + timedelta(hours=1)).isoformat())
    stage.advance(hours=2)
    path = f"/calls/with/patient/{ref}"

    page = nora.get(path).text
    item = next(w for w in stage.case(ref).work_items if w.open and w.kind == "call_patient")
    script = nora.get(f"/calls/script/{ref}/{item.id}")
    shown = nora.post(path, **{f"outcome-{item.id}": "reached"})

    assert 'href="tel:+15075550181"' in page
    assert "Leave no message on voicemail." in page
    assert "We said that we would call back now." in page
    assert "Maria" in script.text
    assert not FILE_NAME.search(script.text), "a person does not read how a file is called"
    assert "Maria Okafor</a>: we spoke" in shown.text
    assert not next(w for w in stage.case(ref).work_items if w.id == item.id).open


def test_nobody_is_called_who_is_not_in_sight(stage: Stage) -> None:
    kim = _here(stage, COLLEAGUE)

    assert "Lakeview" not in kim.get("/calls").text
    for path in (desk_of(stage, "pathology"), f"/calls/with/patient/{stage.refs['maria']}", "/calls/with/desk/x",
                 "/calls/with/elsewhere/x", "/calls/work/x"):  # fmt: skip
        assert kim.get(path).status_code == 404, path
    with pytest.raises(NotFound):
        whom_named("desk", "'; DROP TABLE")


def test_the_list_goes_on_after_its_last_call(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordinator.services.desk.calls.ON_A_PAGE", 1)
    cookie = _here(stage, NAVIGATOR).client.cookies["desk"]
    with stage.world.database.transaction() as session:
        found = signed_in(stage.world, session, cookie)
        assert found is not None
        seen, after = [], ""
        while True:
            listed = calls(session, found.viewer, stage.now, after)
            seen += [group.whom for group in listed.entries]
            after = listed.onward
            if not after:
                break

    assert len(seen) == len(set(seen)) == listed.total > 1
