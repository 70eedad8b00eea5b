from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from stage import Stage

from coordinator import logs
from coordinator.services.advance import advance_woken
from coordinator.store.database import Database
from coordinator.web.app import create_app


@pytest.mark.parametrize(
    "path", ["/sign-in", "/", "/nowhere", "/healthz", "/readyz", "/static/desk.css", "/static/nowhere.css"]
)
def test_every_answer_carries_the_security_headers(browser: TestClient, path: str) -> None:
    headers = browser.get(path, follow_redirects=False).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == ("public, max-age=3600" if path == "/static/desk.css" else "no-store")


def test_an_error_page_shows_the_request_id_and_nothing_else(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("error", console=False)
    app = create_app(stage.world)

    def broken() -> None:
        raise ValueError("Hannah Fischer has M17.11")

    app.add_api_route("/broken", broken)
    answer = TestClient(app, raise_server_exceptions=False).get("/broken?name=Fischer")
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    for secret in ("Fischer", "M17.11", "ValueError", "broken"):
        assert secret not in answer.text
    (logged,) = capsys.readouterr().err.splitlines()
    assert json.loads(logged)["request_id"] == answer.headers["x-request-id"]
    assert "Fischer" not in logged


def test_a_page_that_is_not_there_does_not_repeat_what_was_asked(browser: TestClient) -> None:
    answer = browser.get("/Hannah-Fischer")
    assert answer.status_code == 404
    assert "Fischer" not in answer.text


def test_what_cannot_be_asked_in_that_way_says_so(browser: TestClient) -> None:
    assert browser.put("/healthz").status_code == 405


def test_a_database_that_is_gone_is_503_and_comes_back_by_itself(stage: Stage, browser: TestClient) -> None:
    good = stage.world.database
    stage.world.database = Database("postgresql://nobody@127.0.0.1:9/none")
    browser.cookies.set("desk", "x")
    assert browser.get("/").status_code == 503
    assert browser.get("/readyz").json() == {
        "ok": False, "checks": [{"name": "database", "ok": False, "detail": "does not answer"}]
    }  # fmt: skip
    assert browser.get("/healthz").status_code == 200
    stage.world.database = good
    assert browser.get("/").status_code == 200


def test_ready_means_that_workers_were_seen_in_the_last_thirty_seconds(stage: Stage, browser: TestClient) -> None:
    answer = browser.get("/readyz")
    assert (answer.status_code, {c["name"]: c["ok"] for c in answer.json()["checks"]}) == (
        503, {"database": True, "migrations": True, "workers": False}
    )  # fmt: skip
    advance_woken(stage.world)
    assert browser.get("/readyz").status_code == 200
    with stage.world.database.transaction() as session:
        session.execute(text("UPDATE process_seen SET seen_at = clock_timestamp() - interval '31 seconds'"))
    assert browser.get("/readyz").status_code == 503


def test_a_database_without_a_schema_is_not_ready(stage: Stage, browser: TestClient, empty_database_url: str) -> None:
    good, stage.world.database = stage.world.database, Database(empty_database_url)
    answer = browser.get("/readyz")
    stage.world.database.dispose()
    stage.world.database = good
    assert answer.status_code == 503
    assert answer.json()["checks"][1]["name"] == "migrations"
