"""Today: what needs a person now, who is waited for too long, what comes up, and why a case is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from office_day import COLLEAGUE, morning
from servers import PostgresServer, smtp_sink
from sqlalchemy import event, text
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.domain.facts import FACTS
from coordinator.domain.words import WorkItemKind
from coordinator.paths import default_playbook
from coordinator.playbook.loader import load
from coordinator.playbook.schema import code_of
from coordinator.services.desk.claiming import claim_case
from coordinator.services.desk.outlook_words import PLANNED
from coordinator.services.desk.work_reasons import REASONS, reason_of
from coordinator.services.desk.work_words import ASKED
from coordinator.services.record import record
from coordinator.web.templating import unbroken

CODE_WORD = re.compile(r"\b(?:[a-z]+[_/][a-z_]+|[a-z]\d\d-[a-z-]+)\b")
"""What a person does not understand: call_desk, record-request/reminder-1, t01-receipt-call."""


@pytest.fixture(scope="module")
def stage(
    postgres_server: PostgresServer, desk_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """One morning for all tests of this file, in their order."""
    with smtp_sink() as sink:
        made = morning(postgres_server, desk_template, sink, tmp_path_factory.mktemp("today"))
        yield made
        made.close()


@pytest.fixture(scope="module")
def nora(stage: Stage) -> Browser:
    browser = Browser.of(stage)
    browser.sign_in(NAVIGATOR, PASSWORD)
    return browser


def now_section(page: str) -> str:
    return page.split('id="now-title"')[1].split('class="today-side"')[0]


def words_of(html: str) -> str:
    return re.sub(r"<(?:a|form|input|button|details|summary|label|option|svg)\b[^>]*>|<[^>]+>", " ", html)


def test_each_row_says_what_and_why_in_words_and_its_button_does_it(stage: Stage, nora: Browser) -> None:
    page = now_section(nora.get("/").text)

    assert "Call Lakeview General Hospital, records office" in page
    assert "Nobody there has said that our letter arrived." in page
    assert page.count("Call Lakeview General Hospital, records office") == 1, "one call, one row"
    assert re.search(r"4 patients: (?:\w+ \w+(?:, )?){4}", page)
    assert not CODE_WORD.findall(words_of(page))
    maria = stage.case(stage.refs["maria"])
    item = next(w for w in maria.work_items if w.open and w.kind == "choose_reviewing_laboratory")
    assert f'id="work-{item.id}"' in page


def test_a_button_that_needs_nothing_more_records_the_fact_and_comes_back(stage: Stage, nora: Browser) -> None:
    ref = stage.refs["grace"]
    item = next(w for w in stage.case(ref).work_items if w.open and w.kind == "copy_into_office_portal")
    page = nora.get("/").text
    assert f'action="/cases/{ref}/facts/work_item_done"' in page

    shown = nora.post(f"/cases/{ref}/facts/work_item_done", work_item=item.id, back="/")

    assert not next(w for w in stage.case(ref).work_items if w.id == item.id).open
    assert "Recorded" in shown.text


def test_work_that_is_put_off_is_out_of_the_way_and_back_when_something_happens(stage: Stage, nora: Browser) -> None:
    ref = stage.refs["rosa"]
    item = next(w for w in stage.case(ref).work_items if w.open and w.kind == "choose_reviewing_laboratory")
    nora.get("/")

    told = {"work_item": item.id, "until": "2026-12-01", "reason": "She asks her sister", "back": "/"}
    nora.post(f"/cases/{ref}/facts/work_snoozed", **told)
    hidden, later = nora.get("/").text, nora.get("/?show=later").text
    asked = nora.get(f"/?why={stage.refs['rosa'].lower()}").text
    stage.fact(ref, "office_promised", request=stage.request(ref, "image_library").id, on="2026-12-03")
    back = nora.get("/").text

    row = f'id="work-{item.id}"'
    assert row not in hidden
    assert row in later
    assert "She asks her sister" in later
    assert "It is here" in asked, "another call about her is due"
    assert row in back


def test_a_case_that_is_fine_says_why_it_is_not_here(stage: Stage, nora: Browser) -> None:
    ref = stage.refs["tom"]
    for item in [w for w in stage.case(ref).work_items if w.open]:
        if item.kind == "choose_reviewing_laboratory":
            stage.fact(ref, "reviewing_laboratory_chosen", organization="Northern Lights Cancer Center")
        else:
            stage.fact(ref, "call_logged", request=item.about, outcome="has_it")

    told = nora.get(f"/?why={ref}")

    assert (
        "Lakeview General Hospital, image library has the ball since Mon 23 Nov 2026: the records we asked for."
        in told.text
    )
    assert "If nothing happens, " in told.text
    assert nora.get("/?why=SO-XXXX-XX").status_code == 404
    assert f"There is no case {unbroken('SO-XXXX-XX')} that you can see." in nora.get("/?why=SO-XXXX-XX").text


def test_who_is_first_gets_the_case_that_nobody_has(stage: Stage, nora: Browser) -> None:
    ref = stage.refs["0005"]
    assert 'action="/cases/' + ref + '/claim"' in nora.get("/?whose=nobody").text

    def claim(email: str) -> bool:
        try:
            claim_case(stage.world, ref, email)
        except Refused as refusal:
            return refusal.code != "case.taken"
        return True

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(claim, [NAVIGATOR, COLLEAGUE]))

    assert sum(won) == 1
    assert stage.case(ref).navigator == (NAVIGATOR if won[0] else COLLEAGUE)
    late = nora.post(f"/cases/{ref}/claim", back="/")
    assert late.status_code == (200 if won[0] else 404)


def test_lists_know_at_once_to_whom_a_case_went(stage: Stage) -> None:
    ref = stage.refs["maria"]
    step = {"what": "Look for her old films", "who": "navigator", "by": "2026-12-20"}
    record(stage.world, ref, "next_step_added", step)
    whose = """
        SELECT 'work', t.navigator FROM work_item t JOIN "case" c ON c.id = t.case_id WHERE c.ref = :ref
        UNION SELECT 'request', t.navigator FROM record_request t JOIN "case" c ON c.id = t.case_id WHERE c.ref = :ref
        UNION SELECT 'step', t.navigator FROM next_step t JOIN "case" c ON c.id = t.case_id WHERE c.ref = :ref
    """

    with stage.world.database.reading() as session:
        before = session.execute(text(whose), {"ref": ref}).all()
        session.execute(text('UPDATE "case" SET navigator = :to WHERE ref = :ref'), {"to": COLLEAGUE, "ref": ref})
        after = session.execute(text(whose), {"ref": ref}).all()
        session.execute(text('UPDATE "case" SET navigator = NULL WHERE ref = :ref'), {"ref": ref})
        nobodys = session.execute(text(whose), {"ref": ref}).all()

    kinds = ("work", "request", "step")
    assert sorted(before) == sorted((kind, NAVIGATOR) for kind in kinds)
    assert sorted(after) == sorted((kind, COLLEAGUE) for kind in kinds)
    assert sorted(nobodys) == sorted((kind, "") for kind in kinds)


def test_what_has_a_date_in_the_next_days_comes_up(stage: Stage, nora: Browser) -> None:
    ref = stage.refs["maria"]
    stage.fact(ref, "call_back_agreed", who="patient", when="2026-11-27T16:30:00Z")
    promise = {"what": "Send her the parking map", "who": "navigator", "by": "2026-11-30"}
    record(stage.world, ref, "next_step_added", promise)
    stage.fact(ref, "office_promised", request=stage.request(ref, "records_office").id, on="2026-12-01")

    ahead = words_of(nora.get("/").text.split('id="ahead-title"')[1].split("</section>")[0])

    assert re.search(r"Fri 27 Nov 2026\s+10:30 CST\s+Call the patient", ahead)
    assert "We promised: Send her the parking map" in ahead
    assert "Lakeview General Hospital promised the records" in ahead
    assert "Call Maria Okafor" not in now_section(nora.get("/").text), "not before its time"


def test_who_has_had_the_ball_too_long_is_named_with_what_comes_next(stage: Stage, nora: Browser) -> None:
    assert "Nobody has kept us waiting longer than expected." in nora.get("/").text

    stage.jump(days=20)
    page = nora.get("/").text
    late = words_of(page.split('id="late-title"')[1].split("</section>")[0])

    assert re.search(
        r"Lakeview General Hospital, pathology\s*: the records we asked for, since Mon 23 Nov 2026 \(22 days\)", late
    )
    assert "Next by itself: " in late
    assert not CODE_WORD.findall(late)


def test_today_asks_the_database_the_same_few_times_whatever_there_is(stage: Stage, nora: Browser) -> None:
    nora.get("/")
    asked: list[str] = []
    engine = stage.world.database.engine
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    for path in ("/", f"/?why={stage.refs['maria']}", "/calls", "/print"):
        asked.clear()
        nora.get(path)
        assert len(asked) <= 12, (path, asked)


def test_everything_the_playbook_asks_of_a_person_has_a_sentence_of_its_own() -> None:
    playbook = load(default_playbook())
    rungs = [(ladder.name, rung) for ladder in playbook.ladders.values() for rung in ladder.rungs]
    ordered = [(order, ladder, rung.name) for ladder, rung in rungs for order in rung.orders]
    ordered += [(trigger.order, "", "") for trigger in playbook.triggers]
    wanted = {(o.name, code_of(o, ladder, rung)) for o, ladder, rung in ordered if o.kind in ("call", "work_item")}
    own_kind = {"answer_missing", "next_step", "stage_late"}

    missing = {(kind, code) for kind, code in wanted if kind not in own_kind and (kind, code) not in REASONS}

    assert not missing
    assert set(playbook.ladders) <= set(PLANNED)
    sentences = [*REASONS.values(), *(asked.why for asked in ASKED.values())]
    assert not [s for s in sentences if CODE_WORD.findall(s) or not s.endswith((".", "?"))]


@pytest.mark.parametrize(
    ("kind", "code", "sentence"),
    [
        (WorkItemKind.CALL_DESK, "returned: own_form", "They sent our request back."),
        (WorkItemKind.FIND_SOURCE, "no_record: other_name", "The office finds no record; try other names"),
        (WorkItemKind.CALL_PATIENT, "m20-reminder-3-days", "A message could not reach them by itself"),
        (WorkItemKind.STUCK, "anything", "usual"),
    ],
)
def test_a_reason_with_more_behind_it_is_found_by_its_first_word(kind: WorkItemKind, code: str, sentence: str) -> None:
    assert reason_of(kind, code, "usual").startswith(sentence)


def test_every_kind_of_work_has_words_and_a_fact() -> None:
    assert set(ASKED) == set(WorkItemKind)
    assert {asked.fact for asked in ASKED.values() if asked.fact} <= set(FACTS)
