"""Monday 8:05. A navigator with 75 cases comes in; a real browser, the real pages, and a keyboard without a mouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import browser
from keyboard import Keyboard
from playwright.sync_api import Page as Tab
from servers import SmtpSink
from serving import serving
from sqlalchemy import text
from stage import Stage

from coordinator.paths import examples_dir
from coordinator.services.intake_loading import load_files
from coordinator.services.record import record
from coordinator.services.staff import add_user
from coordinator.store import cases
from coordinator.web.app import create_app

NORA, KIM, PASSWORD = "nora@beacon.example", "kim@beacon.example", "twelve quiet herons"
OFFICE = "Desert Heart Institute, records office"
CALLED = {"ana": "Ana Moreno", "bo": "Bo Lindgren", "cleo": "Cleo Hart", "dev": "Dev Patel"}
"""Patients whose records office has not said whether our letter arrived."""

QUIET = 71
"""Patients who were asked to sign on Monday and have not: nothing of theirs needs a person yet."""


def somebody(place: int, given: str, family: str) -> dict[str, Any]:
    """An intake about heart disease, as somebody else's."""
    told = json.loads((examples_dir() / "intake" / "intake-0002.json").read_text(encoding="utf-8"))
    told["external_id"] = f"MONDAY-{place}"
    told["patient"] |= {
        "legal_name": {"given": given, "family": family},
        "birth_date": f"19{40 + place % 50}-{1 + place % 12:02}-{1 + place % 28:02}",
        "email": f"patient.{place}@patients.example",
        "phones": [{**phone, "number": f"+1520555{1000 + place}"} for phone in told["patient"]["phones"]],
    }
    return told


def load(stage: Stage, told: list[dict[str, Any]]) -> list[str]:
    """Open these cases and walk them into the records stage as Nora's; nothing is done in between."""
    files = []
    for one in told:
        file = stage.folder / f"{one['external_id']}.json"
        file.write_text(json.dumps(one), encoding="utf-8")
        files.append(file)
    refs = [loaded.ref for loaded in load_files(stage.world, files)]
    for ref in refs:
        with stage.world.database.reading() as session:
            point = cases.by_ref(session, ref).patient.points_of(None)[0].id
        for fact, values in (
            ("identity_verified", {}),
            ("terms_accepted", {}),
            ("contact_verified", {"contact": point}),
            ("case_accepted", {"navigator": NORA}),
        ):
            record(stage.world, ref, fact, values)
    stage.rest()
    return refs


@pytest.fixture
def stage(database_url: str, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Stage]:
    """A week ago four letters left for one office, 71 patients were asked to sign; it is Monday, 8:05 in Phoenix."""
    made = Stage.open(database_url, smtp_sink, tmp_path, "2026-11-23T15:00:00Z")
    for email, name in ((NORA, "Nora Navigator"), (KIM, "Kim Colleague")):
        add_user(made.world, email, name, ["navigator"], "north", PASSWORD)
    refs = load(made, [somebody(n, *name.split()) for n, name in enumerate(CALLED.values(), start=1)])
    for key, ref in zip(CALLED, refs, strict=True):
        made.refs[key] = ref
        for paper in made.case(ref).authorizations:
            record(made.world, ref, "authorization_signed", {"authorization": paper.id})
    made.advance(hours=4)
    for ref in refs:
        images = made.request(ref, "image_library")
        record(made.world, ref, "request_received", {"request": images.id, "evidence": "portal"})
    load(made, [somebody(100 + n, f"Quiet{n}", "Waiting") for n in range(QUIET)])
    made.jump(days=6, hours=20, minutes=5)
    made.refs["hannah"] = made.intake("0006")
    record(made.world, made.refs["hannah"], "navigator_changed", {"to": KIM})
    record(made.world, made.refs["hannah"], "navigator_changed", {"to": NORA}, by=KIM)
    made.intake("0005")
    made.rest()
    yield made
    made.close()


def rows(tab: Tab) -> list[str]:
    """What stands in "Needs you now"."""
    return [text.split("\n")[0].strip() for text in tab.locator(".today-now .desk-row__what").all_inner_texts()]


def answer(keys: Keyboard, patient: str, outcome: str, **fields: str) -> None:
    """Say what came of the call for one patient."""
    line = keys.tab.locator("fieldset", has_text=patient)
    keys.tick(line.get_by_label(outcome, exact=True))
    for label, value in fields.items():
        keys.write(line.get_by_label(label.replace("_", " ")), value)


@pytest.mark.timeout(600)
def test_monday_8_05(stage: Stage) -> None:
    with serving(create_app(stage.world)) as site, browser() as chromium:
        tab = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
        tab.goto(f"{site}/sign-in")
        keys = Keyboard(tab)
        keys.write(tab.get_by_label("E-mail"), NORA)
        keys.write(tab.get_by_label("Password"), PASSWORD)
        keys.press(tab.get_by_label("Password"))

        # Of 75 cases, one call needs her, and a case that nobody has.
        assert tab.url == f"{site}/"
        assert [row for row in rows(tab) if row.startswith("Call ")] == [f"Call {OFFICE}"]
        assert "4 patients: " in tab.locator(".today-now", has_text=OFFICE).inner_text()
        assert "Waiting" not in tab.locator(".today-now").inner_text(), "who has only to sign does not need her"
        others = {row.lower() for row in rows(tab) if not row.startswith("Call ")}
        assert others == {"the plan cannot be kept urgent"}

        # She takes the case that nobody has.
        keys.press(tab.get_by_role("button", name="Take the case"))
        assert "/?whose=mine&done=" in tab.url
        assert stage.case(stage.refs["0005"]).navigator == NORA

        # Why is Quiet7 not here? Because there is nothing to do.
        quiet = next(iter(_quiet(stage)))
        keys.press(tab.get_by_role("link", name="Today"))
        keys.write(tab.get_by_label("Reference"), quiet)
        keys.press(tab.get_by_label("Reference"))
        assert "has the ball since Mon 23 Nov 2026: a signature for Desert Heart Institute" in tab.inner_text("main")

        # The office opens at half past eight; one call answers four patients' questions.
        keys.press(tab.get_by_role("link", name="Calls", exact=True))
        assert "Closed; opens today, 08:30 MST" in tab.inner_text("main")
        stage.advance(minutes=30)
        tab.reload()
        assert "Open now until 16:30 MST" in tab.inner_text("main")
        keys.press(tab.get_by_role("button", name="I call now"))
        answer(keys, "Ana Moreno", "They never got it")
        answer(keys, "Bo Lindgren", "They named a day", The_day_they_named="2026-12-08", Note="Mrs. Ortiz")
        answer(keys, "Cleo Hart", "They want money", How_much="25")
        answer(keys, "Dev Patel", "They want their own form")
        keys.press(tab.get_by_role("button", name="Record the call"))
        assert tab.url.startswith(f"{site}/calls?told=")
        stage.rest()

        # Ana's was a wrong click: they have her letter.
        keys.press(tab.get_by_role("button", name="Undo for Ana Moreno"))
        assert "Ana Moreno: they never got it (taken back)" in tab.inner_text("main")
        stage.rest()
        keys.press(tab.get_by_role("link", name="Calls", exact=True))
        keys.press(tab.get_by_role("button", name="I call now"))
        answer(keys, "Ana Moreno", "They have it")
        keys.press(tab.get_by_role("button", name="Record the call"))
        stage.rest()
        assert "No call is due" in tab.inner_text("main")
        assert stage.request(stage.refs["ana"], "records_office").receipt_evidenced

        # Three ladders are silent now, and the send plan says why; what the patients are asked goes on.
        plans = {key: _plan(tab, f"{site}/cases/{stage.refs[key]}/messages/plan") for key in ("bo", "cleo", "dev")}
        (reminder,) = [e for e in plans["bo"] if "First reminder" in e and f"({OFFICE})" in e]
        assert "the office named a date that lies ahead" in reminder
        for key in ("cleo", "dev"):
            letters = [entry for entry in plans[key] if f"({OFFICE})" in entry and "to the office" in entry]
            assert letters, key
            assert all("by itself: its reader waits for us" in entry for entry in letters), key

        # Kim hands over a case; it is Nora's when she says so.
        assert stage.case(stage.refs["hannah"]).navigator == KIM
        keys.press(tab.get_by_role("link", name="Today"))
        keys.press(tab.get_by_role("link", name="1 case is handed over to you"))
        keys.press(tab.get_by_role("button", name=f"Accept {stage.refs['hannah']}"))
        assert stage.case(stage.refs["hannah"]).navigator == NORA


def _plan(tab: Tab, address: str) -> list[str]:
    """Every entry of the send plan, over all its months."""
    tab.goto(address)
    months = [link.get_attribute("href") for link in tab.locator(".plan-months a").all()]
    entries: list[str] = []
    for month in months:
        tab.goto(address.partition("/cases/")[0] + str(month))
        entries += tab.locator(".plan-entry").all_inner_texts()
    return entries


def _quiet(stage: Stage) -> list[str]:
    with stage.world.database.reading() as session:
        found = session.execute(text("SELECT ref FROM \"case\" WHERE external_id LIKE 'MONDAY-1%' ORDER BY ref"))
        return [ref for ref in found.scalars() if ref not in stage.refs.values()]
