"""Two opinions at the kitchen table: sealed, entered, compared, asked back, checked by a second person, printed.

Everything after the booking is done on the real pages, at the keyboard alone.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from axe import violations
from browser import browser
from desk.desk_people import NAVIGATOR, PASSWORD
from desk.stage_walk import in_consultation
from keyboard import Keyboard
from playwright.sync_api import Browser, Dialog, Page, expect
from rules.filed import pdf, put
from rules.opinion_stories import text_of
from servers import SmtpSink
from serving import serving
from stage import Stage

from coordinator.paths import examples_dir
from coordinator.services.staff import add_user
from coordinator.web.app import create_app

COLLEAGUE = "olga@beacon.example"
PICTURES = os.environ.get("COORDINATOR_TEST_PICTURES")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def stage(database_url: str, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Stage]:
    made = Stage.open(database_url, smtp_sink, tmp_path, "2026-11-23T15:00:00Z")
    add_user(made.world, NAVIGATOR, "Nora Navigator", ["navigator"], "north", PASSWORD)
    add_user(made.world, COLLEAGUE, "Olga Other", ["records_coordinator"], "north", PASSWORD)
    yield made
    made.close()


def signed_in(chromium: Browser, address: str, email: str, path: str) -> Keyboard:
    tab = chromium.new_context(viewport=DESK).new_page()  # type: ignore[arg-type]
    tab.goto(address + path)
    keys = Keyboard(tab)
    keys.write(tab.get_by_label("E-mail address"), email)
    keys.write(tab.get_by_label("Password"), PASSWORD)
    keys.press(tab.get_by_role("button", name="Sign in"))
    assert tab.url == address + path
    return keys


def looked_at(tab: Page, name: str) -> None:
    """Nothing has to be scrolled sideways on a phone, and nobody is shut out."""
    tab.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    assert violations(tab) == [], name
    if PICTURES:
        tab.screenshot(path=Path(PICTURES) / f"kitchen-{name}-390.png", full_page=True)
    tab.set_viewport_size(DESK)  # type: ignore[arg-type]


def sealed_visit_begun(stage: Stage) -> str:
    """A Spanish reader's sealed case whose visit has begun; the written opinion of three pages came by post."""
    intake = json.loads((examples_dir() / "intake" / "intake-0002.json").read_text(encoding="utf-8"))
    ref = in_consultation(stage, "0002", question={**intake["question"], "disclosure": "sealed"})
    visit = stage.case(ref).appointment()
    assert visit is not None
    stage.advance_to(visit.starts_at + timedelta(hours=2))
    put(stage, ref, pdf(3), "report.pdf")
    return ref


def fill(keys: Keyboard, **fields: str) -> None:
    """Type into fields by their names; two underscores stand for a dot."""
    for name, value in fields.items():
        field = keys.tab.locator(f'[name="{name.replace("__", ".")}"]')
        if field.evaluate("one => one.tagName") == "SELECT":
            keys.choose(field, value)
        else:
            keys.write(field, value)


def enter_opinions(keys: Keyboard) -> None:
    """The visit took place; both authors' words are copied in, the second from the report."""
    tab = keys.tab
    assert tab.get_by_text("The first opinion is sealed.").is_visible()
    assert "Whitlock" not in tab.locator("section", has=tab.locator("#packet")).inner_text()
    keys.press(tab.get_by_role("button", name="It took place"))

    keys.press(tab.get_by_role("link", name=re.compile("Enter what they wrote.*Second opinion")))
    fill(keys, basis_mode="video")
    keys.choose(tab.locator('[name="document"]'), re.compile("medical records"))
    for seen in ("echocardiogram", "consultation notes"):
        keys.tick(tab.get_by_label(seen).first)
    fill(keys, diagnoses__0__label="Aortic valve stenosis", diagnoses__0__icd10cm="I35.00",
         diagnoses__0__role="primary", diagnoses__0__source__page="1",
         diagnoses__0__source__quote="moderate stenosis of the aortic valve",
         recommendations__0__rank="1", recommendations__0__name="Watch and repeat the echo in spring",
         recommendations__0__modality="active_surveillance", recommendations__0__reversible="yes",
         recommendations__0__source__page="2", recommendations__0__source__quote="repeat echocardiogram in six months",
         side_effects="None expected", sources__side_effects__page="3", sources__side_effects__quote="none expected",
         daily_life="As before", sources__daily_life__page="3", sources__daily_life__quote="no restriction",
         follow_up="In six months", sources__follow_up__page="3", sources__follow_up__quote="in six months",
         )  # fmt: skip
    keys.press(tab.get_by_role("button", name="File this opinion"))

    # what is wrong is named first, and leads to its field; Enter there files what stands in the form
    assert tab.get_by_role("heading", name="Not filed yet. Nothing you typed is lost.").is_visible()
    assert tab.locator('[name="daily_life"]').input_value() == "As before"
    looked_at(tab, "opinion")
    keys.press(tab.get_by_role("alert").get_by_role("link"))
    code = tab.locator('[name="diagnoses.0.icd10cm"]')
    expect(code).to_be_focused()
    keys.write(code, "I35.0")
    keys.press(code)
    assert tab.get_by_text("Recorded: opinion filed").is_visible()

    keys.press(tab.get_by_role("link", name=re.compile("Enter what they wrote.*First opinion")))
    fill(keys, basis_mode="exam")
    keys.tick(tab.get_by_label("consultation notes").first)
    keys.press(tab.get_by_role("button", name="File this opinion"))


@pytest.mark.timeout(600)
def test_two_opinions_at_the_kitchen_table(stage: Stage) -> None:
    ref = sealed_visit_begun(stage)
    problems: list[str] = []
    with serving(create_app(stage.world)) as address, browser() as chromium:
        hers = signed_in(chromium, address, NAVIGATOR, f"/cases/{ref}/consultation")
        nora = hers.tab
        nora.on("pageerror", lambda error: problems.append(str(error)))
        nora.on("dialog", lambda asked: _unasked(asked, problems))
        enter_opinions(hers)
        stage.rest()
        assert stage.case(ref).stage == "comparison"

        # the second doctor had the newer pictures; the first did not name them
        hers.press(nora.get_by_role("link", name="Comparison", exact=True))
        had = nora.locator("section", has=nora.locator("#differ"))
        assert "They did not name: echocardiogram." in had.inner_text()
        assert nora.locator("#row-recommendation").inner_text().count("said differently") == 1
        assert "repeat echocardiogram in six months" in nora.locator("#row-recommendation").inner_text()
        looked_at(nora, "comparison")

        # nobody checked it: the patient is not shown it, on a page or on paper
        assert (
            "The patient is not shown it, and it is not printed for them" in nora.locator(".side-status").inner_text()
        )
        for offered in ("Show it to the patient", "Open the patient's PDF", "I compared every field: it is right"):
            assert nora.get_by_role("button", name=offered).count() == 0, offered
        assert "You filed one of these opinions" in nora.locator(".side-status").inner_text()
        assert "Olga Other" in nora.locator(".side-status").inner_text()

        # what an author left open goes back to them
        nora.goto(f"{address}/cases/{ref}/comparison")
        hers.press(nora.get_by_role("button", name="Send the question").last)
        stage.advance(days=3)
        hers.press(nora.get_by_role("link", name="Messages", exact=True))
        assert nora.get_by_role("link", name="Question back to an author").is_visible()
        hers.press(nora.get_by_role("link", name="Comparison", exact=True))
        hers.press(nora.get_by_role("link", name="They answered"))
        hers.write(nora.get_by_label("Text"), "The visits cost forty dollars each.")
        hers.press(nora.get_by_role("button", name="Record"))
        assert "Answered" in nora.locator("section", has=nora.locator("#back")).inner_text()
        stage.rest()

        # a second person checks it
        olga = signed_in(chromium, address, COLLEAGUE, f"/cases/{ref}/comparison")
        olga.press(olga.tab.get_by_role("button", name="I compared every field: it is right"))
        assert olga.tab.get_by_role("heading", name="Checked by a second person").is_visible()
        nora.goto(f"{address}/cases/{ref}/comparison")
        hers.press(nora.get_by_role("button", name="Show it to the patient"))
        assert nora.get_by_role("heading", name="The patient may see it").is_visible()

        # printed for the kitchen table
        spanish, large = printed(hers, address, language="es", large=False), printed(hers, address, "es", large=True)

    text = text_of(large)
    for wanted in ("Las opiniones, una al lado de la otra", "Efectos secundarios", "None expected", "Segunda opinión"):
        assert wanted in text
    assert "No nombró: ecocardiograma (ultrasonido del corazón)." in text
    assert largest_type(large) > largest_type(spanish)
    assert problems == []
    shared = stage.case(ref).comparison()
    assert shared is not None
    assert (shared.verified_by, shared.shared_at is not None) == (COLLEAGUE, True)


def printed(keys: Keyboard, address: str, language: str, *, large: bool) -> bytes:
    """The patient's PDF as the form of the page asks for it."""
    tab = keys.tab
    keys.choose(tab.get_by_label("Language"), language)
    keys.tick(tab.get_by_label("Large type"), on=large)
    form = tab.locator("form", has=tab.get_by_role("button", name="Open the patient's PDF"))
    query = form.evaluate("one => new URL(one.action).pathname + '?' + new URLSearchParams(new FormData(one))")
    answer = tab.context.request.get(address + query)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def largest_type(content: bytes) -> int:
    """How much paper the same words take: pages, for large type takes more."""
    return len(pypdfium2.PdfDocument(content))


def _unasked(asked: Dialog, problems: list[str]) -> None:
    problems.append(asked.message)
    asked.dismiss()
