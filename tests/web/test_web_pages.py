from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from stage import Stage

from coordinator import logs
from coordinator.paths import examples_dir
from coordinator.store.database import Database
from coordinator.web.app import create_app


def test_without_a_case_the_page_says_how_to_open_one(browser: TestClient) -> None:
    page = browser.get("/")
    assert page.status_code == 200
    assert "coordinator intake load" in page.text


def test_the_page_lists_cases_by_reference_and_names_nobody(stage: Stage, browser: TestClient) -> None:
    refs = [stage.intake(number) for number in ("0001", "0006")]
    page = browser.get("/").text
    for number, ref in zip(("0001", "0006"), refs, strict=True):
        told = json.loads((examples_dir() / "intake" / f"intake-{number}.json").read_text())
        assert ref in page
        name = told["patient"]["legal_name"]
        condition = told["question"]["condition"]
        for secret in (
            name["given"],
            name["family"],
            condition["label"],
            condition["icd10cm"],
            told["patient"]["email"],
        ):
            assert secret not in page


def test_the_page_links_to_the_mail_catcher_when_there_is_one(stage: Stage, browser: TestClient) -> None:
    assert "Caught mail" not in browser.get("/").text
    stage.world.mail_catcher_url = "http://127.0.0.1:8025"
    assert '<a href="http://127.0.0.1:8025">Caught mail and faxes</a>' in browser.get("/").text


def test_the_page_needs_no_inline_code_and_every_cell_has_a_label(stage: Stage, browser: TestClient) -> None:
    stage.intake("0006")
    page = _Page(browser.get("/").text)
    assert not {"style", "onclick", "onload"} & page.attributes
    assert "script" not in page.elements
    assert page.elements.count("td") == page.labels == 5
    assert page.elements.count("h1") == 1


@pytest.mark.parametrize("path", ["/", "/nowhere", "/healthz", "/readyz", "/static/page.css", "/static/nowhere.css"])
def test_every_answer_carries_the_security_headers(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("public, max-age=3600" if path == "/static/page.css" else "no-store")


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


def test_pages_cannot_be_posted_to(browser: TestClient) -> None:
    assert browser.post("/").status_code == 405


def test_a_database_that_is_gone_is_503_and_comes_back_by_itself(stage: Stage, browser: TestClient) -> None:
    good = stage.world.database
    stage.world.database = Database("postgresql://nobody@127.0.0.1:9/none")
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
    stage.rest()
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


class _Page(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.labels = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.labels += any(name == "data-label" for name, _ in attrs)
