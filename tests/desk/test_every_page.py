"""What holds on every page of the desk (``reliability.md``): found by following every link and form there is."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from browsing import Browser
from desk_people import NAVIGATOR
from every_page import CANARY, DIAGNOSIS, Town, Walk, multiply, signed_in
from page_seen import Seen, route_of, routes
from sqlalchemy import event, update

from coordinator.store.case_tables import case as case_table

MOST_STATEMENTS = 12

NOT_BY_A_LINK = {
    "/sign-in": "before anybody is signed in",
    "/sign-in/code": "before the second step",
    "/sign-in/device.svg": "before the second step",
    "/live/cases": "asked by a script",
    "/live/inbox": "asked by a script",
    "/live/case/{ref}": "asked by a script",
    "/cases/{ref}/evidence.json": "by the other button of the form that asks for the PDF",
    "/cases/{ref}/comparison/sheet": "only once a second person checked it (test_case_comparison.py)",
    "/cases/search": "where a browser is sent that loads a search again",
    "/cases/assigned/{assignment}": "after cases were given to somebody",
    "/demo/mail": "needs a mail catcher (test_demo_bar.py)",
    "/demo/mail/{number}": "needs a mail catcher (test_demo_bar.py)",
    "/demo/mail/{number}/body": "needs a mail catcher (test_demo_bar.py)",
}
"""Routes that no link of a full house leads to, and why."""

OTHER_DOORS = ("/p/", "/healthz", "/readyz", "/inbound")


def test_an_empty_house_has_no_broken_page(empty_walk: Walk) -> None:
    assert empty_walk.broken == {}
    assert len(empty_walk.html()) >= 5


@pytest.mark.timeout(600)
def test_every_link_leads_somewhere(full_walk: Walk) -> None:
    assert {path: (status, full_walk.came_from.get(path)) for path, status in full_walk.broken.items()} == {}


def test_every_page_is_reached_by_a_link(town: Town, full_walk: Walk) -> None:
    known = routes(town.app)
    asked = [*full_walk.pages, *full_walk.refused]
    reached = {route.path for path in asked if (route := route_of(known, "GET", urlsplit(path).path))}
    there = {r.path for r in known if "GET" in r.methods and not r.path.startswith(OTHER_DOORS)}

    assert there - reached - NOT_BY_A_LINK.keys() == set()


def test_every_form_goes_to_a_route_and_is_sent_without_scripts(town: Town, full_walk: Walk) -> None:
    known = routes(town.app)
    for (method, action), form in full_walk.forms.items():
        assert action.startswith("/"), action
        assert route_of(known, method.upper(), urlsplit(action).path) is not None, (method, action)
        assert form.sends, (method, action)
        if method == "post":
            assert "form_token" in dict(form.fields), action


def test_every_answer_carries_the_headers(full_walk: Walk) -> None:
    for path, answer in full_walk.pages.items():
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        may_run = re.search(r"script-src ([^;]*)", policy)
        assert may_run is None or may_run[1].strip() == "'self'", path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["x-frame-options"] in ("DENY", "SAMEORIGIN"), path
        assert "frame-ancestors" in policy, path


def test_nobodys_name_or_illness_is_in_an_address_a_title_or_a_log(full_walk: Walk) -> None:
    for path, answer in full_walk.html().items():
        title = Seen(answer.text, path).title
        for word in (CANARY, DIAGNOSIS, "Hannah", "Okafor"):
            assert word.lower() not in path.lower(), path
            assert word.lower() not in title.lower(), (path, title)
    assert CANARY not in str(full_walk.logged)
    assert any(CANARY in answer.text for answer in full_walk.pages.values()), "the canary is alive"


@pytest.mark.parametrize("email", ["kim@beacon.example", "admin@beacon.example"])
def test_who_does_not_see_a_case_reads_nothing_of_it_anywhere(town: Town, full_walk: Walk, email: str) -> None:
    pool = town.refs["pool"]
    with town.stage.world.database.transaction() as session:
        session.execute(update(case_table).where(case_table.c.ref == pool).values(navigator=NAVIGATOR))
    me = signed_in(town.stage, email)

    for path in full_walk.pages:
        assert CANARY not in me.get(path).text, path


def test_what_people_typed_never_becomes_part_of_a_page(full_walk: Walk) -> None:
    for path, answer in full_walk.html().items():
        page = Seen(answer.text, path)
        assert not {name for name in page.attributes if name.startswith("on")}, path
        assert "x" not in page.sources, path
        scripts = [source for source in page.sources if source.endswith(".js")]
        assert page.elements["script"] == len(scripts), path
        assert all(source.startswith("/") for source in page.sources), path
        assert "49" not in re.sub(r"SO-[0-9A-Z-]+", "", page.title)  # a reference is drawn by lot


def test_a_reference_stands_on_one_line_wherever_it_is_printed(full_walk: Walk) -> None:
    whole = (
        r'<span class="desk-ref">SO-[^<]*</span>|<(?P<unseen>span|label) class="usa-sr-only"[^>]*>[^<]*</(?P=unseen)>'
    )
    cannot_break = r"<(?P<one>title|option|textarea|pre|script)\b.*?</(?P=one)>"

    broken = {}
    for path, answer in full_walk.html().items():
        if answer.headers["content-security-policy"].startswith("sandbox;"):
            continue  # a mail as it left, in its frame
        shown = re.sub(f"{whole}|{cannot_break}|<[^>]*>", "", answer.text, flags=re.DOTALL)
        broken[path] = re.findall(r".{0,40}SO-[0-9A-Z]{4}-[0-9A-Z]{2}", shown)

    assert {path: found for path, found in broken.items() if found} == {}
    assert any('class="desk-ref"' in answer.text for answer in full_walk.html().values())


@pytest.mark.timeout(600)
def test_a_page_asks_the_database_no_more_for_many_cases_than_for_one(
    town: Town, full_walk: Walk, eve: Browser
) -> None:
    counted: list[str] = []

    def statements(address: str) -> list[str]:
        counted.clear()
        eve.get(address)
        return list(counted)

    def count(*told: object) -> None:
        counted.append(str(told[2]))

    pages = full_walk.of_each_kind(town.app)
    event.listen(town.stage.world.database.engine, "before_cursor_execute", count)
    try:
        few = {route: statements(address) for route, address in pages.items()}
        multiply(town.stage, 200)
        many = {route: statements(address) for route, address in pages.items()}
    finally:
        event.remove(town.stage.world.database.engine, "before_cursor_execute", count)

    too_many = {r: len(asked) for r, asked in few.items() if len(asked) > MOST_STATEMENTS}
    assert too_many == {}
    more = {route: (len(few[route]), len(asked)) for route, asked in many.items() if len(asked) > len(few[route]) + 1}
    assert more == {}, "a list may ask once more for its next page"
    too_many = {r: len(asked) for r, asked in many.items() if len(asked) > MOST_STATEMENTS}
    assert too_many == {}
