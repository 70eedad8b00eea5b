"""Who gets what (``reliability.md``, "Access" and "CSRF"): every route of the desk, asked by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from fastapi.routing import APIRoute
from sqlalchemy import update
from stage import Stage

from coordinator.domain.viewer import ALLOWED, May, Viewer
from coordinator.domain.words import StaffRole
from coordinator.services.staff import add_user
from coordinator.store.case_tables import case as case_table
from coordinator.store.sign_in_tables import sign_in
from coordinator.web.app import create_app

ROLES = ("navigator", "records_coordinator", "supervisor", "clinical_reviewer", "admin")
OPEN = {"/sign-in", "/healthz", "/readyz", "/inbound"}
"""What needs no sign-in, besides static files and the portal, which has a door of its own."""

CASE_PAGES = (
    "/cases/{ref}", "/cases/{ref}/records", "/cases/{ref}/timeline", "/cases/{ref}/access",
    "/cases/{ref}/facts/note_added", "/cases/{ref}/scheduling",
    "/cases/{ref}/consultation", "/cases/{ref}/consultation/opinion", "/cases/{ref}/comparison",
    "/cases/{ref}/messages", "/cases/{ref}/messages/waiting", "/cases/{ref}/messages/plan",
)  # fmt: skip


def routes(stage: Stage) -> list[tuple[str, str]]:
    """Method and path of every route of the desk."""
    return [
        (method, route.path)
        for route in _leaves(create_app(stage.world).routes)
        if not route.path.startswith("/p/") and route.path not in OPEN
        for method in sorted(route.methods - {"HEAD"})
    ]


def _leaves(routes: Any) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        yield from _leaves(getattr(getattr(route, "original_router", None), "routes", ()))


def whole_sign_in(stage: Stage, email: str) -> Browser:
    """Somebody who took every step."""
    browser = Browser.of(stage)
    browser.sign_in(email, PASSWORD)
    with stage.world.database.transaction() as session:
        session.execute(update(sign_in).values(whole_at=sign_in.c.begun_at))
    browser.get("/sign-in/code")
    return browser


def filled(path: str, ref: str) -> str:
    return path.replace("{ref}", ref).replace("{name}", "note_added").replace("{seq}", "1")


def test_every_route_asks_for_a_sign_in(stage: Stage) -> None:
    ref = stage.intake("0006")
    found = routes(stage)

    assert len(found) > 5
    for method, path in found:
        answer = Browser.of(stage).client.request(method, filled(path, ref), follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location", "")[:8]) == (303, "/sign-in"), (method, path)
        assert "Fischer" not in answer.text


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("whose", ["own", "pool", "team", "other team", "closed", "missing"])
def test_who_sees_which_case(stage: Stage, role: str, whose: str) -> None:
    add_user(stage.world, "me@beacon.example", "Me Myself", [role], "north", PASSWORD)
    add_user(stage.world, "kim@beacon.example", "Kim South", ["navigator"], "south", PASSWORD)
    ref = "SO-XXXX-XX" if whose == "missing" else stage.intake("0006")
    if whose == "closed":
        stage.fact(ref, "withdrawn")
    navigator = {
        "own": "me@beacon.example",
        "closed": "me@beacon.example",
        "team": NAVIGATOR,
        "other team": "kim@beacon.example",
    }.get(whose)
    with stage.world.database.transaction() as session:
        session.execute(update(case_table).values(navigator=navigator))
    me = whole_sign_in(stage, "me@beacon.example")

    sees = whose in ("own", "closed", "pool") or (whose == "team" and role != "navigator")
    expected = 200 if sees and role != "admin" and whose != "missing" else 404
    for path in CASE_PAGES:
        answer = me.get(path.replace("{ref}", ref))
        assert answer.status_code == expected, path
        assert ("Fischer" in answer.text) is (expected == 200)
    posted = me.post(f"/cases/{ref}/facts/note_added", text="Seen.")
    assert posted.status_code == expected
    listed = "" if role == "admin" else me.get("/cases").text + me.post("/cases/search", words="Fischer").text
    assert (ref in listed) is (expected == 200)


@pytest.mark.parametrize("told", ["none", "wrong", "another's", "cross-site", "other origin", "no origin of ours"])
def test_a_form_that_is_not_ours_changes_nothing(stage: Stage, told: str) -> None:
    ref = stage.intake("0006")
    me, other = whole_sign_in(stage, NAVIGATOR), whole_sign_in(stage, SUPERVISOR)
    me.get(f"/cases/{ref}")
    other.get(f"/cases/{ref}")
    token = {"none": "", "wrong": "0" * 64, "another's": other.token}.get(told, me.token)
    headers = {
        "cross-site": {"sec-fetch-site": "cross-site"},
        "other origin": {"origin": "https://evil.example"},
        "no origin of ours": {"origin": "null"},
    }.get(told, {})
    before = stage.case(ref).seq

    for method, path in routes(stage):
        if method != "GET":
            answer = me.client.post(
                filled(path, ref), data={"form_token": token, "text": "x", "code": "1"}, headers=headers
            )
            assert answer.status_code == 403, path

    assert stage.case(ref).seq == before
    assert me.get("/").status_code == 200, "still signed in"


def test_the_same_form_from_our_page_is_taken(stage: Stage) -> None:
    ref = stage.intake("0006")
    me = whole_sign_in(stage, NAVIGATOR)
    me.get(f"/cases/{ref}")

    headers = {"origin": "https://testserver", "sec-fetch-site": "same-origin"}
    answer = me.client.post(
        f"/cases/{ref}/facts/note_added", data={"form_token": me.token, "text": "x"}, headers=headers
    )

    assert answer.status_code == 200
    assert "Recorded" in answer.text


def test_every_role_has_a_place_and_nothing_is_allowed_by_being_forgotten() -> None:
    assert set(ALLOWED) == set(StaffRole)
    nobody = Viewer("x@beacon.example", "X", frozenset())
    assert not any(nobody.may(wanted) for wanted in May)
    assert not nobody.sees(None)
