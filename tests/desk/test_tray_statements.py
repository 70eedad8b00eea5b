"""How often inbox, operations and directory ask the database: twelve times at most, however much there is."""

from __future__ import annotations

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from rules.filed import pdf, put
from sqlalchemy import select, text, update
from stack.inbox_story import arrives, mail
from stage import Stage
from test_case_statements import counted
from test_inbox_tray import in_records, office_writes, patient_answers

from coordinator.services.staff import add_user
from coordinator.store import directory_tables as tables
from coordinator.store import marks
from coordinator.store.sign_in_tables import sign_in

MOST = 12


@pytest.fixture
def stage(records_stage: Stage) -> Stage:
    """Two cases of the navigator's; the letters of one have left."""
    return records_stage


def test_no_page_asks_more_than_twelve_times(stage: Stage) -> None:
    ref = in_records(stage)
    certain, named = patient_answers(stage, ref), office_writes(stage, ref, "We promise the images for Friday.")
    filed = put(stage, ref, pdf(2))
    request = stage.request(ref, "records_office")
    with stage.world.database.reading() as session:
        provider = session.execute(select(tables.provider.c.id)).scalars().first()
    add_user(stage.world, "sue@beacon.example", "Sue Operator", ["navigator", "supervisor"], "north", PASSWORD)
    browser = Browser.of(stage)
    browser.sign_in("sue@beacon.example", PASSWORD)
    with stage.world.database.transaction() as session:
        session.execute(update(sign_in).values(whole_at=sign_in.c.begun_at))

    for path in (
        "/inbox", f"/inbox?did={certain}", "/inbox/post", f"/inbox/{certain}", f"/inbox/{named}?q=okafor&case={ref}",
        f"/inbox/{named}/tell/records_received?case={ref}&request={request.id}", f"/inbox/{filed.id}",
        "/operations", "/operations/pauses", "/operations/playbook", "/operations/health",
        "/directory", "/directory/providers",
        "/directory/resources", f"/directory/desks/{request.desk.id}", f"/directory/desks/{request.desk.id}/change",
        f"/directory/providers/{provider}",
    ):  # fmt: skip
        with counted(stage) as seen:
            assert browser.get(path).status_code == 200, path
        assert len(seen) <= MOST, (path, len(seen), seen)


def test_a_longer_tray_asks_no_more_often(stage: Stage) -> None:
    ref = in_records(stage)
    nora = Browser.of(stage)
    nora.sign_in(NAVIGATOR, PASSWORD)
    office_writes(stage, ref, "First.")
    with counted(stage) as before:
        nora.get("/inbox")
    for number in range(5):
        office_writes(stage, ref, f"Further {number}.")
        arrives(stage, mail("stranger@else.example", f"Hello {number}"))
    with counted(stage) as after:
        nora.get("/inbox")

    assert len(after) == len(before)


def test_a_long_tray_goes_on_by_pages_and_names_each_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = in_records(stage)
    came = {office_writes(stage, ref, f"Number {number}.") for number in range(4)}
    came |= {put(stage, ref, pdf(number + 1), f"{number}.pdf").id for number in range(3)}
    monkeypatch.setattr("coordinator.services.desk.tray.ON_A_PAGE", 2)
    nora = Browser.of(stage)
    nora.sign_in(NAVIGATOR, PASSWORD)

    seen, path = [], "/inbox"
    while path:
        page = nora.get(path).text
        seen += [one for one in came if f'href="/inbox/{one}"' in page]
        onward = page.partition('">Next page')[0].rpartition('href="')[2] if "Next page" in page else ""
        path = onward.replace("&amp;", "&")

    assert sorted(seen) == sorted(came)


def test_the_tray_is_read_anew_for_ones_own_mails_and_those_that_nobody_has(stage: Stage) -> None:
    def marks_now() -> list[str]:
        with stage.world.database.reading() as session:
            return [marks.of_inbox(session, [who]) for who in (NAVIGATOR, "kim@beacon.example")]

    ref = in_records(stage)
    before = marks_now()
    assert marks_now() == before

    patient_answers(stage, ref)
    own = marks_now()
    assert own[0] != before[0]
    assert own[1] == before[1], "a mail of one's colleague changes nothing of one's own page"

    arrives(stage, mail("somebody@elsewhere.example", "Who are you?"))
    assert not {*marks_now()} & {*own, *before}


def test_nobody_counts_all_that_waits_in_a_large_clinic(stage: Stage) -> None:
    arrives(stage, mail("somebody@elsewhere.example", "Who are you?"))
    more = """
        INSERT INTO inbound SELECT copy.* FROM inbound one, generate_series(1, 150) n, LATERAL jsonb_populate_record(
            NULL::inbound, to_jsonb(one) || jsonb_build_object('id', md5(one.id::text || n)::uuid, 'sha256', n::text)
        ) copy WHERE one.case_id IS NULL
    """
    with stage.world.database.transaction() as session:
        session.execute(text(more))
    nora = Browser.of(stage)
    nora.sign_in(NAVIGATOR, PASSWORD)

    assert "99+ things came in and wait" in nora.get("/inbox").text
