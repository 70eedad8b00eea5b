"""Operations: what needs somebody, the tap, health and the playbook; nothing of a patient in any of them."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Browser
from desk_people import PASSWORD
from sqlalchemy import insert, update
from stage import Stage

from coordinator.domain import booking_guards, guards
from coordinator.domain.packet_index import NOT_INDEXED
from coordinator.domain.words import Stage as CaseStage
from coordinator.paths import default_playbook
from coordinator.playbook.declarations import SILENCES, TIMED_CONDITIONS
from coordinator.services import operate, pausing, playbooks
from coordinator.services.desk import playbook_words
from coordinator.services.desk.guard_words import HOLDS
from coordinator.services.staff import add_user
from coordinator.services.volume import WATCHER
from coordinator.store import pauses
from coordinator.store.engine_tables import breaker
from coordinator.store.engine_tables import effect as effect_table
from coordinator.store.sign_in_tables import sign_in

ADMIN = "ada@beacon.example"
PAGES = ("/operations", "/operations/pauses", "/operations/health", "/operations/playbook")
LISTS = ("stuck", "uncertain", "dead", "due", "later", "held")


@pytest.fixture
def ada(stage: Stage) -> Iterator[Browser]:
    """An admin, who sees no case."""
    add_user(stage.world, ADMIN, "Ada Admin", ["admin"], None, PASSWORD)
    browser = Browser.of(stage)
    browser.sign_in(ADMIN, PASSWORD)
    with stage.world.database.transaction() as session:
        session.execute(update(sign_in).values(whole_at=sign_in.c.begun_at))
    browser.get("/operations")
    return browser


def made(stage: Stage, ref: str, status: str, **values: object) -> str:
    """One order of the case, as if it had come so far."""
    effect = stage.effects(ref)[0]
    with stage.world.database.transaction() as session:
        session.execute(
            update(effect_table).where(effect_table.c.id == effect.id).values(status=status, lane="mail", **values)
        )
    return str(effect.id)


def status_of(stage: Stage, ref: str, effect: str) -> str:
    return next(str(e.status) for e in stage.effects(ref) if e.id == effect)


def in_force(stage: Stage) -> list[tuple[str, str]]:
    with stage.world.database.reading() as session:
        return [(pause["only"], pause["by"]) for pause in pausing.in_force(session)]


def test_what_was_given_up_is_tried_again_or_never_sent_with_a_reason(stage: Stage, ada: Browser) -> None:
    ref = stage.intake("0001")
    dead = made(stage, ref, "dead", reason="bounced")

    page = ada.get("/operations").text
    assert dead in page
    assert ref in page

    assert ada.post(f"/operations/sends/{dead}/retry", why=" ").status_code == 422
    assert status_of(stage, ref, dead) == "dead"

    assert "It is tried again." in ada.post(f"/operations/sends/{dead}/retry", why="The address was mended").text
    assert status_of(stage, ref, dead) == "pending"

    ada.post(f"/operations/sends/{dead}/cancel", why="No more use")
    assert status_of(stage, ref, dead) == "never"


@pytest.mark.parametrize(("act", "ends"), [("sent", "done"), ("not-sent", "pending")])
def test_an_uncertain_send_is_settled_by_what_somebody_saw(stage: Stage, ada: Browser, act: str, ends: str) -> None:
    ref = stage.intake("0001")
    effect = next(e for e in stage.effects(ref) if e.communication_id and e.lane == "mail")
    with stage.world.database.transaction() as session:
        session.execute(update(effect_table).where(effect_table.c.id == effect.id).values(status="uncertain"))
    assert "It did not leave" in ada.get("/operations?which=uncertain").text

    ada.post(f"/operations/sends/{effect.id}/{act}", which="uncertain", why="log line 4711")

    assert status_of(stage, ref, effect.id) == ends


def test_a_send_that_moved_on_meanwhile_says_so(stage: Stage, ada: Browser) -> None:
    ref = stage.intake("0001")
    dead = made(stage, ref, "dead")
    operate.cancel(stage.world, dead, "a colleague did it")

    late = ada.post(f"/operations/sends/{dead}/cancel", why="Mine")

    assert late.status_code == 422
    assert "was faster" in late.text


def test_outbound_is_paused_and_let_go_with_who_and_why(stage: Stage, ada: Browser) -> None:
    ada.get("/operations/pauses")
    assert ada.post("/operations/pauses/begin", only="", why="").status_code == 422
    assert ada.post("/operations/pauses/begin", only="desk:nobody", why="x").status_code == 422

    ada.post("/operations/pauses/begin", only="channel:fax", why="Their line is down")
    page = ada.post("/operations/pauses/begin", only="", why="A rehearsal").text

    assert in_force(stage) == [("", ADMIN), ("channel:fax", ADMIN)]
    assert "Everything by fax" in page
    assert f"By {ADMIN}: Their line is down" in page
    assert "Everything that leaves" in ada.get("/operations").text

    ada.post("/operations/pauses/end", only="channel:fax", why="It works again")
    assert in_force(stage) == [("", ADMIN)]


def test_a_hold_of_the_volume_watch_is_told_apart(stage: Stage, ada: Browser) -> None:
    with stage.world.database.transaction() as session:
        pauses.begin(session, "m01-welcome", now=stage.now, by=WATCHER, why="301 or more within an hour")

    assert "because far more than usual left" in ada.get("/operations").text
    assert "The program held it" in ada.get("/operations/pauses").text


def test_health_names_what_is_wrong_and_which_destinations_rest(stage: Stage, ada: Browser) -> None:
    with stage.world.database.transaction() as session:
        session.execute(insert(breaker).values(destination="relay", failures=4, last_error="refused"))

    page = ada.get("/operations/health").text

    assert "none was ever seen" in page, "no worker runs here"
    assert "relay" in page
    assert "Something needs somebody" in page


def codes_of(stage: CaseStage) -> set[str]:
    """What the guard of a stage may say; every ``item.…`` as ``item``."""
    source = inspect.getsource(guards.GUARDS[stage])
    source += inspect.getsource(booking_guards) if stage is CaseStage.SCHEDULING else ""
    found = {*re.findall(r'Reason\(\s*"([a-z_.]+)"', source), *re.findall(r'code = f?"(item)\.', source)}
    return found | ({NOT_INDEXED} if "NOT_INDEXED" in source else set())


@pytest.mark.parametrize("stage_of_case", guards.GUARDS)
def test_what_a_guard_asks_for_stands_in_the_playbooks_sentences_and_nothing_else(stage_of_case: CaseStage) -> None:
    told = [code for holds in HOLDS[stage_of_case] for code in holds.codes]

    assert set(told) == codes_of(stage_of_case)
    assert len(told) == len(set(told))
    assert all(holds.codes for holds in HOLDS[stage_of_case]), "a sentence that no guard asks for"


def test_what_silences_a_ladder_has_its_words() -> None:
    assert set(playbook_words.SILENT) == {*SILENCES, *TIMED_CONDITIONS}


def test_every_stage_of_the_playbook_says_what_it_waits_for(stage: Stage, ada: Browser) -> None:
    page = ada.get("/operations/playbook").text
    for target in stage.world.playbook.targets:
        assert all(html.escape(holds.says, quote=True).replace("&#x27;", "&#39;") in page for holds in HOLDS[target])


def test_the_playbook_reads_as_sentences(stage: Stage, ada: Browser) -> None:
    page = ada.get("/operations/playbook").text

    for ladder in stage.world.playbook.ladders:
        assert f'id="{ladder}"' in page, ladder
    for stage_name in CaseStage:
        assert stage_name is CaseStage.CLOSED or f"<h3>{stage_name.capitalize()}</h3>" in page
    assert "7 business days after the office has the letter (else after sending)" in page
    assert "3 days before legal due date" in page


def test_nothing_of_a_patient_is_on_any_page_of_operations(stage: Stage, ada: Browser) -> None:
    ref = stage.intake("0001")
    case = stage.case(ref)
    made(stage, ref, "dead", last_error=f"550 no such user {case.patient.contact_points[0].value}")
    named = {case.patient.given, case.patient.family, *(p.value for p in case.patient.contact_points)}

    for path in (*PAGES, *(f"/operations?which={which}" for which in LISTS)):
        page = ada.get(path)
        assert page.status_code == 200
        assert not [name for name in named if name in page.text], path


def test_a_long_list_of_sends_goes_on_by_pages(stage: Stage, ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = stage.intake("0001")
    stage.accept(ref)
    with stage.world.database.transaction() as session:
        session.execute(update(effect_table).values(status="dead", lane="mail"))
    monkeypatch.setattr("coordinator.services.desk.operating.ON_A_PAGE", 1)

    seen, path = [], "/operations?which=dead"
    while path:
        page = ada.get(path).text
        seen += [e.id for e in stage.effects(ref) if f'id="send-{e.id}"' in page]
        onward = page.partition('">Next page')[0].rpartition('href="')[2] if "Next page" in page else ""
        path = onward.replace("&amp;", "&")

    assert sorted(seen) == sorted(e.id for e in stage.effects(ref))
    assert len(seen) > 1


def test_who_does_not_operate_finds_no_such_page(stage: Stage) -> None:
    nora = Browser.of(stage)
    nora.sign_in("nora@beacon.example", PASSWORD)

    assert [nora.get(path).status_code for path in PAGES] == [404] * 4
    assert nora.post("/operations/pauses/begin", only="", why="x").status_code == 404
    assert in_force(stage) == []


def test_the_playbook_page_says_how_many_open_cases_live_under_which_version(
    stage: Stage, ada: Browser, tmp_path: Path
) -> None:
    stage.intake("0001")
    file = tmp_path / "mine.yaml"
    file.write_text(default_playbook().read_text(encoding="utf-8").replace("version: 1\n", "version: 2\n"))
    playbooks.activate(stage.world, file)

    page = " ".join(ada.get("/operations/playbook").text.split())
    assert "New cases follow version 2. No open case follows it yet." in page
    assert "1 keeps version 1, under which it began." in page
