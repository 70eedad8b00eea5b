"""Who gets what (``reliability.md``, "Access" and "CSRF"): every route of the desk, asked by everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from browsing import SITE, Browser
from desk_people import NAVIGATOR
from every_page import Town, Walk, email_of, signed_in
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from page_seen import route_of, routes, wanted_of
from sqlalchemy import func, select, update

from coordinator.domain.viewer import ALLOWED, May, Viewer
from coordinator.domain.words import StaffRole
from coordinator.store.case_tables import case as case_table

OPEN = ("/sign-in", "/healthz", "/readyz", "/inbound")
"""What needs no sign-in, besides static files and the portal, which has a door of its own."""

FOR_ALL = {"/sign-in/code", "/sign-in/device.svg", "/sign-off", "/demo/clock", "/demo/mail", "/demo/mail/{number}",
           "/demo/mail/{number}/body", "/account", "/account/password", "/account/away", "/account/back"}  # fmt: skip
"""What is there for everybody who is signed in. Every other route says what somebody must be allowed to do."""

ROLES = tuple(role.value for role in StaffRole)
KIM = "kim@beacon.example"
WHOSE = {"own": "", "pool": None, "team": NAVIGATOR, "other team": KIM}

Asked = tuple[str, APIRoute, str]
"""Method, route, and an address that it answers."""


def asked(town: Town, found: Walk) -> list[Asked]:
    """Every route of the desk but the open ones, each with a real address where a link or form leads to it."""
    known = routes(town.app)
    real: dict[tuple[str, str], str] = {}
    for method, address in [("GET", path) for path in found.pages] + list(found.forms):
        route = route_of(known, method.upper(), urlsplit(address).path)
        if route is not None:
            real.setdefault((method.upper(), route.path), address)
    return [
        (method, route, real.get((method, route.path), made_up(route.path, town.refs["records"])))
        for route in known
        if not route.path.startswith("/p/") and route.path not in OPEN
        for method in sorted(route.methods - {"HEAD"})
    ]


def made_up(path: str, ref: str) -> str:
    return re.sub(r"{\w+}", "1", path.replace("{ref}", ref))


def of_cases(listed: list[Asked]) -> Iterator[Asked]:
    return (one for one in listed if "{ref}" in one[1].path)


def test_every_route_asks_for_a_sign_in(town: Town, full_walk: Walk) -> None:
    nobody = TestClient(town.app, base_url=SITE, raise_server_exceptions=False)
    listed = asked(town, full_walk)

    assert len(listed) > 50
    for method, route, address in listed:
        answer = nobody.request(method, address, follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location", "")[:8]) == (303, "/sign-in"), (method, route.path)


def test_every_route_says_whom_it_is_for(town: Town, full_walk: Walk) -> None:
    unsaid = {route.path for _, route, _ in asked(town, full_walk) if wanted_of(route) is None}

    assert unsaid == FOR_ALL


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.timeout(600)
def test_who_is_not_allowed_or_does_not_see_the_case_finds_nothing(town: Town, full_walk: Walk, role: str) -> None:
    me, listed = signed_in(town.stage, email_of(role)), asked(town, full_walk)
    may = {wanted.value for wanted in ALLOWED[StaffRole(role)]}
    me.get("/sign-in")
    before = _journal(town)

    for whose, navigator in WHOSE.items():
        _give_all(town, email_of(role) if whose == "own" else navigator)
        sees = May.SEE_CASES in may and (whose in ("own", "pool") or (whose == "team" and role != "navigator"))
        first = me.get(f"/cases/{town.refs['records']}")
        assert first.status_code == (200 if sees else 404), whose
        for method, route, address in listed:
            refused = wanted_of(route) not in may or ("{ref}" in route.path and not sees)
            if refused and route.path not in FOR_ALL and route.path != "/":
                answer = me.client.request(method, address, data={"form_token": me.token} if method != "GET" else None)
                assert answer.status_code == 404, (whose, method, route.path)
    assert _journal(town) == before


def test_who_sees_a_case_finds_all_of_it(town: Town, full_walk: Walk) -> None:
    me = signed_in(town.stage, email_of("supervisor"))
    _give_all(town, NAVIGATOR)

    for method, route, address in of_cases(asked(town, full_walk)):
        if method == "GET" and address in full_walk.pages:
            assert me.client.get(address).status_code == 200, route.path
    for nowhere in ("SO-XXXX-XX", "nothing", "%27"):
        assert me.get(f"/cases/{nowhere}").status_code == 404


@pytest.mark.parametrize("told", ["none", "wrong", "another's", "cross-site", "other origin", "no origin of ours"])
def test_a_form_that_is_not_ours_changes_nothing(town: Town, full_walk: Walk, eve: Browser, told: str) -> None:
    other = signed_in(town.stage, NAVIGATOR)
    eve.get("/cases")
    other.get("/cases")
    token = {"none": "", "wrong": "0" * 64, "another's": other.token}.get(told, eve.token)
    headers = {
        "cross-site": {"sec-fetch-site": "cross-site"},
        "other origin": {"origin": "https://evil.example"},
        "no origin of ours": {"origin": "null"},
    }.get(told, {})
    before = _journal(town)

    for method, route, address in asked(town, full_walk):
        if method != "GET":
            form = full_walk.forms.get(("post", address))
            parts = (
                {"files": {"file": ("a.pdf", b"%PDF-1.4", "application/pdf")}} if form and "multi" in form.kind else {}
            )
            fields = {"form_token": token, "text": "x", "code": "1"}
            answer = eve.client.post(address, data=fields, headers=headers, **parts)  # type: ignore[arg-type]
            assert answer.status_code == 403, route.path

    assert _journal(town) == before
    assert eve.get("/cases").url.path == "/cases", "still signed in"


def test_the_same_form_from_our_page_is_taken(town: Town, eve: Browser) -> None:
    ref = town.refs["records"]
    eve.get(f"/cases/{ref}/facts/note_added")

    headers = {"origin": SITE, "sec-fetch-site": "same-origin"}
    answer = eve.client.post(
        f"/cases/{ref}/facts/note_added", data={"form_token": eve.token, "text": "x"}, headers=headers
    )

    assert answer.status_code == 200
    assert "Recorded" in answer.text


def test_every_role_has_a_place_and_nothing_is_allowed_by_being_forgotten() -> None:
    assert set(ALLOWED) == set(StaffRole)
    nobody = Viewer("x@beacon.example", "X", frozenset())
    assert not any(nobody.may(wanted) for wanted in May)
    assert not nobody.sees(None)


def _give_all(town: Town, navigator: str | None) -> None:
    with town.stage.world.database.transaction() as session:
        session.execute(update(case_table).values(navigator=navigator))


def _journal(town: Town) -> int:
    """How much happened in all cases together."""
    with town.stage.world.database.reading() as session:
        return int(session.execute(select(func.sum(case_table.c.seq))).scalar_one())
