"""The desk's pages, without scripts: signing in, the worklist, a case, and recording any fact."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pyotp
import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from fastapi import FastAPI
from rules.filed import pdf, put
from stage import Stage

from coordinator.domain.facts import FACTS
from coordinator.domain.words import WorkItemKind
from coordinator.services.desk.work_words import ASKED
from coordinator.store.database import Database
from coordinator.web.desk.guard import Here

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in."""
    browser = Browser.of(stage)
    browser.sign_in(NAVIGATOR, PASSWORD)
    return browser


def own_case(stage: Stage) -> str:
    """A case in records that is the navigator's."""
    ref = stage.intake("0001")
    stage.fact(ref, "identity_verified")
    stage.fact(ref, "terms_accepted")
    stage.fact(ref, "contact_verified", contact=stage.case(ref).patient.points_of(None)[0].id)
    stage.fact(ref, "case_accepted", navigator=NAVIGATOR)
    return ref


def test_who_is_not_signed_in_is_asked_to_and_led_on_afterwards(stage: Stage) -> None:
    ref = own_case(stage)
    browser = Browser.of(stage)

    asked = browser.get(f"/cases/{ref}")
    shown = browser.post("/sign-in", email=NAVIGATOR, password=PASSWORD, next=f"/cases/{ref}")

    assert str(asked.url).endswith(f"/sign-in?next=%2Fcases%2F{ref}")
    assert "Okafor" not in asked.text
    assert shown.url.path == f"/cases/{ref}"
    assert "Maria Okafor" in shown.text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_nobody_is_led_to_another_site(stage: Stage, elsewhere: str) -> None:
    browser = Browser.of(stage)
    browser.get("/sign-in")

    answer = browser.client.post(
        "/sign-in", data={"email": NAVIGATOR, "password": PASSWORD, "next": elsewhere}, follow_redirects=False
    )

    assert answer.headers["location"] == "/"


def test_a_wrong_password_keeps_what_was_typed_but_the_password(stage: Stage) -> None:
    answer = Browser.of(stage).sign_in(NAVIGATOR, "not the one at all")

    assert answer.status_code == 401
    assert f'value="{NAVIGATOR}"' in answer.text
    assert "not the one at all" not in answer.text


def test_a_supervisor_comes_in_by_the_code_of_a_device(stage: Stage) -> None:
    browser = Browser.of(stage)

    enrolling = browser.sign_in(SUPERVISOR, PASSWORD)
    drawn = browser.client.get("/sign-in/device.svg")
    secret = enrolling.text.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    shown = browser.post("/sign-in/code", code=pyotp.TOTP(secret).now(), next="/")

    assert "Make your device known" in enrolling.text
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert shown.url.path == "/"
    assert "Needs you now" in shown.text
    assert browser.client.get("/sign-in/device.svg").status_code != 200


def test_no_page_opens_between_the_password_and_the_code(stage: Stage) -> None:
    browser = Browser.of(stage)
    browser.sign_in(SUPERVISOR, PASSWORD)

    for path in ("/", "/cases", f"/cases/{own_case(stage)}"):
        assert browser.get(path).url.path == "/sign-in/code"


def test_signing_off_ends_it_for_the_cookie_too(stage: Stage, nora: Browser) -> None:
    cookie = nora.client.cookies["desk"]
    nora.get("/")
    assert "You are signed off." in nora.post("/sign-off").text
    nora.client.cookies.set("desk", cookie)

    assert nora.get("/").url.path == "/sign-in"


def test_the_cookie_is_kept_from_scripts_other_sites_and_open_connections(stage: Stage) -> None:
    browser = Browser.of(stage)
    browser.get("/sign-in")
    answer = browser.client.post(
        "/sign-in", data={"email": NAVIGATOR, "password": PASSWORD, "next": ""}, follow_redirects=False
    )

    kept = answer.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=lax" in kept
    assert "secure" in kept


def test_today_says_what_waits_for_whom_and_what_to_do(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)

    page = nora.get("/").text

    assert "Choose the reviewing laboratory" in page
    assert "Maria Okafor" in page
    assert f'href="/cases/{ref}/facts/reviewing_laboratory_chosen?back=%2F"' in page


def test_an_empty_worklist_says_so(nora: Browser) -> None:
    assert "Nothing waits for you" in nora.get("/").text


def test_every_kind_of_work_item_has_its_words_and_a_fact_that_is_there() -> None:
    assert set(ASKED) == set(WorkItemKind)
    assert {asked.fact for asked in ASKED.values() if asked.fact} <= set(FACTS)


@pytest.mark.parametrize("after", ["x", "bm9uZQ", "WzEsMl0", "bnVsbA"])
def test_a_made_up_place_in_a_list_is_refused(nora: Browser, after: str) -> None:
    assert nora.get(f"/?after={after}").status_code == 400
    assert nora.get(f"/cases?as=table&after={after}").status_code == 400


def test_a_fact_is_recorded_under_the_name_of_who_is_signed_in(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)
    nora.get(f"/cases/{ref}/facts/note_added")

    shown = nora.post(f"/cases/{ref}/facts/note_added", text="She prefers mornings.")

    assert shown.url.path == f"/cases/{ref}"
    assert "Recorded: note added." in shown.text
    with stage.world.database.reading() as session:
        from coordinator.store import journal

        last = [e for e in journal.events_of(session, stage.case(ref).id) if e.name == "note_added"][-1]
    assert last.by == NAVIGATOR


def test_what_was_recorded_is_said_once_and_can_be_undone(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)
    nora.get(f"/cases/{ref}/facts/terms_accepted")
    shown = nora.post(f"/cases/{ref}/facts/call_logged", contact="patient", outcome="reached", note="At noon")
    seq = shown.url.params["done"].partition(".")[2]

    undone = nora.post(f"/cases/{ref}/undo/{seq}", back=f"/cases?q={ref}")

    assert "Recorded: call logged." in shown.text
    assert f'action="/cases/{ref}/undo/{seq}"' in shown.text
    assert undone.url.path == "/cases"
    assert undone.url.params["q"] == ref
    assert "Taken back: call logged." in undone.text
    assert "/undo/" not in undone.text, "a correction is not undone"


def test_a_made_up_sentence_is_not_said(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)

    for done in (f"{ref}.1", f"{ref}.99999", "SO-XXXX-XX.1", "You+won", f"{ref}.1%0d"):
        assert 'desk-just" role="status"' not in nora.get(f"/?done={done}").text


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)
    nora.get(f"/cases/{ref}/facts/call_logged")

    answer = nora.post(f"/cases/{ref}/facts/call_logged", outcome="", note="They rang back & said 5 > 3")

    assert answer.status_code == 422
    assert 'id="problem-outcome"' in answer.text
    assert 'href="#field-outcome"' in answer.text
    assert "They rang back &amp; said 5 &gt; 3" in answer.text


def test_a_moment_is_meant_in_the_patients_zone(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)
    nora.get(f"/cases/{ref}/facts/note_added")

    nora.post(f"/cases/{ref}/facts/note_added", text="Before", at="2026-11-23T08:30")

    with stage.world.database.reading() as session:
        from coordinator.store import journal

        last = [e for e in journal.events_of(session, stage.case(ref).id) if e.name == "note_added"][-1]
    assert last.at.isoformat() == "2026-11-23T14:30:00+00:00"


def test_every_fact_has_a_form_that_opens(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)

    for name in FACTS:
        page = nora.get(f"/cases/{ref}/facts/{name}")
        assert page.status_code == 200, name
        assert f'action="/cases/{ref}/facts/{name}"' in page.text


def test_languages_and_protected_kinds_are_chosen_by_their_names(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)
    paper = stage.case(ref).authorizations[0]
    languages = nora.get(f"/cases/{ref}/facts/language_chosen").text
    signing = nora.get(f"/cases/{ref}/facts/authorization_signed?authorization={paper.id}").text

    assert re.findall(r'<option value="(?:en|es|ab|fil)">([^<]+)<', languages) == [
        "English", "Spanish", "Abkhazian", "Filipino"
    ]  # fmt: skip
    assert '<input class="usa-checkbox__input" type="checkbox" id="initials-4" name="initials" value="HIV">' in signing
    assert ">substance use treatment<" in signing

    nora.post(f"/cases/{ref}/facts/language_chosen", language="vi")
    told = {"authorization": paper.id, "initials": ["HIV", "GENETIC"]}
    nora.post(f"/cases/{ref}/facts/authorization_signed", **told)
    signed = stage.case(ref).authorization(paper.id)

    assert stage.case(ref).patient.language == "vi"
    assert signed is not None
    assert set(signed.initials) == {"HIV", "GENETIC"}


def test_a_file_is_split_beside_its_pages(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)
    filed = put(stage, ref, pdf(3))
    form = nora.get(f"/cases/{ref}/facts/document_split").text
    assert 'name="parts"' not in form
    assert f'<option value="{filed.id}">' in form

    there = nora.get(f"/cases/{ref}/facts/document_split?document={filed.id}")

    assert there.url.path == f"/cases/{ref}/documents/{filed.id}"
    assert '<details id="split" open>' in there.text


def test_what_people_write_is_never_part_of_a_page(stage: Stage, nora: Browser) -> None:
    ref = own_case(stage)
    nora.get(f"/cases/{ref}/facts/call_logged")
    pages = [
        nora.post(f"/cases/{ref}/facts/call_logged", outcome=HOSTILE, note=HOSTILE, request=HOSTILE),
        nora.get(f"/cases?q={HOSTILE}"),
        nora.get(f"/cases/{ref}/facts/note_added?text={HOSTILE}"),
        nora.post(f"/cases/{ref}/facts/note_added", text=HOSTILE),
        nora.get(f"/cases/{ref}"),
        Browser.of(stage).sign_in(HOSTILE, HOSTILE),
    ]

    for page in pages:
        seen = _Page(page.text)
        assert seen.elements.count("script") == sum(str(src).startswith("/static/") for src in seen.scripts)
        assert not {name for name in seen.attributes if name.startswith("on")}
        assert "x" not in seen.sources


class _Page(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.sources: set[str | None] = set()
        self.scripts: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources |= {value for name, value in attrs if name == "src"}
        if tag == "script":
            self.scripts.append(dict(attrs).get("src"))


PLACES = '<nav aria-label="Desk">'


def test_an_error_page_of_somebody_signed_in_keeps_the_places_and_leads_back(stage: Stage, nora: Browser) -> None:
    own_case(stage)
    there = {"referer": "https://testserver/cases?as=table"}

    unknown = nora.client.get("/cases/SO-2222-22", headers=there)
    nowhere = nora.client.get("/no/such/place", headers=there)
    untoken = nora.client.post("/sign-off", data={"form_token": "of somebody else"}, headers=there)
    large = nora.client.post("/sign-off", data={"form_token": "x" * 100_000}, headers=there)
    by_another_way = nora.client.put("/calls", headers=there)
    made_up = nora.client.get("/?after=made-up", headers=there)

    for status, answer in (
        (400, made_up),
        (404, unknown),
        (404, nowhere),
        (403, untoken),
        (413, large),
        (405, by_another_way),
    ):
        assert answer.status_code == status
        assert PLACES in answer.text, status
        assert "Nora Navigator" in answer.text, status
        assert 'href="/cases?as=table">Go back to where you were</a>' in answer.text, status


@pytest.mark.parametrize("referer", ["https://elsewhere.example/cases", "https://testserver//elsewhere.example", "%%"])
def test_an_error_page_leads_back_to_pages_of_ours_only(nora: Browser, referer: str) -> None:
    answer = nora.client.get("/no/such/place", headers={"referer": referer})

    assert "Go back" not in answer.text
    assert "elsewhere" not in answer.text
    assert 'href="/">Go to the first page</a>' in answer.text


def test_an_error_page_tells_nobody_of_a_place_before_the_second_step(stage: Stage) -> None:
    half = Browser.of(stage)
    assert PLACES not in half.get("/no/such/place").text

    half.sign_in(SUPERVISOR, PASSWORD)

    assert PLACES not in half.get("/no/such/place").text


def broken(found: Here) -> None:
    raise ValueError(found.viewer.name)


def test_what_nobody_expected_is_said_on_a_plain_page_to_whoever_is_signed_in(nora: Browser) -> None:
    app = nora.client.app
    assert isinstance(app, FastAPI)
    app.add_api_route("/broken", broken)

    answer = nora.client.get("/broken", headers={"referer": "https://testserver/cases"})

    assert answer.status_code == 500
    assert PLACES not in answer.text
    assert "Nora" not in answer.text
    assert 'href="/cases">Go back to where you were</a>' in answer.text


def test_where_the_service_is_in_trouble_the_page_is_plain_and_asks_nothing(stage: Stage, nora: Browser) -> None:
    good = stage.world.database
    stage.world.database = Database("postgresql://nobody@127.0.0.1:9/none")
    gone = nora.get("/cases")
    nowhere = nora.get("/no/such/place")
    stage.world.database = good

    assert (gone.status_code, nowhere.status_code) == (503, 404)
    for answer in (gone, nowhere):
        assert PLACES not in answer.text
        assert "Go to the first page" in answer.text
    assert nora.get("/cases").status_code == 200
