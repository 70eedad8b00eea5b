"""Wrong clicks are taken back and wrong facts put right (``domain.md`` §12), and nobody writes over a colleague."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from itertools import count

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from stage import Stage

from coordinator.services.desk import undoing
from coordinator.services.desk.mail_words import title_of
from coordinator.services.staff import add_user

KIM = "kim@beacon.example"
_numbers = count(1)


@pytest.fixture(scope="module")
def nora(house: Stage) -> Browser:
    """The navigator, signed in."""
    browser = Browser.of(house)
    browser.sign_in(NAVIGATOR, PASSWORD)
    return browser


@pytest.fixture(scope="module")
def kim(house: Stage) -> Browser:
    """A records coordinator of the same team, at another browser."""
    add_user(house.world, KIM, "Kim Coordinator", ["records_coordinator"], "north", PASSWORD)
    browser = Browser.of(house)
    browser.sign_in(KIM, PASSWORD)
    return browser


def accepted(stage: Stage, number: str = "0006") -> str:
    """A case of the navigator's."""
    ref = stage.intake(number, external_id=f"undo-{next(_numbers)}")
    for fact in ("identity_verified", "terms_accepted"):
        stage.fact(ref, fact)
    stage.fact(ref, "contact_verified", contact=stage.case(ref).patient.points_of(None)[0].id)
    stage.fact(ref, "case_accepted", navigator=NAVIGATOR)
    return ref


def asked(stage: Stage) -> tuple[str, str]:
    """A case whose records were asked for: its reference, and the request to the records office."""
    ref = accepted(stage)
    stage.sign_all(ref)
    return ref, stage.request(ref, "records_office").id


def put(browser: Browser, ref: str, fact: str, **values: str) -> str:
    """Record at the desk; the number of the entry."""
    browser.get(f"/cases/{ref}/facts/{fact}")
    shown = browser.post(f"/cases/{ref}/facts/{fact}", **values)
    assert shown.status_code == 200, text_of(shown.text)
    return shown.url.params["done"].partition(".")[2]


def text_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2])))


@pytest.mark.rule("12-correction")
def test_a_wrong_click_is_undone_as_if_it_had_not_been(house: Stage, nora: Browser) -> None:
    ref, request = asked(house)
    before = house.request(ref, "records_office").promised_on
    seq = put(nora, ref, "office_promised", request=request, on="2026-12-10")
    assert str(house.request(ref, "records_office").promised_on) == "2026-12-10"

    nora.post(f"/cases/{ref}/undo/{seq}", back="/")

    assert house.request(ref, "records_office").promised_on == before
    again = nora.post(f"/cases/{ref}/undo/{seq}", back="/")
    assert "It was so already: nothing was changed." in again.text


def test_after_ten_minutes_there_is_no_undo_but_a_correction(house: Stage, nora: Browser) -> None:
    ref, request = asked(house)
    seq = put(nora, ref, "office_promised", request=request, on="2026-12-10")
    assert "Undo" in nora.get(f"/cases/{ref}?done={ref}.{seq}").text

    house.advance(minutes=11)

    assert "Undo" not in nora.get(f"/cases/{ref}?done={ref}.{seq}").text
    page = nora.post(f"/cases/{ref}/undo/{seq}", back="/")
    assert page.url.path == f"/cases/{ref}/correct/{seq}"
    assert "within ten minutes" in page.text
    assert str(house.request(ref, "records_office").promised_on) == "2026-12-10"


def test_nobody_undoes_what_another_recorded(house: Stage, nora: Browser, kim: Browser) -> None:
    ref, request = asked(house)
    seq = put(nora, ref, "office_promised", request=request, on="2026-12-10")

    assert "Undo" not in kim.get(f"/cases/{ref}?done={ref}.{seq}").text
    page = kim.post(f"/cases/{ref}/undo/{seq}", back="/")

    assert "Only who recorded" in page.text
    assert str(house.request(ref, "records_office").promised_on) == "2026-12-10"


@pytest.mark.rule("12-correction")
def test_what_left_because_of_a_fact_stands_in_the_way_of_undo_and_is_listed(
    house: Stage, nora: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "UNDO_WITHIN", timedelta(hours=6))  # letters wait a quarter of an hour to be stopped
    house.advance(hours=4)  # past the morning, over which letters are spread
    ref = accepted(house, "0002")
    paper = house.case(ref).authorizations[0].id
    seq = put(nora, ref, "authorization_signed", authorization=paper)
    house.advance(minutes=20)
    assert house.sent(ref, name="l01-request"), "it has left"

    page = nora.post(f"/cases/{ref}/undo/{seq}", back="/")

    assert "something has left because of it" in page.text
    first = house.request(ref, "records_office")
    assert f"{title_of('l01-request')}, a letter by fax to {first.organization_name}, records office (" in text_of(
        page.text
    ), "to which office, and for which records"
    assert house.case(ref).authorization(paper).status == "signed"  # type: ignore[union-attr]


@pytest.mark.rule("12-correction")
def test_what_a_person_did_on_top_of_it_is_named(house: Stage, nora: Browser, kim: Browser) -> None:
    ref, request = asked(house)
    items = [item.id for item in house.request(ref, "records_office").items]
    received = put(nora, ref, "records_received", request=request, items=items[0])
    verified = put(kim, ref, "document_verified", item=items[0])

    page = nora.post(f"/cases/{ref}/undo/{received}", back="/")

    assert "Kim Coordinator recorded Document verified" in text_of(page.text)
    office = house.request(ref, "records_office")
    assert f"from {office.organization_name}, records office”" in text_of(page.text)
    assert f'href="/cases/{ref}/correct/{verified}"' in page.text


@pytest.mark.rule("12-correction")
def test_the_form_of_a_correction_holds_what_was_told_and_takes_what_is_right(house: Stage, nora: Browser) -> None:
    ref, request = asked(house)
    seq = put(nora, ref, "office_promised", request=request, on="2026-12-10")

    form = nora.get(f"/cases/{ref}/correct/{seq}")
    at = form.text.partition('name="at"')[2].partition('value="')[2].partition('"')[0]
    same = nora.post(f"/cases/{ref}/correct/{seq}", request=request, on="2026-12-10", at=at)
    done = nora.post(f"/cases/{ref}/correct/{seq}", request=request, on="2026-12-17", at=at)

    assert 'value="2026-12-10"' in form.text
    assert f'value="{request}" selected' in form.text
    assert same.status_code == 422
    assert "Nothing is different" in same.text
    assert "Corrected: office promised." in done.text
    assert str(house.request(ref, "records_office").promised_on) == "2026-12-17"
    assert "corrected already" in nora.get(f"/cases/{ref}/correct/{seq}").text


def test_what_is_never_corrected_says_what_is_done_instead(house: Stage, nora: Browser) -> None:
    ref, _ = asked(house)
    seq = put(nora, ref, "withdrawn")

    shown = nora.get(f"/cases/{ref}?done={ref}.{seq}")

    assert "Undo" not in shown.text
    assert "Open the case again, with the reason." in nora.get(f"/cases/{ref}/correct/{seq}").text


def test_a_number_that_is_no_fact_is_not_there(house: Stage, nora: Browser) -> None:
    ref, _ = asked(house)

    for seq in (0, 99999, 1):
        assert nora.get(f"/cases/{ref}/correct/{seq}").status_code == 404


def test_someone_changed_this_here_is_how(house: Stage, nora: Browser, kim: Browser) -> None:
    ref, request = asked(house)
    form = nora.get(f"/cases/{ref}/facts/office_promised?request={request}")
    seen = form.text.partition('name="seen" value="')[2].partition('"')[0]
    put(kim, ref, "office_promised", request=request, on="2026-12-04")

    typed = {"request": request, "on": "2026-12-11", "seen": seen}
    answer = nora.post(f"/cases/{ref}/facts/office_promised", **typed)

    assert answer.status_code == 409
    assert "Someone changed this while you were writing" in answer.text
    assert "Kim Coordinator recorded Office promised" in text_of(answer.text)
    assert "Fri 4 Dec 2026" in text_of(answer.text)
    assert f"office “{house.request(ref, 'records_office').organization_name}, records office”" in text_of(answer.text)
    assert 'value="2026-12-11"' in answer.text, "nothing typed is lost"
    assert str(house.request(ref, "records_office").promised_on) == "2026-12-04"

    seen_now = answer.text.partition('name="seen" value="')[2].partition('"')[0]
    sent = nora.post(f"/cases/{ref}/facts/office_promised", **{**typed, "seen": seen_now})
    assert sent.status_code == 200
    assert str(house.request(ref, "records_office").promised_on) == "2026-12-11"


def test_what_a_colleague_said_already_is_shown_rather_than_swallowed(
    house: Stage, nora: Browser, kim: Browser
) -> None:
    ref, _ = asked(house)
    seen = house.case(ref).seq
    put(kim, ref, "placed_on_hold", reason="patient_asked", review_on="2026-12-20")

    answer = nora.post(
        f"/cases/{ref}/facts/placed_on_hold", reason="patient_asked", review_on="2026-12-20", seen=str(seen)
    )

    assert answer.status_code == 409
    assert "Kim Coordinator" in answer.text


def test_other_things_of_the_same_case_are_nobodys_conflict(house: Stage, nora: Browser, kim: Browser) -> None:
    ref, request = asked(house)
    seen = str(house.case(ref).seq)
    put(kim, ref, "note_added", text="Prefers mornings.")
    put(kim, ref, "call_logged", contact="patient", outcome="reached", note="All well")

    answer = nora.post(f"/cases/{ref}/facts/office_promised", request=request, on="2026-12-11", seen=seen)
    again = nora.post(f"/cases/{ref}/facts/office_promised", request=request, on="2026-12-12", seen=seen)

    assert answer.status_code == 200
    assert again.status_code == 200, "what one did oneself is no surprise"


def test_two_facts_about_the_case_itself_meet_where_they_change_the_same(
    house: Stage, nora: Browser, kim: Browser
) -> None:
    ref, _ = asked(house)
    seen = str(house.case(ref).seq)
    put(kim, ref, "placed_on_hold", reason="patient_asked", review_on="2026-12-20")

    answer = nora.post(f"/cases/{ref}/facts/hold_ended", seen=seen)

    assert answer.status_code == 409
    assert house.case(ref).on_hold
